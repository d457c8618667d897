"""The fast path writes what the plain one writes, byte for byte."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from generator.analyze import sources
from generator.analyze.sources import File
from lambda_src.analyzer import records
from lambda_src.analyzer.dataset import CHUNK, Dataset, statistics

if TYPE_CHECKING:
    from pathlib import Path

fast = pytest.importorskip("generator.analyze.fast", reason="the extra 'fast' is not installed")

DECIMAL = st.one_of(
    st.floats(-1e5, 1e5).map("{:.4f}".format),
    st.sampled_from(["1e300", "-1e308", "0." + "0" * 30 + "1"]),
)
CELLS = {
    "decimals": DECIMAL,
    "integers": st.integers(-(10**9), 10**9).map(str),
    "sparse": st.one_of(st.just(""), DECIMAL),
    "mixed": st.one_of(st.integers(0, 10**6).map(str), DECIMAL),
    "odd": st.one_of(DECIMAL, st.sampled_from(["-", "1-2", ".5", "5.", "1..2", "1e5", "x", "--1", "-.5"])),
    "texts": st.text("abcé,\" ", max_size=5),
}  # fmt: skip


def said(data: Dataset) -> tuple[str, list[dict[str, int]]]:
    """Give the statistics, and what else of the columns is compared with a baseline."""
    texts = [column.texts for column in data.columns]
    return json.dumps(statistics(data.named(), data.rows)), texts


def plain(path: Path) -> tuple[str, list[dict[str, int]]]:
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        data = Dataset(next(reader))
        data.read(reader)
    return said(data)


def write(path: Path, columns: dict[str, list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


@given(st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_both_paths_write_identical_json(tmp_path: Path, data) -> None:
    rows = data.draw(st.sampled_from([1, 30, 700, 4097, 9000]))
    columns = {}
    for name, cells in CELLS.items():
        some = data.draw(st.lists(cells, min_size=1, max_size=40))
        step = data.draw(st.integers(1, 10_000))
        varied = name in ("decimals", "integers", "sparse", "mixed", "odd")
        columns[name] = [
            f"{some[row % len(some)]}{row * step % 7919}"
            if varied and row % 3 and "." in some[row % len(some)]
            else some[row % len(some)]
            for row in range(rows)
        ]
    path = tmp_path / "data.csv"
    write(path, columns)

    read = fast.read_csv(str(path), lambda _: None)

    assert read is not None
    assert said(read) == plain(path)


def test_many_distinct_numbers_take_the_array_path(tmp_path: Path) -> None:
    numbers = [f"{(each * 7919) % 100_003 - 50_000}.{each % 97:02}" for each in range(20_000)]
    write(tmp_path / "data.csv", {"x": numbers})

    read = fast.read_csv(str(tmp_path / "data.csv"), lambda _: None)

    assert not read.columns[0].room
    assert any(read.columns[0].many.ranks())
    assert said(read) == plain(tmp_path / "data.csv")


def test_much_text_is_measured_before_it_fills_the_memory(tmp_path: Path, monkeypatch) -> None:
    took = []
    monkeypatch.setattr(fast.reading, "FULL", 300_000)  # bytes
    original = fast.FastDataset._take
    monkeypatch.setattr(
        fast.FastDataset, "_take", lambda *given: [took.append(given[2]), original(*given)]
    )
    numbers = [f"{(each * 7919) % 100_003}.{each % 97:02}" for each in range(30_000)]
    write(tmp_path / "data.csv", {"x": numbers, "y": ["text" * 5] * 30_000})

    read = fast.read_csv(str(tmp_path / "data.csv"), lambda _: None)

    assert max(took) < 30_000
    assert {each % CHUNK for each in took[:-1]} == {0}
    assert said(read) == plain(tmp_path / "data.csv")


def test_progress_is_told_the_bytes_of_the_file(tmp_path: Path) -> None:
    write(tmp_path / "data.csv", {"x": [f"{each}" for each in range(300_000)]})
    told: list[int] = []

    fast.read_csv(str(tmp_path / "data.csv"), told.append)

    assert sum(told) == (tmp_path / "data.csv").stat().st_size
    assert len(told) > 1


@pytest.mark.parametrize("content", ["a,b\n1,2\n3\n", "a,a\n1,2\n", "a;b\n1;2\n", ""])
def test_what_arrow_refuses_is_left_to_the_plain_path(tmp_path: Path, content) -> None:
    (tmp_path / "data.csv").write_text(content)

    assert fast.read_csv(str(tmp_path / "data.csv"), lambda _: None) is None


def part(data: str) -> dict:
    return {"data": data, "encoding": "CSV"}


def line(output: str, given: str) -> str:
    data = {"endpointOutput": part(output), "endpointInput": part(given)}
    return json.dumps({"captureData": data, "eventMetadata": {"eventId": "1"}})


NUMBERS = st.tuples(DECIMAL, DECIMAL).map(lambda two: line(two[0], f"{two[1]},a"))
LINES = st.one_of(
    NUMBERS,
    NUMBERS,
    st.sampled_from([
        line("1\n", "2,3\r\n"), line('"1"', '2,"3, 4"'), line("", "2,3"), line("\ufeff1", "2,3"),
        "", "{", "[]", "{}{}", "null", "NaN", '{"captureData": {}}', line("1", ""), line("1\\n2", "3"),
        line("1", "2,3,4,5"), '{"captureData": {"endpointInput": {"data": "\\ud800", "encoding": "CSV"}}}',
        '{"captureData": {"endpointInput": {"data": "1", "encoding": "CSV"}}, "x": NaN}',
    ]),
)  # fmt: skip


def both(path: Path, lines: list[str]) -> list[str]:
    """Give what the plain and the fast path find in a file of captured lines."""
    path.write_text("\n".join(lines), encoding="utf-8")
    found = []
    for kind, reader in (Dataset, sources.captured), (fast.FastDataset, fast.captured):
        data, unread = kind(["p", "x", "y"]), records.Unread()
        with File(str(path), 0).opened() as content:
            data.read(reader(content, unread, data.names, lambda _: None))
        found.append(json.dumps([statistics(data.named(), data.rows), unread.reasons]))
    return found


@given(st.lists(LINES, min_size=1, max_size=30), st.sampled_from([1, 40, 300]))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_captured_traffic_has_one_result_on_both_paths(tmp_path: Path, some, times) -> None:
    lines = [some[at % len(some)].replace("1", str(at)) for at in range(len(some) * times)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast.captures, "SIZE", 100_000)  # bytes: some hundred records
        plain, quick = both(tmp_path / "file.jsonl", lines)
    assert plain == quick


COMMON = [line(f"0.{at}", f"{at}.25,a") for at in range(2_000)]


ODD = {
    "nothing": [],
    "another width": [line("1", "2,3,4")],
    "no record": ["{"] * 2,
    "two rows": [line("1\n2", "3,b\n4,c")],
    "two rows of the common width": [line("1,2,3\n4", "5,6")],
    "a quoted cell": [line("1", '"2",a')],
    "a carriage return": [line("1", "2,3\r4,5,6")],
    "a byte order mark": [line("\ufeff1", "2,3")],
    "no answer": [line("", "1,2")],
    "another side": [COMMON[0].replace('"endpointInput"', '"auxInput": {}, "endpointInput"')],
    "JSON": [COMMON[0].replace('"CSV"', '"JSON"')],
    "no side": ['{"captureData": null}'],
    "a side twice": [COMMON[0].replace('"endpointInput"', '"endpointInput": {}, "endpointInput"')],
    "two records in a line and one in two": [
        COMMON[0] * 2,
        *COMMON[0].replace(', "event', ',@ "event').split("@"),
    ],
    "a blank line and two records in the next": ["", COMMON[0] * 2],
    "a number that is none to Arrow": [COMMON[0][:-1] + ', "x": 1e999}'],
    "deeper than Python reads": [COMMON[0][:-1] + ', "x": ' + "[" * 9_000 + "]" * 9_000 + "}"],
}  # fmt: skip


@pytest.mark.parametrize("at", [0, 1_000])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_records_of_the_common_shape_are_read_as_tables_around_others(
    odd, at, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(fast.captures, "SIZE", 10_000)  # bytes: some ten blocks
    lines = [*COMMON[:at], *odd, *COMMON[at:]]
    plain, quick = both(tmp_path / "file.jsonl", lines)

    with File(str(tmp_path / "file.jsonl"), 0).opened() as content:
        read = [*fast.captured(content, records.Unread(), ["p", "x", "y"], lambda _: None)]
    kinds = {type(each).__name__ for each in read}
    assert kinds == {"Table"} if not odd else "Table" in kinds
    assert plain == quick


EVERYDAY = {
    "nothing else": {},
    "an inference id": {"eventMetadata": {"eventId": "1", "inferenceId": "a"}},
    "custom attributes": {"eventMetadata": {"eventId": "1", "customAttributes": ["a=b"]}},
    "a label": {"groundTruthData": part("1"), "eventVersion": "0"},
}


@pytest.mark.parametrize("more", EVERYDAY.values(), ids=EVERYDAY)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"], ids=["none", "LF", "CRLF"])
def test_everyday_records_are_read_as_tables(more, end) -> None:
    data = {"endpointInput": part(f"2,é{end}"), "endpointOutput": part(f"1{end}")}
    record = json.dumps({"captureData": data, **more}, ensure_ascii=False)

    table = fast.captures.common(f"{record}\n{record}".encode())

    assert table is not None
    assert table.to_pylist() == [{"0": "1", "1": "2", "2": "é"}] * 2


RECORD = line("1", "2,3").encode()
ALONE = {
    "two records in a line": RECORD * 2,
    "a blank line before two records in a line": b"\n" + RECORD * 2,
    "no data": RECORD + b"\n" + RECORD.replace(b'"data": "2,3", ', b""),
    "no encoding": RECORD + b"\n" + RECORD.replace(b', "encoding": "CSV"', b""),
    "no UTF-8": RECORD.replace(b'"eventId": "1"', b'"eventId": "\xe9"'),
}


@pytest.mark.parametrize("block", ALONE.values(), ids=ALONE)
def test_what_the_plain_path_does_not_read_as_it_stands_is_no_table(block) -> None:
    assert fast.captures.common(RECORD) is not None
    assert fast.captures.common(block) is None
