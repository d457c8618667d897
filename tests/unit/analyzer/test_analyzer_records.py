"""Captured traffic in its shapes; what cannot be read is counted, and nothing else is lost."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given, settings, strategies as st

from lambda_src.analyzer.records import Unread, objects

JSON = "application/json"


@pytest.mark.parametrize(
    ("given", "answer", "expected"),
    [
        ("1,a", "0.5", [["0.5", "1", "a"]]),
        ("1,a\n", "0.5\n", [["0.5", "1", "a"]]),
        ("1,a\n2,b", "0.5\n0.7", [["0.5", "1", "a"], ["0.7", "2", "b"]]),
        ("1,a\r\n2,b", "[0.5, 0.7]", "mixed"),
        ('1,"a,b"', "0.5", [["0.5", "1", "a,b"]]),
        ("1,", "0.5", [["0.5", "1", ""]]),
        ("1,a", None, [["1", "a"]]),
        (None, "0.5,1", [["0.5", "1"]]),
        (("[1, 2.50]", "JSON", JSON), ("[0.5]", "JSON", JSON), [["0.5", "1", "2.50"]]),
        (("[[1, 2], [3, 4]]", "JSON", JSON), ("[0.5, 0.6]", "JSON", JSON), [["0.5", "1", "2"], ["0.6", "3", "4"]]),
        (('{"instances": [[1], [2]]}', "JSON", JSON), ('{"predictions": [[5], [6]]}', "JSON", JSON), [["5", "1"], ["6", "2"]]),
        (('{"features": [1, null]}', "JSON", JSON), ("0.5", "JSON", JSON), [["0.5", "1", ""]]),
        (("[1]\n[2]\n", "JSON", "application/jsonlines"), ("0.1\n0.2\n", "JSON", "application/jsonlines"), [["0.1", "1"], ["0.2", "2"]]),
        ((base64.b64encode(b"1,a").decode(), "BASE64", "text/csv; charset=utf-8"), "0.5", [["0.5", "1", "a"]]),
        ((base64.b64encode(b"[1]").decode(), "BASE64", "application/json; x"), "0.5", [["0.5", "1"]]),
    ],
)  # fmt: skip
def test_a_record_gives_rows_prediction_first(lab, record, given, answer, expected) -> None:
    if expected == "mixed":
        answer, expected = (answer, "JSON", JSON), [["0.5", "1", "a"], ["0.7", "2", "b"]]

    rows, _, unread = lab.read([record(given, answer)])

    assert rows == expected
    assert unread == {}


def test_keys_find_their_columns_and_new_ones_are_added(lab, record) -> None:
    line = record(
        ('{"age": 5, "vip": true, "x": "y"}', "JSON", JSON), ('{"score": 0.5}', "JSON", JSON)
    )

    rows, names, _ = lab.read([line], ["score", "income", "age"])

    assert names == ["score", "income", "age", "vip", "x"]
    assert rows == [["0.5", "", "5", "true", "y"]]


def test_a_prediction_without_a_key_takes_the_first_name(lab, record) -> None:
    line = record(('{"b": 2, "a": 1}', "JSON", JSON), "0.5")

    rows, _, _ = lab.read([line], ["score", "a", "b"])

    assert rows == [["0.5", "1", "2"]]


@pytest.mark.parametrize(
    "broken",
    [
        "{", "5", "[]", "{}", '{"captureData": 5}', '{"captureData": {"endpointInput": {"data": "1"}}}',
        '{"captureData": {"endpointInput": {"data": 5, "encoding": "CSV"}}}',
        '{"captureData": {"endpointInput": {"data": "{", "encoding": "JSON"}}}',
        '{"captureData": {"endpointInput": {"data": "%", "encoding": "BASE64"}}}',
        '{"captureData": {"endpointInput": {"data": "1\\n2", "encoding": "CSV"}, "endpointOutput": {"data": "1\\n2\\n3", "encoding": "CSV"}}}',
        '{"captureData": {"endpointInput": {"data": "", "encoding": "CSV"}}}',
        "[" * 10_000,
    ],
)  # fmt: skip
def test_a_broken_record_is_counted_with_its_place_and_the_next_is_read(
    lab, record, broken
) -> None:
    rows, _, unread = lab.read([broken, record("1", "2"), "", broken])

    assert rows == [["2", "1"]]
    [reason] = unread.values()
    assert reason == {"count": 2, "first": ["f:1", "f:4"]}


def test_a_record_without_its_answer_does_not_stand_under_the_answers_names(lab, record) -> None:
    lines = [record("1,2", None), record("1,2", "0.5"), record(None, "0.5")]

    rows, _, unread = lab.read(lines, ["score", "a", "b"])

    assert rows == [["0.5", "1", "2"]]
    assert unread == {"empty or one-sided": {"count": 2, "first": ["f:1", "f:3"]}}


def test_a_baseline_of_inputs_alone_compares_inputs_alone(lab, record) -> None:
    rows, _, unread = lab.read([record("1,2", None)], ["a", "b"])

    assert (rows, unread) == ([["1", "2"]], {})


def test_no_more_than_five_places_are_named(lab) -> None:
    _, _, unread = lab.read(["{"] * 9)

    assert unread["no JSON object"] == {"count": 9, "first": [f"f:{n}" for n in range(1, 6)]}


def test_json_lines_of_a_dataset_are_rows_by_key() -> None:
    names, unread = [], Unread()
    lines = [("f:1", '{"a": 1, "b": "x"}'), ("f:2", '{"b": "y"}'), ("f:3", "nonsense")]

    rows = [*objects(lines, unread, names)]

    assert (names, rows) == (["a", "b"], [["1", "x"], ["", "y"]])
    assert unread.reasons["no JSON"]["count"] == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(st.tuples(VALUES, VALUES, st.sampled_from(["CSV", "JSON", "BASE64"])), max_size=6))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_read_or_counted(records) -> None:
    from tests.unit.analyzer.conftest import Lab  # noqa: PLC0415 - hypothesis takes no fixture

    lines = [
        json.dumps({"captureData": {"endpointInput": {"data": one, "encoding": how},
                                    "endpointOutput": {"data": json.dumps(other), "encoding": "JSON"}}})
        for one, other, how in records
    ]  # fmt: skip
    lab = Lab()
    read = [lab.read([line]) for line in lines]
    together, _, unread = lab.read(lines)

    assert all(rows or reasons for rows, _, reasons in read)
    assert len(together) == sum(len(rows) for rows, _, _ in read)
    assert sum(each["count"] for each in unread.values()) == sum(not rows for rows, _, _ in read)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_mutated_record_is_read_or_counted(data) -> None:
    from tests.unit.analyzer.conftest import Lab, record  # noqa: PLC0415 - as above

    line = record("1,a\n2,b", "0.5\n0.6")
    at = data.draw(st.integers(0, len(line) - 1))
    line = line[:at] + data.draw(st.text(max_size=2)) + line[at + data.draw(st.integers(0, 3)) :]

    rows, _, unread = Lab().read(line.split("\n"))

    assert rows or unread
