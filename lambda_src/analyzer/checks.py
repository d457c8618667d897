"""Statistics against a baseline's constraints: Model Monitor's six checks, in its words. No I/O.

Sources of the words: real reports; what is inferred says so in ``docs/analyzer.md``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lambda_src.analyzer.columns import FRACTIONAL, INTEGRAL
from lambda_src.responder.distances import DRIFT, NUMBERS, distance, weights

if TYPE_CHECKING:
    from collections import Counter
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]
    Violation: TypeAlias = dict[str, str]

ON = "Enabled"


def violation(feature: str, check: str, text: str, /) -> Violation:
    """Give an entry of ``constraint_violations.json``."""
    return {"feature_name": feature, "constraint_check_type": check, "description": text}


def drift_violation(feature: str, apart: float, limit: float, /) -> Violation:
    """Give the violation of a feature that drifted."""
    return violation(feature, DRIFT, f"Baseline drift distance: {apart} exceeds threshold: {limit}")


def settings(constraints: Json, feature: Json, /) -> Json:
    """Give the monitoring configuration of a feature, its own settings over the common ones."""
    common = constraints.get("monitoring_config", {})
    own = (
        feature.get("monitoring_config_overrides") or feature.get("monitoringConfigOverrides") or {}
    )
    part = "distribution_constraints"
    return {**common, **own, part: {**common.get(part, {}), **own.get(part, {})}}


def columns_differ(expected: list[str], seen: list[str], /) -> list[Violation]:
    """Check the number of columns; a name that is missing or extra stands for the feature."""
    if len(expected) == len(seen):
        return []
    word = "missing" if len(expected) > len(seen) else "extra"
    more, fewer = (expected, seen) if word == "missing" else (seen, expected)
    text = (
        f"There are {word} columns in current dataset. Number of columns in current dataset:"
        f" {len(seen)}, Number of columns in baseline constraints: {len(expected)}"
    )
    name = next(name for name in more if name not in fewer)
    return [violation(name, f"{word}_column_check", text)]


def cells_differ(
    wanted: Json, found: Json, kinds: Counter[str], config: Json, /
) -> list[Violation]:
    """Check a column's types, completeness and domain."""
    violations: list[Violation] = []
    name, expected = wanted["name"], wanted.get("inferred_type", "")
    limit, present = config.get("datatype_check_threshold", 1.0), kinds.total()
    # A fraction without its fraction is one still; what is expected to be text may be anything.
    allowed = {INTEGRAL: (INTEGRAL,), FRACTIONAL: (FRACTIONAL, INTEGRAL)}.get(expected)
    if present and allowed:
        share = sum(kinds[each] for each in allowed) / present
        if share < limit:
            text = (
                f"Data type match requirement is not met. Expected data type: {expected}, Expected"
                f" match: {100.0 * limit}%. Observed: Only {100 * share}% of data is {expected}."
            )
            violations.append(violation(name, "data_type_check", text))
    part = found.get(NUMBERS) or found["string_statistics"]
    if part["completeness"] < wanted.get("completeness", 0):
        text = f"Value: {part['completeness']} does not meet the constraint requirement!"
        violations.append(violation(name, "completeness_check", text))
    domain = wanted.get("string_constraints", {}).get("domains")
    if domain and present:
        values = weights(found)
        share = sum(values.get(value, 0) for value in domain) / present if values else 0.0
        if share < config.get("domain_content_threshold", 1.0):
            text = f"Value: {share} does not meet the constraint requirement!"
            violations.append(violation(name, "categorical_values_check", text))
    return violations


def far(old: Json, new: Json, limits: Json, /) -> tuple[float, float, bool] | None:
    """Give Model Monitor's distance of a feature, its threshold, and whether it drifted."""
    ordered = NUMBERS in new
    one, other = weights(old), weights(new)
    robust = limits.get("comparison_method") != "Simple"
    if ordered != (NUMBERS in old) or not one or not other:
        return None
    limit = limits.get(("" if ordered else "categorical_") + "comparison_threshold", 0.1)
    if not ordered and limits.get("categorical_drift_method") == "ChiSquared":
        return chi_squared(one, other, limit, robust)
    apart = distance(one, other, ordered, robust) or 0.0
    return apart, limit, apart > limit


def chi_squared(
    old: dict[str, int],
    new: dict[str, int],
    limit: float,
    robust: bool,  # noqa: FBT001
    /,
) -> tuple[float, float, bool]:
    """Compare counts as Deequ does: the statistic (Simple), or 1 less its p-value (Robust).

    The baseline's shares are what is expected. Values that are expected too rarely are put
    together: all but a fifth of them at least 5 times, of two both at least 10 times. How Model
    Monitor compares the p-value is not public: here drift is a p-value below the threshold.
    """
    scale = sum(new.get(value, 0) for value in old) / sum(old.values())
    groups = sorted((times * scale, new.get(value, 0)) for value, times in old.items())
    while len(groups) > 1:
        two = len(groups) == 2
        rare = sum(expected < (10 if two else 5) for expected, _ in groups)
        if rare <= (0 if two else len(groups) // 5):
            break
        (a, b), (c, d), *rest = groups
        groups = sorted([(a + c, b + d), *rest])
    if len(groups) < 2 or not scale:
        return 0.0, limit, False
    found = sum((seen - expected) ** 2 / expected for expected, seen in groups)
    if not robust:
        return found, limit, found > limit
    chance = upper_tail(found / 2, len(groups) - 1)
    return 1 - chance, 1 - limit, chance < limit


def upper_tail(half: float, freedom: int, /) -> float:
    """Give the chance of a chi-squared above twice ``half``: the finite sum for whole degrees."""
    odd = freedom % 2
    terms = (odd / 2 + each for each in range(freedom // 2))
    found = sum(
        math.exp(-half + at * math.log(half or 1e-300) - math.lgamma(at + 1)) for at in terms
    )
    return min(1.0, found + odd * math.erfc(math.sqrt(half)))
