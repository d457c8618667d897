"""The exit codes of ``monitor-stack``."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a verb's exit code says."""

    DONE = 0
    """Done, or nothing to do."""
    FAILED = 1
    USAGE = 2
    CHANGES = 3
    """Changes wait to be executed."""
    RUNNING = 4
    """What was waited for is still under way."""
    FINDINGS = 5
    """What was checked has something to mend."""
    INTERRUPTED = 130
