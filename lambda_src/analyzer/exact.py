"""Our own verdict on drift beside Model Monitor's: by rows, and only if it is significant. No I/O.

Model Monitor compares distinct values, so that it hardly sees a change in a column of few values.
Here every row counts. A feature has drifted when its distance is over the threshold, when the
difference is no chance after correction over all features of the run, and when both sides have
enough records.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lambda_src.analyzer.sketch import rank_error, weighed
from lambda_src.responder.distances import NUMBERS, distance, weights

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Without drift, one run in so many shows any.
RUNS = 1000


def compared(old: Json, new: Json, /) -> Json:
    """Give ``{"distance", "p", "error"}`` of a feature from two entries of ``statistics.json``.

    {} where there is nothing to compare: another type, no values, too many texts. ``error`` is how
    far off the distance may be, since sketches of more than 2,050 rows are no longer the data.
    """
    levels = [
        each[NUMBERS]["distribution"]["kll"]["sketch"]["data"]
        for each in (old, new)
        if NUMBERS in each
    ]
    one, other = map(weighed, levels) if levels[1:] else map(weights, (old, new))
    mixed = len(levels) == 1
    far = None if mixed else distance(one, other, NUMBERS in new, False)  # noqa: FBT003 - few bytes
    n, m = sum(one.values()), sum(other.values())
    if far is None:
        return {}
    return {
        "distance": far,
        "p": cumulative_p(far, n, m) if levels else categorical_p(one, other, n, m),
        "error": sum(map(rank_error, levels), 0.0),
    }


def cumulative_p(far: float, n: int, m: int, /) -> float:
    """Give the p-value of a two-sample Kolmogorov-Smirnov distance; conservative with ties.

    Source: Stephens, "Use of the Kolmogorov-Smirnov, Cramer-von Mises and Related Statistics
    Without Extensive Tables" (1970).
    """
    root = math.sqrt(n * m / (n + m))
    scaled = (root + 0.12 + 0.11 / root) * far
    if scaled < 0.2:  # the series converges slowly where it is 1
        return 1.0
    return 2 * math.fsum(-((-1) ** k) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))


def categorical_p(old: dict[str, int], new: dict[str, int], n: int, m: int, /) -> float:
    """Give the p-value of the most different share, of all values that there are (Bonferroni)."""
    values = {*old, *new}
    chances = (
        len(values)
        * math.erfc(
            abs(one / n - other / m) / (math.sqrt(2 * both * (1 - both) * (1 / n + 1 / m)) or 1)
        )
        for one, other in ((old.get(each, 0), new.get(each, 0)) for each in values)
        for both in [(one + other) / (n + m)]
    )
    return min(1.0, *chances)


def verdicts(found: list[Json], few: bool, /) -> None:  # noqa: FBT001
    """Judge features that have been ``compared``, each with its ``threshold``.

    Sets ``p`` to the corrected one (Bonferroni), ``drifted``, and ``hidden``: what has drifted and
    Model Monitor does not see. ``few`` records give no verdict.
    """
    for item in found:
        item["p"] = min(1.0, item["p"] * len(found))
        over = item["distance"] > item["threshold"]
        item["drifted"] = over and item["p"] < 1 / RUNS and not few
        item["hidden"] = item["drifted"] and not item["modelMonitor"]["drifted"]
