"""The distributions of a feature, of baseline and data, in the same bins or by the same values."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_src.analyzer.sketch import weighed
from lambda_src.responder.distances import NUMBERS, weights
from lambda_src.responder.findings import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.deploy.awsclient import Json

BINS = 24
VALUES = 10  # that are shown by name
TAIL = 0.002  # share of rows on either side that lies in the outermost bins
OTHERS = "all others"


@dataclass(frozen=True)
class Shape:
    """Shares of rows, 0 to 1, of baseline and data.

    Attributes:
        names: of the values, or of the bins.
        edges: of the bins, one more than there are; () where values are shown.

    """

    names: list[str]
    edges: Sequence[float]
    base: list[float]
    current: list[float]


def shape(old: Json, new: Json) -> Shape | None:
    """Give the distributions of two entries of ``statistics.json``; None if there are no values."""
    if (NUMBERS in old) != (NUMBERS in new):
        return None
    before, after = _rows(old), _rows(new)
    values = {*before, *after}
    if not values:
        return None
    if NUMBERS in new and len(values) > VALUES:
        return _binned(before, after)
    return _named(before, after, ordered=NUMBERS in new)


def _rows(feature: Json) -> Counter[Any]:
    """Count the rows of each value."""
    if NUMBERS in feature:
        return weighed(feature[NUMBERS]["distribution"]["kll"]["sketch"]["data"])
    return Counter(weights(feature))


def _shares(counts: list[int]) -> list[float]:
    total = sum(counts) or 1
    return [count / total for count in counts]


def _named(before: Counter[Any], after: Counter[Any], *, ordered: bool) -> Shape:
    both = before + after
    values = [value for value, _ in both.most_common(VALUES)]
    if ordered:
        values.sort()
    names = [f"{value:g}" if ordered else str(value) for value in values]
    columns = [[side[value] for value in values] for side in (before, after)]
    if len(both) > len(values):
        names.append(OTHERS)
        for side, column in zip((before, after), columns, strict=True):
            column.append(side.total() - sum(column))
    return Shape(names, (), _shares(columns[0]), _shares(columns[1]))


def _binned(before: Counter[Any], after: Counter[Any]) -> Shape:
    """Count the rows in bins of one width; the outermost ones take what lies beyond."""
    lows, highs = zip(*(_ends(side) for side in (before, after) if side), strict=True)
    low, high = min(lows), max(highs)
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = [low + (high - low) * at / BINS for at in range(BINS + 1)]
    if all(float(value).is_integer() for value in (*before, *after)):
        edges = _whole(int(low), int(high))
    last = len(edges) - 2
    columns = []
    for side in (before, after):
        counts = [0] * (last + 1)
        for value, count in side.items():
            counts[min(max(bisect.bisect(edges, value) - 1, 0), last)] += count
        columns.append(_shares(counts))
    names = [f"{number(one)} to {number(other)}" for one, other in itertools.pairwise(edges)]
    return Shape(names, edges, *columns)


def _whole(low: int, high: int) -> list[float]:
    """Give bins that hold equally many whole numbers: others would make a pattern of their own."""
    width = -(-(high - low + 1) // BINS)
    count = -(-(high - low + 1) // width)
    return [low - 0.5 + width * at for at in range(count + 1)]


def _ends(side: Counter[Any]) -> tuple[float, float]:
    """Give the values between which all rows lie but for a tail on either side."""
    found = sorted(side.items())
    passed = [*itertools.accumulate(count for _, count in found)]
    total = passed[-1]
    return (
        found[bisect.bisect_left(passed, total * TAIL)][0],
        found[min(bisect.bisect_left(passed, total * (1 - TAIL)), len(found) - 1)][0],
    )
