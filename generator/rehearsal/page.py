"""The HTML report of the rehearsed runs: the one place where ``report --html`` plugs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rehearsal.stage import Stage


def write(stage: Stage, file: Path | None) -> str:
    """Write the page to ``file``, and say so in words."""
    del stage
    if file is None:
        return "no --html FILE was given: no page is written"
    return f"{file} is not written: this version has no `report --html` yet"
