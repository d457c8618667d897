"""What time it is: as on this machine, until it is set; from there it runs on.

Invocations, executions and alarms ask here. Functions, which are processes of their own, have the
same time: they read it from a file, see ``function_clock``.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping


class Clock:
    """A clock that can be set; ``file`` holds by how many seconds it is ahead."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(None)

    def set(self, at: dt.datetime | None) -> None:
        """Let it be this time; None: the machine's."""
        self._ahead = at - dt.datetime.now(dt.UTC) if at else dt.timedelta()
        draft = self._file.with_suffix(".new")
        draft.write_text(str(self._ahead.total_seconds()))
        draft.replace(self._file)

    def now(self) -> dt.datetime:
        """Give the time."""
        return dt.datetime.now(dt.UTC) + self._ahead

    def share(self, environment: MutableMapping[str, str]) -> None:
        """Give it to the Python processes that get this environment."""
        folders = [str(Path(__file__).parent / "function_clock"), environment.get("PYTHONPATH", "")]
        environment.update(
            REHEARSAL_CLOCK=str(self._file), PYTHONPATH=os.pathsep.join(filter(None, folders))
        )
