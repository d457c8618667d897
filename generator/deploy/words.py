"""The words that options of the verbs take: what they choose from, and times as people write them.

Nothing is imported here that the help of a verb would wait for.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    _Type = click.ParamType[dt.datetime]
else:  # older releases of click have no type to name
    _Type = click.ParamType

NORMAL, DRIFTED, BROKEN, SILENT = SCENARIOS = "normal", "drifted", "broken", "silent"
AGREE, DISAGREE = LABELS = "agree", "disagree"
CSV, JSON = CONTENT_TYPES = "text/csv", "application/json"
_SPAN = re.compile(r"(\d+)([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def time_of(text: str) -> dt.datetime:
    """Read a time in ISO 8601, as UTC where it names no zone.

    Raises:
        ValueError: it is none.

    """
    found = dt.datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


class Time(_Type):
    """A time; with ``spans`` also one that lies so far ahead: 90m, 2h, 1d."""

    name = "time"

    def __init__(self, *, spans: bool = False) -> None:
        self.spans = spans

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        """Read it."""
        if self.spans and (span := _SPAN.fullmatch(value)):
            return dt.datetime.now(dt.UTC) + dt.timedelta(**{_UNITS[span[2]]: int(span[1])})
        try:
            return time_of(value)
        except ValueError:
            known = ", nor 90m, 2h or 1d" * self.spans
            self.fail(f"{value!r} is no time, as 2026-11-24T10:00Z{known}", param, ctx)
