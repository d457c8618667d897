"""Time as the contract has it. No I/O."""

from __future__ import annotations

import time

HOUR = 3600  # seconds


def iso(at: float, /) -> str:
    """Write a time as the contract does: 2026-11-23T01:00:00Z."""
    return time.strftime("%FT%TZ", time.gmtime(at))
