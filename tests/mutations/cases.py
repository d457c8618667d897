"""The mutations: an emitted template, and for each mutation what is changed in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from generator import templates

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Mutation:
    """An emitted template with one fault.

    `suite`: the ordinary tests rehearse it. `test`: where to look for a test that sees it, if it is
    none of those that read the templates.
    """

    edition: str
    title: str
    old: str
    new: str
    suite: bool = False
    test: str = ""

    @property
    def key(self) -> str:
        """Name it."""
        return f"{self.edition}: {self.title}"

    @property
    def digest(self) -> str:
        """Tell one state of the mutation from another."""
        return hashlib.sha256(repr((self.old, self.new, self.test)).encode()).hexdigest()[:16]

    @property
    def text(self) -> str:
        """Give the template; without its first comment, so that the mutation has room."""
        whole = good(self.edition)
        if self.old not in whole:
            raise ValueError(f"{self.key}: {self.old!r} does not stand in the template")
        return whole.replace(self.old, self.new, 1)


@cache
def good(edition: str) -> str:
    """Give a template without a mutation: a template may have 51,200 bytes, comments included."""
    return templates.read(edition).partition("\n")[2]


@cache
def mutations() -> tuple[Mutation, ...]:
    """Give every mutation, in the order of the table."""
    told = yaml.safe_load((HERE / "mutations.yaml").read_text("utf-8"))
    return tuple(
        Mutation(
            edition, one["title"], *one["change"], one.get("suite", False), one.get("test", "")
        )
        for edition, those in told.items()
        for one in those
    )
