"""Requests for an endpoint, drawn from a dataset: as they were, shifted, or broken. No I/O.

A row's number alone says what it holds, so that whoever was interrupted carries on with the same.
Cells are text, ``""`` if missing, as everywhere.
"""

from __future__ import annotations

import csv
import io
import random
import re
import statistics
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.deploy.words import BROKEN, DRIFTED
from generator.errors import GeneratorError, WrongValueError
from lambda_src.analyzer.records import Unread, objects
from lambda_src.analyzer.sketch import weighed
from lambda_src.responder.distances import NUMBERS, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Change: TypeAlias = Callable[[str], str]

FLIP, EMPTY = "flip", "empty"
FAR = "2sd"  # how far the scenario of drift shifts a number
FEW = 10  # distinct values that still make a category
MADE = 1000  # rows that statistics are turned into
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(sd|abs)?")


@dataclass(frozen=True)
class Column:
    """A feature and its cells."""

    name: str
    cells: list[str]

    @cached_property
    def counts(self) -> Counter[str]:
        """Count each value that is there."""
        return Counter(filter(None, self.cells))

    @cached_property
    def numbers(self) -> list[float]:
        """Give the values as numbers; none if one of them is no number."""
        try:
            return [float(each) for each in self.cells if each]
        except ValueError:
            return []

    @property
    def binary(self) -> bool:
        """Tell whether it has two values."""
        return len(self.counts) <= 2  # noqa: PLR2004 - that is what binary means

    @property
    def continuous(self) -> bool:
        """Tell whether it holds numbers of which a bit more or less makes sense."""
        return bool(self.numbers) and not self.binary

    @cached_property
    def decimals(self) -> int:
        """Give how many digits its numbers have behind the point."""
        return min(6, max(len(each.partition(".")[2]) for each in self.counts))


@dataclass(frozen=True)
class Table:
    """The rows that requests are drawn from: names and cells of the features, no predictions."""

    names: list[str]
    rows: list[list[str]]

    def column(self, name: str) -> Column:
        """Give a column."""
        at = self.names.index(name)
        return Column(name, [row[at] for row in self.rows])

    def without(self, count: int) -> Table:
        """Leave the first ``count`` columns out."""
        return Table(self.names[count:], [row[count:] for row in self.rows])


def of_text(text: str, where: str, *, lines: bool = False) -> Table:
    """Read a dataset: a CSV with a header, or JSON lines.

    Raises:
        GeneratorError: there are no rows in it.

    """
    names: list[str] = []
    if lines:
        numbered = ((f"{where}:{at}", line) for at, line in enumerate(text.splitlines(), 1))
        rows = [*objects(numbered, Unread(), names)]
    else:
        names, *rows = [*filter(None, csv.reader(io.StringIO(text, newline="")))] or [[]]
    if not names or not rows:
        raise GeneratorError(f"{where} has no rows: it needs a header and a row for each request")
    width = range(len(names))
    whole = [
        [cell for _, cell in zip_longest(width, row[: len(names)], fillvalue="")] for row in rows
    ]
    return Table(names, whole)


def of_statistics(found: dict[str, Any]) -> Table:
    """Make rows that have the distributions of a ``statistics.json``, each column for itself."""
    draw = random.Random(1)  # noqa: S311 - it must repeat
    features = found["features"]
    columns = [_made(feature, draw) for feature in features]
    return Table(
        [feature["name"] for feature in features], [[*row] for row in zip(*columns, strict=True)]
    )


def _made(feature: dict[str, Any], draw: random.Random) -> list[str]:
    """Make a column's cells; a text that the statistics do not hold is ``unknown``."""
    part = feature.get(NUMBERS) or feature["string_statistics"]
    if NUMBERS in feature:
        known: Counter[Any] = weighed(part["distribution"]["kll"]["sketch"]["data"])
    else:
        known = Counter(weights(feature) or {"unknown": 1})
    whole = feature["inferred_type"] == "Integral"
    values = draw.choices([*known], [*known.values()], k=MADE)
    return [
        "" if draw.random() >= part["completeness"] else str(int(value) if whole else value)
        for value in values
    ]


