"""Distances computed from statistics, held against values worked out by hand and known results."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_src.responder.distances import compare, distance, weights


def numeric(name: str, *levels: list[float]) -> dict[str, Any]:
    sketch = {"parameters": {"c": 0.64, "k": 2048.0}, "data": list(levels)}
    return {
        "name": name,
        "inferred_type": "Fractional",
        "numerical_statistics": {"distribution": {"kll": {"buckets": [], "sketch": sketch}}},
    }


def text(name: str, **counts: int) -> dict[str, Any]:
    buckets = [{"value": value, "count": count} for value, count in counts.items()]
    return {
        "name": name,
        "inferred_type": "String",
        "string_statistics": {"distribution": {"categorical": {"buckets": buckets}}},
    }


def constraints(method: str = "Robust") -> dict[str, Any]:
    config = {"comparison_method": method, "comparison_threshold": 0.1}
    config["categorical_comparison_threshold"] = 0.2
    return {"features": [], "monitoring_config": {"distribution_constraints": config}}


def drift(name: str, far: float) -> dict[str, str]:
    said = f"Baseline drift distance: {far} exceeds threshold: 0.1"
    return {
        "feature_name": name,
        "constraint_check_type": "baseline_drift_check",
        "description": said,
    }


def test_the_distance_of_two_columns_is_the_largest_gap_of_their_cumulative_shares() -> None:
    one, other = {1.0: 1, 2.0: 1, 3.0: 1, 4.0: 1}, {3.0: 1, 4.0: 1, 5.0: 1, 6.0: 1}
    assert distance(one, other, True, False) == pytest.approx(0.5)


def test_a_column_has_no_distance_from_itself_and_the_order_does_not_matter() -> None:
    one, other = {1.0: 3, 2.0: 1}, {2.0: 5, 9.0: 2}
    assert distance(one, one, True, False) == 0
    assert distance(one, other, True, True) == distance(other, one, True, True)


def test_shares_are_divided_last_so_that_nothing_is_rounded_on_the_way() -> None:
    one = {float(value): 1 for value in range(10)}
    assert distance(one, {100.0: 1}, True, False) == 1.0


def test_an_item_on_several_levels_has_the_weight_of_the_highest() -> None:
    assert weights(numeric("a", [7.0, 7.0], [7.0])) == {7.0: 2}


def test_robust_takes_off_what_samples_of_that_size_differ_by() -> None:
    one = {float(value): 1 for value in range(1000)}
    other = {float(value + 400): 1 for value in range(1000)}
    expected = 0.4 - 1.8 * (2000 / 1_000_000) ** 0.5
    assert distance(one, other, True, True) == pytest.approx(expected)


def test_robust_is_never_below_zero() -> None:
    assert distance({1.0: 1}, {2.0: 1}, True, True) == 0


def test_an_item_of_a_higher_level_of_the_sketch_weighs_twice_the_one_below() -> None:
    assert weights(numeric("a", [1.0], [2.0], [3.0])) == {1.0: 1, 2.0: 2, 3.0: 4}


def test_a_column_of_two_values_hardly_moves_as_on_the_real_engine() -> None:
    before = numeric("flag", [0.0] * 900 + [1.0] * 100)
    after = numeric("flag", [0.0] * 100 + [1.0] * 900)
    (one,) = compare({"features": [before]}, {"features": [after]}, constraints("Simple"), [])
    assert one["distance"] == 0


def test_a_column_of_texts_is_compared_by_its_shares() -> None:
    before, after = text("channel", web=90, app=10), text("channel", web=50, app=40, phone=10)
    (one,) = compare({"features": [before]}, {"features": [after]}, constraints("Simple"), [])
    assert one == {
        "feature": "channel",
        "distance": pytest.approx(0.4),
        "threshold": 0.2,
        "drifted": False,
    }


def test_a_distance_that_the_report_states_goes_before_the_computed_one() -> None:
    same = numeric("age", [1.0, 2.0])
    (one,) = compare(
        {"features": [same]}, {"features": [same]}, constraints(), [drift("age", 0.31)]
    )
    assert (one["distance"], one["drifted"]) == (0.31, True)


@pytest.mark.parametrize("before", [text("age", young=5), numeric("other", [1.0])])
def test_a_column_without_its_like_in_the_baseline_has_no_distance(before: dict[str, Any]) -> None:
    assert compare({"features": [before]}, {"features": [numeric("age", [1.0])]}, {}, []) == []


def test_a_text_column_without_a_histogram_has_no_distance() -> None:
    column = {"name": "id", "string_statistics": {"distinct_count": 2477.0}}
    assert compare({"features": [column]}, {"features": [column]}, {}, []) == []
