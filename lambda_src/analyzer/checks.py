"""Statistics against a baseline's constraints: Model Monitor's six checks, in its words. No I/O.

Sources of the words: real reports; what is inferred says so in ``docs/analyzer.md``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lambda_src.analyzer.columns import FRACTIONAL, INTEGRAL
from lambda_src.responder.distances import NUMBERS, distance, weights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    from lambda_src.analyzer.columns import Column

    Json: TypeAlias = dict[str, Any]
    Violation: TypeAlias = dict[str, str]

ON = "Enabled"


def violation(feature: str, check: str, text: str, /) -> Violation:
    """Give an entry of ``constraint_violations.json``."""
    return {"feature_name": feature, "constraint_check_type": check, "description": text}


def settings(constraints: Json, feature: Json, /) -> Json:
    """Give the monitoring configuration of a feature, its own settings over the common ones."""
    common = constraints.get("monitoring_config", {})
    own = (
        feature.get("monitoring_config_overrides") or feature.get("monitoringConfigOverrides") or {}
    )
    part = "distribution_constraints"
    return {**common, **own, part: {**common.get(part, {}), **own.get(part, {})}}


def columns_differ(expected: list[str], seen: list[str], /) -> Iterator[Violation]:
    """Check the number of columns; a name that is missing or extra stands for the feature."""
    for word, more, fewer in ("missing", expected, seen), ("extra", seen, expected):
        if len(more) > len(fewer):
            yield violation(
                next(name for name in more if name not in fewer),
                f"{word}_column_check",
                f"There are {word} columns in current dataset. Number of columns in current"
                f" dataset: {len(seen)}, Number of columns in baseline constraints:"
                f" {len(expected)}",
            )


def cells_differ(wanted: Json, found: Json, column: Column, config: Json, /) -> Iterator[Violation]:
    """Check a column's types, completeness and domain.

    A missing cell is within the domain, as it is to Deequ's ``isContainedIn``.
    """
    name, expected, kinds = wanted["name"], wanted.get("inferred_type"), column.kinds
    limit, present = config.get("datatype_check_threshold", 1.0), kinds.total()
    # A fraction without its fraction is one still; what is expected to be text may be anything.
    share = (kinds[INTEGRAL] + kinds[FRACTIONAL] * (expected == FRACTIONAL)) / (present or 1)
    if present and expected in (INTEGRAL, FRACTIONAL) and share < limit:
        yield violation(
            name,
            "data_type_check",
            f"Data type match requirement is not met. Expected data type: {expected}, Expected"
            f" match: {100.0 * limit}%. Observed: Only {100 * share}% of data is {expected}.",
        )
    part = found.get(NUMBERS) or found["string_statistics"]
    shares = {"completeness": (part["completeness"], wanted.get("completeness", 0))}
    domain = wanted.get("string_constraints", {}).get("domains")
    if domain:
        within = column.rows - present + sum(column.texts[value] for value in domain)
        shares["categorical_values"] = (
            within / column.rows,
            config.get("domain_content_threshold", 1.0),
        )
    for check, (share, least) in shares.items():
        if share < least:
            text = f"Value: {share} does not meet the constraint requirement!"
            yield violation(name, f"{check}_check", text)


def far(old: Json, new: Json, limits: Json, /) -> tuple[float, float, bool] | None:
    """Give Model Monitor's distance of a feature, its threshold, and whether it drifted."""
    ordered, one, other = NUMBERS in new, weights(old), weights(new)
    if ordered != (NUMBERS in old) or not (one and other):
        return None
    robust = limits.get("comparison_method") != "Simple"
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
        few, most = (10, 0) if len(groups) == 2 else (5, len(groups) // 5)
        if sum(expected < few for expected, _ in groups) <= most:
            break
        (a, b), (c, d), *rest = groups
        groups = sorted([(a + c, b + d), *rest])
    if len(groups) < 2 or not scale:
        return 0.0, limit, False
    found = sum((seen - expected) ** 2 / expected for expected, seen in groups)
    if robust:
        found, limit = 1 - upper_tail(found / 2, len(groups) - 1), 1 - limit
    return found, limit, found > limit


def upper_tail(half: float, freedom: int, /) -> float:
    """Give the chance of a chi-squared above twice ``half``: the finite sum for whole degrees."""
    odd = freedom % 2
    terms = (odd / 2 + each for each in range(freedom // 2))
    found = sum(
        math.exp(-half + at * math.log(half or 1e-300) - math.lgamma(at + 1)) for at in terms
    )
    return min(1.0, found + odd * math.erfc(math.sqrt(half)))
