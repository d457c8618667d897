"""The fast path writes what the plain one writes, byte for byte."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from lambda_src.analyzer import records
from lambda_src.analyzer.dataset import Dataset, statistics

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


@pytest.mark.parametrize("content", ["a,b\n1,2\n3\n", "a,a\n1,2\n", ""])
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
        "", "{", "[]", "null", "NaN", '{"captureData": {}}', line("1", ""), line("1\\n2", "3"),
        line("1", "2,3,4,5"), '{"captureData": {"endpointInput": {"data": "\\ud800", "encoding": "CSV"}}}',
        '{"captureData": {"endpointInput": {"data": "1", "encoding": "CSV"}}, "x": NaN}',
    ]),
)  # fmt: skip


def both(lines: list[tuple[str, str]]) -> list[str]:
    """Give what the plain and the fast path find in captured lines."""
    found = []
    for kind, reader in (Dataset, records.captured), (fast.FastDataset, fast.captured):
        data, unread = kind(["p", "x", "y"]), records.Unread()
        data.read(reader(iter(lines), unread, data.names))
        found.append(json.dumps([statistics(data.named(), data.rows), unread.reasons]))
    return found


@given(st.lists(LINES, min_size=1, max_size=30), st.sampled_from([1, 400, 3000]))
@settings(max_examples=25, deadline=None)
def test_captured_traffic_has_one_result_on_both_paths(some, times) -> None:
    plain, quick = both(
        [
            (f"file:{at}", some[at % len(some)].replace("1", str(at)))
            for at in range(len(some) * times)
        ][:70_000]
    )
    assert plain == quick


COMMON = [(f"file:{at}", line(f"0.{at}", f"{at}.25,a")) for at in range(40_000)]


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
    "another side": [COMMON[0][1].replace('"endpointInput"', '"auxInput": {}, "endpointInput"')],
}


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_records_of_the_common_shape_are_read_as_tables_around_others(odd, place) -> None:
    at = fast.reading.GROUP + place
    lines = [*COMMON[:at], *(("odd", each) for each in odd), *COMMON[at:]]
    plain, quick = both(lines)

    read = fast.captured(iter(lines), records.Unread(), ["p", "x", "y"])
    kinds = {type(each).__name__ for each in read}
    assert kinds == {"Table"} if not odd else "Table" in kinds
    assert plain == quick
