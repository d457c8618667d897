"""Our own verdict on drift beside Model Monitor's: by rows, and only if it is significant. No I/O.

Model Monitor compares distinct values, so that it hardly sees a change in a column of few values.
Here every row counts. A feature has drifted when its distance is over the threshold, when the
difference is no chance after correction over all features of the run, and when both sides have
enough records.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lambda_src.analyzer.sketch import error, weighed
from lambda_src.responder.distances import NUMBERS, distance, weights

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Of a whole run: without drift, one run in a thousand shows any.
SIGNIFICANCE = 0.001


def compared(old: Json, new: Json, /) -> Json:
    """Give ``{"distance", "p", "error"}`` of a feature from two entries of ``statistics.json``.

    {} where there is nothing to compare: another type, no values, too many texts. ``error`` is how
    far off the distance may be, since sketches of more than 2,050 rows are no longer the data.
    """
    numeric = NUMBERS in new
    if numeric != (NUMBERS in old):
        return {}
    one: Json = weights(old)
    other: Json = weights(new)
    off = 0.0
    if numeric:
        before, now = (
            each[NUMBERS]["distribution"]["kll"]["sketch"]["data"] for each in (old, new)
        )
        one, other, off = weighed(before), weighed(now), error(before) + error(now)
    far = distance(one, other, numeric, False)  # noqa: FBT003 - few bytes
    if far is None:
        return {}
    n, m = sum(one.values()), sum(other.values())
    p = cumulative(far, n, m) if numeric else shares(one, other, n, m)
    return {"distance": far, "p": p, "error": off}


def cumulative(far: float, n: int, m: int, /) -> float:
    """Give the p-value of a two-sample Kolmogorov-Smirnov distance; conservative with ties.

    Source: Stephens, "Use of the Kolmogorov-Smirnov, Cramer-von Mises and Related Statistics
    Without Extensive Tables" (1970).
    """
    root = math.sqrt(n * m / (n + m))
    scaled = (root + 0.12 + 0.11 / root) * far
    if scaled < 0.2:  # the series converges slowly where it is 1
        return 1.0
    terms = ((k % 2 * 2 - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, max(0.0, 2 * math.fsum(terms)))


def shares(old: dict[str, int], new: dict[str, int], n: int, m: int, /) -> float:
    """Give the p-value of the most different share, of all values that there are (Bonferroni)."""
    values, least = {*old, *new}, 1.0
    for value in values:
        one, other = old.get(value, 0), new.get(value, 0)
        spread = (one + other) / (n + m) * (1 - (one + other) / (n + m)) * (1 / n + 1 / m)
        if spread > 0:
            far = abs(one / n - other / m) / math.sqrt(2 * spread)
            least = min(least, math.erfc(far))
    return min(1.0, least * len(values))


def verdicts(found: list[Json], few: bool, /) -> None:  # noqa: FBT001
    """Judge features that have been ``compared``, each with its ``threshold``.

    Sets ``p`` to the corrected one (Bonferroni), and ``drifted``. ``few`` records give no verdict.
    """
    for item in found:
        item["p"] = min(1.0, item["p"] * len(found))
        over = item["distance"] > item["threshold"]
        item["drifted"] = over and item["p"] < SIGNIFICANCE and not few
