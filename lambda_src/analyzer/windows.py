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
    from collections.abc import Iterable
    from typing import Any

WEEK = 604800  # seconds
PATH = "%Y/%m/%d/%H"


def path_of(at: float, /) -> str:
    """Write an hour as the layout in S3 does: 2026/11/24/10."""
    return time.strftime(PATH, time.gmtime(at))


def hours(start: int, end: int, /) -> list[str]:
    """Give the paths of the hours from ``start`` up to ``end``, which is not in it."""
    return [path_of(at) for at in range(start // HOUR * HOUR, end, HOUR)]


def reported(found: Iterable[dict[str, Any]], /) -> list[int]:
    """Give the hours of the reports among the objects below a monitor's prefix, oldest first."""
    return [
        timegm(time.strptime("/".join(each["Key"].split("/")[4:8]), PATH))
        for each in found
        if each["Key"].endswith("/constraint_violations.json")
    ]


def due(last: int, now: float, step: int, /) -> list[int]:
    """Give the runs that are due after the run ``last``, oldest first.

    Without a last one it is the newest alone: what has monitored nothing yet has missed nothing.
    What was missed is caught up, as far back as a week.
    """
    closed = int(now // step * step)
    return [*range(max(last + step, closed - WEEK) if last else closed, closed + 1, step)]
