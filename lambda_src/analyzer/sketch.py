"""The KLL sketch of a numeric column, as Deequ 2.0.2 builds it. No I/O.

Levels of numbers, of which those of level h stand for 2^h rows each. Up to 2,050 rows it is the
data itself, in row order. Nothing in it is random. Source: Deequ, QuantileNonSample and
NonSampleCompactor; Karnin, Lang and Liberty, "Optimal Quantile Approximation in Streams" (2016).
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, TypeAlias

Levels: TypeAlias = list[list[float]]


def capacity(height: int, /) -> int:
    """Give how many numbers a level takes until it is compacted: 2050, 1314, 842 and so on."""
    return 2 * (math.ceil(1024 * 0.64**height) + 1)


def room_in(levels: list[Any], /) -> int:
    """Give how many numbers may come until a level has to be compacted."""
    return sum(map(capacity, range(len(levels)))) - sum(map(len, levels)) + 1


def first_kept(compacted: int, /) -> int:
    """Give where a level's next compaction starts: 0, 1, 1, 0, 0, 1, 1, … so that errors cancel."""
    return (compacted + 1) // 2 % 2


def put(levels: Levels, compacted: list[int], numbers: list[float], /) -> None:
    """Add rows. ``compacted`` counts how often each level was."""
    at = 0
    while at < len(numbers):
        room = room_in(levels)
        levels[0] += numbers[at : at + room]
        at += room
        if at <= len(numbers):
            compact(levels, compacted)


def compact(levels: Levels, compacted: list[int], /) -> None:
    """Halve the lowest level that is full: every second of its sorted numbers goes up one."""
    height = next(at for at, level in enumerate(levels) if len(level) >= capacity(at))
    level, even = levels[height], len(levels[height]) // 2 * 2
    if height + 1 == len(levels):
        levels.append([])
        compacted.append(0)
    levels[height + 1] += sorted(level[:even])[first_kept(compacted[height]) :: 2]
    levels[height] = level[even:]
    compacted[height] += 1


def weighed(levels: Levels, /) -> Counter[Any]:
    """Give how many rows each value stands for."""
    found: Counter[Any] = Counter()
    for height, level in enumerate(levels):
        for value in level:
            found[value] += 2**height
    return found


def rank_error(levels: Levels, /) -> float:
    """Bound how far a share of rows read from the sketch can be from the true one.

    A compaction moves a rank by at most 2^h rows, and of two in a row at most one moves it either
    way; at level h there is at most one for each ``capacity(h)`` numbers that pass.
    """
    rows = sum(len(level) << height for height, level in enumerate(levels))
    below = range(len(levels) - 1)
    return math.fsum(0.5 / capacity(height) + (1 << height) / rows for height in below)
