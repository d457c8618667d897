"""The faults: a good template, and for each fault what is changed in it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
SETS = ("seeded", "recipe")
_FILL = re.compile(r"\{(?P<bytes>\d{4,})\}")


@dataclass(frozen=True)
class Fault:
    """A template with one fault, and what it is deployed with.

    `key` names it: `seeded-1`. `text` is the whole template. `note` says what the table cannot.
    """

    key: str
    title: str
    text: str
    parameters: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def digest(self) -> str:
        """Tell one state of the fault from another."""
        said = f"{self.text}{self.parameters}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@cache
def good() -> str:
    """Give the template without a fault."""
    return (HERE / "good.yaml").read_text("utf-8")


@cache
def faults() -> tuple[Fault, ...]:
    """Give every fault, in the order of the table."""
    told = yaml.safe_load((HERE / "faults.yaml").read_text("utf-8"))
    return tuple(
        Fault(
            f"{kind}-{number}",
            one["title"],
            _changed(one.get("change", ()), one["title"]),
            tuple(one.get("parameters", {}).items()),
            one.get("note", ""),
        )
        for kind in SETS
        for number, one in enumerate(told[kind], start=1)
    )


def _changed(changes: list[list[str]], title: str) -> str:
    text = good()
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{title}: {old!r} does not stand in good.yaml")
        text = text.replace(old, _FILL.sub(_filled, new), 1)
    return text


def _filled(found: re.Match[str]) -> str:
    """Write so many bytes, in lines of a template's inline code."""
    line = " " * 10 + "#" * 989 + "\n"
    return line * (int(found["bytes"]) // len(line))
