"""Figures of a report are written with the digits that tell them apart."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from generator.analyze import tables


def written(table: Any) -> list[list[str]]:
    console = Console(width=160)
    with console.capture() as taken:
        console.print(table)
    return [line.split() for line in taken.get().splitlines()[1:]]


def test_a_metric_that_is_worse_than_its_threshold_does_not_look_equal() -> None:
    limit = {"threshold": 0.9999912, "comparison_operator": "LessThanThreshold"}
    even = {**limit, "threshold": 0.5}
    contents = {
        "statistics": {"regression_metrics": {"r2": {"value": 0.9999871}, "mae": {"value": 0.5}}},
        "constraints": {
            "regression_constraints": {
                "r2": limit,
                "mae": even,
                "rmse": limit,
            }
        },
        "drift": {"notMeasured": {"rmse": "no figure"}},
    }

    assert written(tables.metrics(contents)) == [
        ["r2", "0.999987", "0.999991", "worse;", "Model", "Monitor", "does", "not", "report", "it"],
        ["mae", "0.5", "0.5"],
        ["rmse", "1", "not", "measured:", "no", "figure"],
    ]


def test_a_distance_over_its_threshold_does_not_look_equal() -> None:
    one = {"distance": 0.10004, "threshold": 0.1, "drifted": True}
    own = {"feature": "x", **one, "hidden": False, "modelMonitor": {**one, "distance": 0.1}}
    part = {"completeness": 1.0, "distinct_count": 2.0}
    feature = {"name": "x", "inferred_type": "String", "string_statistics": part}

    rows = written(
        tables.features({"statistics": {"features": [feature]}, "drift": {"features": [own]}})
    )

    assert rows == [["x", "String", "0.0%", "0.10004", "0.100", "0.1", "both"]]
