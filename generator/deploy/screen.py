"""Where a verb says what it does: to a person in words, or to a machine in JSON.

A machine gets one object a line, each with its ``type``, and a ``result`` in the end. A person gets
lines and tables, with colour on a terminal alone, and a moving line while something is waited for.
"""

from __future__ import annotations

import json
import os
import sys
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.exits import Exit


class Screen:
    """Standard output, and standard error for what passes.

    Args:
        machine: print JSON lines on standard output, and nothing else there.

    """

    def __init__(self, *, machine: bool) -> None:
        self.machine = machine
        self.ended = False  # whether the result is said
        plain = bool(os.environ.get("NO_COLOR"))
        self.out = Console(highlight=False, emoji=False, no_color=plain, soft_wrap=True)
        self.err = Console(
            stderr=True, highlight=False, emoji=False, no_color=plain, soft_wrap=True
        )

    @property
    def asks(self) -> bool:
        """Whether somebody is there who can answer a question."""
        return not self.machine and sys.stdin.isatty()

    def tell(
        self, kind: str, words: str = "", *, style: str = "", margin: str = "", **data: Any
    ) -> None:
        """Say one thing: ``words`` to a person, ``{"type": kind, **data}`` to a machine.

        Text of AWS or of a user goes into ``words`` as it is: nothing in it is markup. With a
        ``margin`` a line that is too long for the terminal goes on behind it.
        """
        if self.machine:
            line = json.dumps({"type": kind, **data}, default=str, ensure_ascii=False)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        elif words:
            if margin and self.out.is_terminal:
                words = _within(words, self.out.width, margin)
            # A style of the print itself would colour a moving line below, too.
            self.out.print(Text(words, style=style))

    def aside(self, words: str) -> None:
        """Say to a person, on standard error, what passes; also while a machine reads the rest."""
        self._passing.print(Text(words, style="yellow"))

    @property
    def _passing(self) -> Console:
        """Give the console of what passes.

        Where both are one terminal, the console that prints must know of the line that moves.
        """
        both = self.out.is_terminal and self.err.is_terminal and not self.machine
        return self.out if both else self.err

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show a table to a person; a machine is told the rows with ``tell``."""
        if self.machine:
            return
        if not self.out.is_terminal:
            self._lines([headings, *rows])
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*row)
        self.draw(table)

    def draw(self, table: Table) -> None:
        """Show a table that is made already to a person; a pipe gets a row a line, however long."""
        if self.machine:
            return
        if self.out.is_terminal:
            self.out.print(table, markup=False, soft_wrap=False)
            return
        wide = Console(highlight=False, emoji=False, width=10_000, no_color=True)
        with wide.capture() as taken:
            wide.print(table, markup=False, soft_wrap=False)
        self.out.print("\n".join(line.rstrip() for line in taken.get().splitlines()), markup=False)

    def _lines(self, rows: Sequence[Sequence[str]]) -> None:
        """Show a table to a pipe, which has no width: there a row is a line, however long."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.out.print("  ".join(cells).rstrip(), markup=False)

    def result(self, code: Exit, words: str = "", *, style: str = "", **data: Any) -> None:
        """Say how it ended; the last thing that a verb says."""
        self.tell("result", words, style=style, exit=int(code), **data)
        self.ended = True

    @contextmanager
    def waiting(self, words: str) -> Iterator[Any]:
        """Show on a terminal what is being waited for; ``update`` of what it gives changes it."""
        if self.machine or not self.err.is_terminal:
            yield _Nobody()
            return
        with self._passing.status(words) as status:
            yield status


def _within(words: str, width: int, margin: str) -> str:
    """Break lines between words; a word that is too long, as an address, stays whole."""
    wrapper = textwrap.TextWrapper(
        width, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join("\n".join(wrapper.wrap(line)) for line in words.split("\n"))


class _Nobody:
    """A status line that nobody sees."""

    def update(self, *_: Any, **__: Any) -> None:
        """Show nothing."""
