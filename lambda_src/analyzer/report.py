"""One comparison of data with its baseline: the files that a monitor writes. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.analyzer.checks import (
    ON,
    cells_differ,
    columns_differ,
    drift_violation,
    far,
    settings,
)
from lambda_src.analyzer.dataset import Dataset, statistics
from lambda_src.analyzer.exact import compared, verdicts

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any, TypeAlias

    from lambda_src.analyzer.checks import Violation

    Json: TypeAlias = dict[str, Any]


def feature_names(constraints: Json, without: Collection[str] = ()) -> list[str]:
    """Give a baseline's columns in order, those ``without`` left out."""
    names = (feature["name"] for feature in constraints.get("features", []))
    return [name for name in names if name not in without]


def data_quality(
    data: Dataset, baseline: Json, constraints: Json, minimum: int, without: Collection[str], /
) -> dict[str, Json]:
    """Compare data with a baseline: give each file's content, by its name without ``.json``.

    ``baseline`` is its ``statistics.json``. ``drift`` has ``features``: ``{"feature", "distance"
    (exact), "p" (corrected), "error", "threshold", "drifted", "modelMonitor": {"distance",
    "threshold", "drifted"}, "hidden"}``; ``hidden`` is drift that Model Monitor does not see. With
    fewer rows than ``minimum`` on either side there is no exact verdict.
    """
    columns = data.named(without)
    found = statistics(columns, data.rows)
    now = {each["name"]: each for each in found["features"]}
    before = {each["name"]: each for each in baseline.get("features", [])}
    wanted = [each for each in constraints.get("features", []) if each["name"] not in without]
    violations: list[Violation] = columns_differ(feature_names(constraints, without), [*now])
    features: list[Json] = []
    for feature in wanted:
        name, config = feature["name"], settings(constraints, feature)
        if name not in now or not columns[name].rows:
            continue
        if config.get("evaluate_constraints", ON) != ON:
            continue
        violations += cells_differ(feature, now[name], columns[name].kinds, config)
        limits = config["distribution_constraints"]
        if limits.get("perform_comparison", ON) != ON:
            continue
        theirs = far(before.get(name, {}), now[name], limits)
        ours = compared(before.get(name, {}), now[name])
        if not theirs or not ours:
            continue
        apart, limit, drifted = theirs
        if drifted:
            violations.append(drift_violation(name, apart, limit))
        features.append({"feature": name, **ours, "threshold": limit, "modelMonitor": {
            "distance": apart, "threshold": limit, "drifted": drifted}})  # fmt: skip
    few = min(data.rows, baseline.get("dataset", {}).get("item_count", 0)) < minimum
    verdicts(features, few)
    for item in features:
        item["hidden"] = item["drifted"] and not item["modelMonitor"]["drifted"]
    return {
        "statistics": found,
        "constraints": constraints,
        "drift": {"records": data.rows, "few": few, "features": features},
        "constraint_violations": {"violations": violations},
    }
