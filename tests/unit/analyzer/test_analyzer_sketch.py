"""The sketch: the data itself while small, every row's weight kept, its error within the bound."""

from __future__ import annotations

import random
from bisect import bisect_right

import pytest
from hypothesis import given, settings, strategies as st

from lambda_src.analyzer.sketch import capacity, put, rank_error, weighed


def sketch(numbers: list[float], chunk: int) -> list[list[float]]:
    levels, compacted = [[]], [0]
    for at in range(0, len(numbers), chunk):
        put(levels, compacted, numbers[at : at + chunk])
    return levels


def test_levels_take_fewer_numbers_the_higher_they_are() -> None:
    assert [capacity(height) for height in range(4)] == [2050, 1314, 842, 540]


def test_up_to_2050_rows_are_kept_in_row_order() -> None:
    numbers = [float(each * 7919 % 2050) for each in range(2050)]

    assert sketch(numbers, 2050) == [numbers]


def test_one_row_more_compacts_the_first_level() -> None:
    numbers = [float(each) for each in range(2051)]

    assert sketch(numbers, 2051) == [[2050.0], [float(each) for each in range(0, 2050, 2)]]


@given(
    st.integers(0, 30_000),
    st.integers(1, 9_000),
    st.integers(1, 9_000),
    st.sampled_from([2, 9, 1e9]),
)
@settings(max_examples=25, deadline=None)
def test_however_rows_are_chunked_the_sketch_is_the_same_and_weighs_all(
    rows: int, one: int, other: int, spread: float
) -> None:
    draw = random.Random(rows)
    numbers = [float(int(draw.random() * spread)) for _ in range(rows)]

    levels = sketch(numbers, one)

    assert levels == sketch(numbers, other)
    assert sum(weighed(levels).values()) == rows


@pytest.mark.parametrize("spread", [1, 3, 100, 10**9])
@pytest.mark.parametrize("order", ["random", "rising", "falling", "alternating"])
def test_no_share_is_further_off_than_the_bound(spread: int, order: str) -> None:
    draw = random.Random(spread)
    numbers = [float(int(draw.random() * spread * 2)) for _ in range(60_000)]
    if order != "random":
        numbers.sort(reverse=order == "falling")
    if order == "alternating":
        numbers = [x for pair in zip(numbers[::2], numbers[::-2], strict=True) for x in pair]
    levels = sketch(numbers, 4096)
    rows = weighed(levels)
    ranked, seen, worst = sorted(numbers), 0, 0.0
    for value in sorted(rows):
        seen += rows[value]
        worst = max(worst, abs(seen - bisect_right(ranked, value)) / len(numbers))

    assert 0 < rank_error(levels) < 0.02
    assert worst <= rank_error(levels)


def test_a_sketch_that_is_the_data_has_no_error() -> None:
    assert rank_error(sketch([1.0, 2.0], 2)) == 0
