"""What files say that are not as they should be: the same on both paths, and never a traceback."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

import generator.analyze
from generator.analyze import runs
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from pathlib import Path

ROWS = b"a,b\n1,2\n3,4\n"


def side(data: str) -> dict[str, str]:
    return {"data": data, "encoding": "JSON"}


CAPTURED = {"captureData": {"endpointInput": side("[]"), "endpointOutput": side("[]")}}


@pytest.fixture(params=["fast", "plain"])
def path(request, monkeypatch) -> str:
    """Take the fast path, or the plain one as if the extra were not installed."""
    chosen: str = request.param
    if chosen == "plain":
        monkeypatch.delattr(generator.analyze, "fast", raising=False)
        monkeypatch.setitem(sys.modules, "generator.analyze.fast", None)
    else:
        pytest.importorskip("generator.analyze.fast", reason="the extra 'fast' is not installed")
    return chosen


def described(dataset: Path, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return runs.baseline(str(dataset), 0.1, without, lambda _: None)


def put(file: Path, content: bytes) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    return file


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize(
    ("content", "line"),
    [(b"na\xefve,b\n1,2\n", 1), (b"a,b\n1,\xe9\n", 2), (b"\xef\xbb\xbfa,b\n1,\xe9\n", 2)],
)
def test_bytes_that_are_no_utf8_are_noted_with_file_and_line(tmp_path, content, line) -> None:
    file = put(tmp_path / "latin.csv", content)

    found = described(file)

    [(reason, known)] = found["drift"]["unread"].items()
    assert reason == "bytes that are no UTF-8, read as \ufffd"
    assert known == {"count": 1, "first": [f"{file}:{line}"]}
    assert found["drift"]["records"] == 1


@pytest.mark.usefixtures("path")
def test_what_lies_between_capture_files_is_noted(tmp_path) -> None:
    for name in ("dropped.csv", "notes.txt", "_SUCCESS", ".hidden"):
        put(tmp_path / "day.1" / name, ROWS)
    broken = put(tmp_path / "day.1" / "a.jsonl", b'{"a": 1}\n{"a": "\xe9"}\n{\n')

    found = described(tmp_path / "day.1")

    known = {reason: one["first"] for reason, one in found["drift"]["unread"].items()}
    assert list(known) == sorted(known)
    assert known == {
        "a CSV in a folder of JSON lines (.jsonl, .json, .ndjson)": [
            str(tmp_path / "day.1" / "dropped.csv")
        ],
        "a file in a folder of JSON lines (.jsonl, .json, .ndjson)": [
            str(tmp_path / "day.1" / "notes.txt")
        ],
        "bytes that are no UTF-8, read as \ufffd": [f"{broken}:2"],
        "no JSON": [f"{broken}:3"],
    }


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("e.jsonl", b"[]\n{}\n", "2 rows, and no cell in any of them"),
        ("c.jsonl", json.dumps(CAPTURED).encode(), "1 rows, and no cell in any of them"),
        ("blank.csv", b"\n" + ROWS, "begins with a blank line"),
        ("blank.csv", b"\xef\xbb\xbf\r\n" + ROWS, "begins with a blank line"),
        ("return.csv", b"a,b\n1,2\r3,4\n", "line 2: new-line character"),
        ("empty.csv", b"", "is empty"),
        ("csv", ROWS, "no rows to read. 3 times no JSON object.* name that ends in .csv"),
        ("folder/rows.csv", ROWS, "no file there that is read, only .*rows.csv"),
    ],
)  # fmt: skip
def test_both_paths_refuse_in_the_same_words(tmp_path, name, content, said) -> None:
    file = put(tmp_path / name, content)

    with pytest.raises(GeneratorError, match=said):
        described(file.parent if "/" in name else file)


@pytest.mark.usefixtures("path")
def test_rows_without_cells_are_rows_with_everything_missing(tmp_path) -> None:
    found = described(put(tmp_path / "a.jsonl", b"[]\n[1, 2]\n{}\n[3, 4]\n"))

    parts = [each["numerical_statistics"] for each in found["statistics"]["features"]]
    assert [each["completeness"] for each in parts] == [0.5, 0.5]


@pytest.mark.usefixtures("path")
def test_a_column_to_leave_out_has_to_be_there(tmp_path) -> None:
    file = put(tmp_path / "train.csv", ROWS)

    assert len(described(file, ("a",))["statistics"]["features"]) == 1
    with pytest.raises(GeneratorError, match="--exclude nosuch: no such column, only a, b"):
        described(file, ("a", "nosuch"))


def compared(folder: Path, now: Path, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return runs.compare(str(now), str(folder), 1, without, "exact", lambda _: None)


@pytest.fixture
def baseline(tmp_path, path) -> Path:
    """A baseline of numbers, and of more texts than are counted."""
    rows = "".join(f"{at % 9},u{at},{at}\n" for at in range(130))
    put(tmp_path / f"{path}.csv", f"few,user,n\n{rows}".encode())
    runs.save(described(tmp_path / f"{path}.csv"), tmp_path / "baseline")
    return tmp_path / "baseline"


def test_what_is_not_compared_is_named_with_the_reason(tmp_path, baseline) -> None:
    now = put(tmp_path / "now.csv", b"few,user,m\nx,u1,\n2,u2,1\n")

    found = compared(baseline, now)["drift"]["notCompared"]

    assert found == {
        "few": "String now, Integral in the baseline",
        "user": "129 distinct texts in the baseline, more than 120",
        "n": "not in the data",
        "m": "not in the baseline",
    } | {"user": found["user"]}
    assert found["user"].endswith(" distinct texts in the baseline, more than 120")


def test_what_is_switched_off_or_missing_or_left_out_has_its_own_reason(tmp_path, baseline) -> None:
    file = baseline / "constraints.json"
    constraints = json.loads(file.read_text())
    constraints["features"][2]["monitoring_config_overrides"] = {"evaluate_constraints": "Disabled"}
    file.write_text(json.dumps(constraints))
    now = put(tmp_path / "now.csv", b"few,user,n\n,u1,1\n,u2,2\n")

    assert compared(baseline, now, ("user",))["drift"]["notCompared"] == {
        "few": "no values in the data",
        "n": "switched off in constraints.json",
    }


def test_a_csv_of_other_columns_is_refused(tmp_path, baseline) -> None:
    now = put(tmp_path / "now.csv", b"1,2,3,4,5,6\n1,2,3,4,5,6\n")

    with pytest.raises(GeneratorError, match="none of its columns, 1, 2, 3, 4, 5 …, is one of"):
        compared(baseline, now)
    with pytest.raises(GeneratorError, match="--exclude x: no such column, only few, user, n, "):
        compared(baseline, put(tmp_path / "more.csv", b"n,m\n1,2\n"), ("x",))


def test_files_are_laid_out_as_model_monitor_does(tmp_path) -> None:
    content = {"data": [[1.5, 2.0], []], "none": {}, "buckets": [{"value": 'é"', "count": 1}, {}]}

    runs.save({"statistics": content}, tmp_path)

    text = (tmp_path / "statistics.json").read_text()
    assert json.loads(text) == content
    assert '\n  "data": [[1.5, 2.0], []],\n' in text
    assert '\n      "count": 1\n' in text


@pytest.mark.usefixtures("path")
def test_a_cell_may_be_as_long_as_it_likes(tmp_path) -> None:
    long = "x" * 200_000
    file = put(tmp_path / "long.csv", f"a,b\n1,{long}\n2,y\n".encode())
    record = {"endpointInput": {"data": long, "encoding": "CSV"}}
    record["endpointOutput"] = {"data": "1", "encoding": "CSV"}
    line = json.dumps({"captureData": record}).encode()

    for each in file, put(tmp_path / "long.jsonl", line + b"\n" + line):
        found = described(each)
        assert (found["drift"]["records"], found["drift"]["unread"]) == (2, {})


@pytest.mark.usefixtures("path")
def test_labels_beside_traffic_are_no_features(tmp_path) -> None:
    label = {"groundTruthData": side("1"), "eventMetadata": {"eventId": "1"}}
    sides = {"endpointInput": side("[2, 3]"), "endpointOutput": side("[1]")}
    put(tmp_path / "all" / "captured.jsonl", json.dumps({"captureData": sides}).encode())
    put(tmp_path / "all" / "labels.jsonl", json.dumps(label).encode())

    found = described(tmp_path / "all")

    assert [each["name"] for each in found["statistics"]["features"]] == ["_c0", "_c1", "_c2"]
    [reason] = found["drift"]["unread"]
    assert reason == "a file of labels, which are for model quality"
