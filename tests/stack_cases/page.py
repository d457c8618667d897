"""The table of docs/proof.md: how each case ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.editions import EDITIONS
from generator.readme import put

from .cases import CASES, HERE

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = HERE.parents[1] / "docs" / "proof.md"
PART = "stack cases"


def titles() -> list[str]:
    """Give the cases in words."""
    return [str(case.__doc__).strip() for case in CASES]


def page(text: str, seen: Mapping[str, Mapping[str, str]]) -> str:
    """Give the page with its table anew; ``seen``: case -> edition -> how it ended."""
    names = [case.__name__ for case in CASES]
    rows = [
        f"| {title} | {' | '.join(seen[name][edition] for edition in EDITIONS)} |"
        for title, name in zip(titles(), names, strict=True)
    ]
    head = [f"| what happens | {' | '.join(EDITIONS)} |", f"| --- |{' --- |' * len(EDITIONS)}"]
    return put(text, PART, "\n".join([*head, *rows]))
