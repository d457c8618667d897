"""Which windows of traffic are due, and where their reports are. No I/O.

A run is named after its hour, the epoch second at which its window closes, as a run of Model
Monitor is named after the hour at which it is scheduled. A report is there once its violations
are: they are written last.
"""

from __future__ import annotations

import time
from calendar import timegm
from typing import TYPE_CHECKING

from lambda_src.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

# Seconds. So long after the hour captured files still arrive [real buckets: one to two minutes].
WEEK, ARRIVING = 604800, 300
PATH = "%Y/%m/%d/%H"


def path_of(at: float, /) -> str:
    """Write an hour as the layout in S3 does: 2026/11/24/10."""
    return time.strftime(PATH, time.gmtime(at))


def hours(start: int, end: int, /) -> list[str]:
    """Give the paths of the hours from ``start`` up to ``end``, which is not in it."""
    return [path_of(at) for at in range(start // HOUR * HOUR, end, HOUR)]


def reported(found: Iterable[dict[str, Any]], /) -> dict[int, float]:
    """Give the hours of the reports among a monitor's objects, and when each was written."""
    return {
        # The hour stands before /constraint_violations.json.
        timegm(time.strptime(each["Key"][-40:-27], PATH)): each["LastModified"].timestamp()
        for each in found
        if each["Key"].endswith("/constraint_violations.json")
    }


def due(
    written: dict[int, float], now: float, step: int, late: int, /
) -> Iterator[tuple[int, int]]:
    """Give the runs that are due, oldest first, each with up to when it looks for labels.

    Due is a window that has closed since its report was ``written``, if it has one, and again when
    all its labels have come, which are ``late`` by so many seconds. What was missed is caught up,
    as far back as a week. Without any report it is the newest window alone: what has monitored
    nothing yet has missed nothing.
    """
    seen = int(now) - ARRIVING
    closed = seen // step * step
    first = max(min(written, default=closed), closed - late - WEEK)
    for at in range(closed, first - 1, -step)[::-1]:
        until = at + late * (at + late <= seen)
        if written.get(at, 0) < until + ARRIVING:
            yield at, until
