"""Model Monitor's distances, computed anew from two ``statistics.json``. No I/O.

Its report names a distance only where it is over the threshold; a dashboard wants all of them.
A numeric column is compared as Deequ 2.0.2 does, on which the analyzer runs: each distinct value of
the sketch counts once, with the weight of its level, so that columns of few values hardly move.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

NUMBERS = "numerical_statistics"
# The name of the drift check in Model Monitor's constraint_violations.json, and what it says.
DRIFT = "baseline_drift_check"
STATED = re.compile(r"distance: (\S+) exceeds")


def weights(feature: Json, /) -> Json:
    """Give value -> weight of a column."""
    if NUMBERS in feature:
        levels = feature[NUMBERS]["distribution"]["kll"]["sketch"]["data"]
        return {value: 2**level for level, items in enumerate(levels) for value in items}
    texts = feature.get("string_statistics", {}).get("distribution", {}).get("categorical", {})
    return {item["value"]: item["count"] for item in texts.get("buckets", [])}


def distance(one: Json, other: Json, ordered: bool, robust: bool, /) -> float | None:  # noqa: FBT001
    """Give the largest difference of two distributions, cumulative where values have an order.

    ``robust`` takes off what samples of these sizes differ by anyway. None: nothing to compare.
    """
    n, m = sum(one.values()), sum(other.values())
    if not n * m:
        return None
    far, left, right = 0.0, 0, 0
    for value in sorted({*one, *other}):
        # Whole weights are added up, and divided last: no sum of rounded shares, as in Deequ.
        left = one.get(value, 0) + left * ordered
        right = other.get(value, 0) + right * ordered
        far = max(far, abs(left / n - right / m))
    return max(0.0, far - 1.8 * ((n + m) / (n * m)) ** 0.5) if robust else far


def compare(
    baseline: Json, current: Json, constraints: Json, violations: list[Json], /
) -> list[Json]:
    """Give each column's ``{"feature", "distance", "threshold", "drifted"}``.

    The verdict is Model Monitor's own, and so is a distance that its violation states.
    """
    stated = {
        item["feature_name"]: STATED.findall(item["description"])
        for item in violations
        if item["constraint_check_type"] == DRIFT
    }
    limits = constraints.get("monitoring_config", {}).get("distribution_constraints", {})
    before = {item["name"]: item for item in baseline.get("features", [])}
    found = []
    for feature in current.get("features", []):
        name, ordered = feature["name"], NUMBERS in feature
        old = before.get(name, {})
        far = None
        if ordered == (NUMBERS in old):
            robust = limits.get("comparison_method") != "Simple"
            far = distance(weights(old), weights(feature), ordered, robust)
        for said in stated.get(name, []):
            far = float(said)
        if far is not None:
            limit = limits.get(("" if ordered else "categorical_") + "comparison_threshold", 0.1)
            drifted = name in stated
            found.append({"feature": name, "distance": far, "threshold": limit, "drifted": drifted})
    return found
