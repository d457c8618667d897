"""Types, moments, histograms and buckets of a column."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given, settings, strategies as st

from lambda_src.analyzer.columns import Column, cell_type


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", "Integral"), ("-5", "Integral"), ("+5", "Integral"), ("- 5", "Integral"), (" 5", "Integral"),
        ("0.5", "Fractional"), ("1e5", "Fractional"), ("1.5E-07", "Fractional"), ("-1.0", "Fractional"),
        (".5", "String"), ("1.", "String"), ("NaN", "String"), ("1,000", "String"), ("5 ", "String"),
        ("true", "String"), ("0x1F", "String"), ("٣", "String"), ("1e999", "String"), ("5\n", "String"),
    ],
)  # fmt: skip
def test_a_cell_has_a_type(text: str, expected: str) -> None:
    assert cell_type(text) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2"], "Integral"),
        (["1", "2.5"], "Fractional"),
        (["1", "2.5", "x"], "String"),
        (["1", ""], "Integral"),
        (["", ""], "Unknown"),
    ],
)
def test_one_text_makes_a_column_text_and_one_fraction_a_fraction(cells, expected) -> None:
    column = Column()
    column.add(cells)

    assert column.statistics("c")["inferred_type"] == expected


def test_missing_cells_are_counted_and_left_out() -> None:
    column = Column()
    column.add(["1", "", "3", ""])
    found = column.statistics("c")["numerical_statistics"]

    assert found["common"] == {"num_present": 2, "num_missing": 2}
    assert (found["mean"], found["completeness"]) == (2.0, 0.5)


def test_a_histogram_is_for_few_texts_only() -> None:
    few, many = Column(), Column()
    few.add(["b", "a", "b"])
    many.add([f"text {each}" for each in range(300)])

    histogram = few.statistics("c")["string_statistics"]["distribution"]["categorical"]["buckets"]
    assert histogram == [{"value": "b", "count": 2}, {"value": "a", "count": 1}]
    assert "distribution" not in many.statistics("c")["string_statistics"]


def test_ten_buckets_hold_every_row_the_last_one_its_upper_bound() -> None:
    column = Column()
    column.add([str(each) for each in range(11)])
    buckets = column.statistics("c")["numerical_statistics"]["distribution"]["kll"]["buckets"]

    assert [each["count"] for each in buckets] == [1.0] * 9 + [2.0]
    assert (buckets[0]["lower_bound"], buckets[-1]["upper_bound"]) == (0.0, 10.0)


def test_a_constant_column_is_in_the_last_bucket() -> None:
    column = Column()
    column.add(["7"] * 5)
    buckets = column.statistics("c")["numerical_statistics"]["distribution"]["kll"]["buckets"]

    assert [each["count"] for each in buckets] == [0.0] * 9 + [5.0]


@given(
    st.lists(
        st.lists(st.floats(-1e6, 1e6).map("{:.3f}".format), min_size=1), min_size=1, max_size=5
    )
)
@settings(max_examples=60, deadline=None)
def test_moments_are_those_of_all_rows_however_they_come(chunks) -> None:
    column = Column()
    for chunk in chunks:
        column.add(chunk)
    numbers = [float(cell) for chunk in chunks for cell in chunk]
    found = column.statistics("c")["numerical_statistics"]
    total = 0.0
    for number in numbers:
        total += number

    assert found["sum"] == total
    assert (found["min"], found["max"]) == (min(numbers), max(numbers))
    spread = statistics.pstdev(numbers)
    assert math.isclose(found["std_dev"], spread, rel_tol=1e-9, abs_tol=1e-6)
