"""Where the emitted templates lie: in a checkout, or beside the installed package."""

from __future__ import annotations

from pathlib import Path

_ABOVE = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """Give the folder of the emitted templates: the checkout's, else the one of the wheel."""
    checkout = (_ABOVE / "pyproject.toml").is_file()
    return _ABOVE / ("templates" if checkout else "monitor_stack_templates")