@dataclass(frozen=True)
class Plan:
    """What rows are drawn, and what becomes of them.

    Attributes:
        table: what they are drawn from.
        seed: the same draws the same.
        changes: feature -> what becomes of its cells.
        broken: of three rows, one lacks a value and one has a text in a number's place.

    """

    table: Table
    seed: int
    changes: dict[str, Change]
    broken: bool

    def row(self, number: int) -> list[str]:
        """Give the row of a request."""
        draw = random.Random(f"{self.seed}:{number}")  # noqa: S311 - it must repeat
        row = [*draw.choice(self.table.rows)]
        for name, change in self.changes.items():
            at = self.table.names.index(name)
            row[at] = change(row[at])
        if self.broken and number % 3:
            self._break(row, number)
        return row

    def _break(self, row: list[str], number: int) -> None:
        places = self._numbers if number % 3 == 1 and self._numbers else range(len(row))
        row[places[number // 3 % len(places)]] = "broken" if places is self._numbers else ""

    @cached_property
    def _numbers(self) -> list[int]:
        names = self.table.names
        return [at for at, name in enumerate(names) if self.table.column(name).numbers]


def plan(table: Table, *, seed: int, scenario: str, drift: Sequence[str]) -> Plan:
    """Say what is drawn: ``drift`` are ``FEATURE=SHIFT`` and count in every scenario.

    Without any, the scenario of drift shifts the feature of the most numbers, and replaces the
    values of the first one of few values by the rarest of them.

    Raises:
        WrongValueError: what is wrong with all of ``drift``.

    """
    asked = [*drift] or (_moving(table) if scenario == DRIFTED else [])
    changes: dict[str, Change] = {}
    problems = []
    for each in asked:
        name, equals, shift = each.partition("=")
        try:
            if not equals or name not in table.names:
                raise ValueError(f"say FEATURE=SHIFT, of {', '.join(table.names)}")  # noqa: TRY301
            changes[name] = _change(table.column(name), shift)
        except ValueError as error:
            problems.append(f"--drift {each}: {error}")
    if problems:
        raise WrongValueError("\n".join(problems))
    return Plan(table, seed, changes, scenario == BROKEN)


def _moving(table: Table) -> list[str]:
    columns = [table.column(name) for name in table.names]
    numbers = [each for each in columns if each.continuous]
    most = max(numbers, key=lambda each: len(each.counts), default=None)
    values = [each for each in columns if not each.continuous and 1 < len(each.counts) <= FEW]
    return [
        *([f"{most.name}={FAR}"] if most else []),
        *(f"{few.name}={_rarest(few)}" for few in values[:1]),
    ]


def _rarest(column: Column) -> str:
    return min(column.counts, key=column.counts.__getitem__)


def _change(column: Column, shift: str) -> Change:
    """Read a shift, see ``plan``.

    Raises:
        ValueError: it is none for this column.

    """
    if shift == EMPTY:
        return lambda _: ""
    if shift == FLIP:
        if len(column.counts) > FEW:
            raise ValueError(f"{len(column.counts)} values cannot be flipped, say a number")
        values = [value for value, _ in column.counts.most_common()]
        follows = dict(zip(values, [*values[1:], values[0]], strict=True))
        return lambda cell: follows.get(cell, cell)
    if not column.continuous:
        return lambda _: shift
    said = _NUMBER.fullmatch(shift)
    if not said:
        raise ValueError("say how far: 2 or 2sd (standard deviations), 500abs, or empty")
    spread = 1.0 if said[2] == "abs" else statistics.pstdev(column.numbers)
    far = float(said[1]) * spread
    return lambda cell: cell and f"{float(cell) + far:.{column.decimals}f}"
