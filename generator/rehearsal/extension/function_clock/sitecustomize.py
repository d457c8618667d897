"""Python reads this before a function's own code: its clock is that of the embedded AWS.

``REHEARSAL_CLOCK`` is a file with the seconds by which that is ahead; see ``extension.clock``.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

_FILE = Path(os.environ["REHEARSAL_CLOCK"])
_machine, _Machine = time.time, dt.datetime


def _now() -> float:
    return _machine() + float(_FILE.read_text())


class _AnyDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _Machine)


class _Datetime(dt.datetime, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> _Datetime:
        return cls.fromtimestamp(_now(), tz)


time.time = _now
dt.datetime = _Datetime  # type: ignore[misc]
