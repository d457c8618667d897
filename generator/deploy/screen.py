"""Where a verb says what it does: to a person in words, or to a machine in JSON.

A machine gets one object a line, each with its ``type``, and a ``result`` in the end. A person gets
lines and tables, with colour on a terminal alone, and a moving line while something is waited for.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

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
        plain = bool(os.environ.get("NO_COLOR"))
        self.out = Console(highlight=False, no_color=plain, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, no_color=plain, soft_wrap=True)

    @property
    def asks(self) -> bool:
        """Whether somebody is there who can answer a question."""
        return not self.machine and sys.stdin.isatty()

    def tell(self, kind: str, words: str = "", *, style: str = "", **data: Any) -> None:
        """Say one thing: ``words`` to a person, ``{"type": kind, **data}`` to a machine.

        Text of AWS or of a user goes into ``words`` as it is: nothing in it is markup.
        """
        if self.machine:
            line = json.dumps({"type": kind, **data}, default=str, ensure_ascii=False)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        elif words:
            self.out.print(words, style=style or None, markup=False)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Show a table to a person; a machine is told the rows with ``tell``."""
        if self.machine:
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*row)
        self.draw(table)

    def draw(self, table: Table) -> None:
        """Show a table that is made already to a person."""
        if self.machine:
            return
        out = self.out
        if not out.is_terminal:  # a pipe has no width: there a row is a line, however long
            out = Console(highlight=False, width=10_000)
        out.print(table, markup=False, soft_wrap=False)

    def result(self, code: Exit, words: str = "", *, style: str = "", **data: Any) -> None:
        """Say how it ended; the last thing that a verb says."""
        self.tell("result", words, style=style, exit=int(code), **data)

    @contextmanager
    def waiting(self, words: str) -> Iterator[Any]:
        """Show on a terminal what is being waited for; ``update`` of what it gives changes it."""
        if self.machine or not self.err.is_terminal:
            yield _Nobody()
            return
        with self.err.status(words) as status:
            yield status


class _Nobody:
    """A status line that nobody sees."""

    def update(self, *_: Any, **__: Any) -> None:
        """Show nothing."""
