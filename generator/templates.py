"""Where the emitted templates lie: in a checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
_SHIPPED = Path(__file__).resolve().parent / "_templates"


def folder() -> Path:
    """Give the folder of the emitted templates: the checkout's, else the one in the wheel."""
    beside = _CHECKOUT / "templates"
    return beside if (_CHECKOUT / "pyproject.toml").is_file() else _SHIPPED
