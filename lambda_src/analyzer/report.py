"""One comparison of data with its baseline: the files that a monitor writes. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.analyzer.checks import (
    ON,
    cells_differ,
    columns_differ,
    far,
    settings,
    violation,
)
from lambda_src.analyzer.dataset import Dataset, statistics
from lambda_src.analyzer.exact import compared, verdicts
from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any, TypeAlias

    from lambda_src.analyzer.checks import Violation

    Json: TypeAlias = dict[str, Any]

EXACT = "exact"  # the verdict that counts, unless it is ``model-monitor``


def feature_names(constraints: Json, without: Collection[str] = (), /) -> list[str]:
    """Give a baseline's columns in order, those ``without`` left out."""
    names = (feature["name"] for feature in constraints.get("features", []))
    return [name for name in names if name not in without]


def data_quality(
    data: Dataset,
    baseline: tuple[Json, Json],
    minimum: float,
    without: Collection[str] = (),
    verdict: str = EXACT,
    /,
) -> dict[str, Json]:
    """Compare data with a baseline: give each file's content, by its name without ``.json``.

    ``baseline`` are its ``statistics.json`` and ``constraints.json``. ``drift`` says what counts by
    the ``verdict`` in force: ``{"records", "status", "figures", "violations", "named",
    "features"}``, where ``named`` are figures under Model Monitor's names, and ``features``
    ``{"feature", "distance" (exact), "p" (corrected), "error", "threshold", "drifted",
    "modelMonitor": {"distance", "threshold", "drifted"}, "hidden"}``; ``hidden`` is drift that
    Model Monitor does not see. With fewer rows than ``minimum`` on either side there is no verdict
    that counts.
    """
    before, constraints = baseline
    columns = data.named(without)
    found = statistics(columns, data.rows)
    old, now = (
        {each["name"]: each for each in side.get("features", [])} for side in (before, found)
    )
    violations = [*columns_differ(feature_names(constraints, without), [*now])]
    theirs: list[Violation] = []
    features: list[Json] = []
    for feature in constraints.get("features", []):
        name, config = feature["name"], settings(constraints, feature)
        if name not in now or config.get("evaluate_constraints", ON) != ON:
            continue
        violations += cells_differ(feature, now[name], columns[name], config)
        limits, sides = config["distribution_constraints"], (old.get(name, {}), now[name])
        said, ours = far(*sides, limits), compared(*sides)
        if said and ours and limits.get("perform_comparison", ON) == ON:
            one = dict(zip(("distance", "threshold", "drifted"), said, strict=False))
            theirs += moved(name, one)
            features.append({"feature": name, **one, **ours, "modelMonitor": one})
    few = min(data.rows, before.get("dataset", {}).get("item_count", 0)) < minimum
    verdicts(features, few)
    counts = [(each, each if verdict == EXACT else each["modelMonitor"]) for each in features]
    figures: Json = {"RunFailures": 0, "CapturedRecords": data.rows}
    drifted: list[Violation] = []
    if not few:
        drifted = [found for each, one in counts for found in moved(each["feature"], one)]
        figures["DriftedFeatures"] = len(drifted)
        figures["MaxDriftDistance"] = max((one["distance"] for _, one in counts), default=0)
    in_force = violations + drifted
    figures["ConstraintViolations"] = len(in_force)
    return {
        "statistics": found,
        "constraints": constraints,
        "drift": {
            "records": data.rows,
            "status": "violations" if in_force else "too-few-records" if few else "clean",
            "figures": figures,
            "violations": in_force,
            "named": {
                f"feature_baseline_drift_{each['feature']}": each["modelMonitor"]["distance"]
                for each in features
            },
            "features": features,
        },
        "constraint_violations": {"violations": violations + theirs},
    }


def moved(name: str, said: Json, /) -> list[Violation]:
    """Give the violation of a feature that a verdict says has drifted."""
    text = f"Baseline drift distance: {said['distance']} exceeds threshold: {said['threshold']}"
    return [violation(name, DRIFT, text)] * said["drifted"]
