"""Sample traffic: rows of a dataset, and the drift that is put into them. No I/O.

A row is the text of its cells. A drift is written ``FEATURE=SHIFT``: to numbers ``40`` or ``-40``
is added, ``*2`` multiplies them, and ``=7`` stands in every row; of texts the shift is the value
that stands in every row.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from statistics import pstdev
from typing import TYPE_CHECKING

from generator.errors import GeneratorError
from lambda_src.lifecycle.demo import files

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW = 20  # a column of so many values or fewer is one of categories
MINIMUM = 100  # records for a verdict: the default of MinimumRecords
_SHIFT = 1.5  # standard deviations, by default


class DriftError(GeneratorError):
    """A drift that cannot be put into a dataset."""

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"{text}: {problem}")


class DatasetError(GeneratorError):
    """A dataset from which no traffic can be made."""


@dataclass(frozen=True)
class Drift:
    """How a feature's cells change."""

    feature: str
    shift: str

    @property
    def words(self) -> str:
        """Say it in words."""
        if self.shift.startswith("*"):
            return f"{self.feature} times {self.shift[1:]}"
        if self.shift.startswith("="):
            return f"{self.feature} always {self.shift[1:]}"
        return f"{self.feature} {Decimal(self.shift):+f}"

    def of(self, cell: str) -> str:
        """Give the cell with its drift; a missing one stays missing."""
        if self.shift.startswith("="):
            return self.shift[1:]
        if not cell:
            return cell
        if not self.shift.startswith("*"):
            return f"{Decimal(cell) + Decimal(self.shift):f}"
        whole = Decimal(cell) == Decimal(cell).to_integral_value()
        found = Decimal(cell) * Decimal(self.shift[1:])
        return f"{found.to_integral_value() if whole else found:f}"


@dataclass(frozen=True)
class Sample:
    """A dataset as Model Monitor has it: the answer's columns first, then the request's.

    Attributes:
        names: of all columns.
        rows: cells, as many as names.
        answers: how many of the first columns the model answers with.

    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    answers: int

    @property
    def features(self) -> tuple[str, ...]:
        """Name the columns that are sent to the model."""
        return self.names[self.answers :]

    def cells(self, feature: str) -> list[str]:
        """Give a column's cells that are not missing."""
        at = self.names.index(feature)
        return [row[at] for row in self.rows if row[at]]

    def requests(self, count: int, drifts: Sequence[Drift] = ()) -> list[str]:
        """Give the bodies of so many requests: rows from all over the dataset, as CSV."""
        by = {drift.feature: drift for drift in drifts}
        bodies = []
        for number in range(count):
            row = self.rows[number * len(self.rows) // count % len(self.rows)][self.answers :]
            pairs = zip(self.features, row, strict=True)
            bodies.append(_line([by[k].of(v) if k in by else v for k, v in pairs]))
        return bodies


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def demo() -> Sample:
    """Give the demo model's data; it answers prediction and probability."""
    return sample(files()["baseline.csv"], 2)


def sample(text: str, answers: int) -> Sample:
    """Read a CSV dataset with a header.

    Raises:
        DatasetError: it has too few columns or rows, or a row of another width.

    """
    names, *rows = [tuple(row) for row in csv.reader(io.StringIO(text)) if row] or [()]
    if len(names) <= answers:
        raise DatasetError(
            f"the dataset has the columns {', '.join(names) or 'none'}: of these the first "
            f"{answers} are what the model answers, and more are needed as what it is asked"
        )
    if len(rows) < MINIMUM:
        raise DatasetError(
            f"the dataset has {len(rows)} rows: a verdict on drift needs {MINIMUM} (MinimumRecords)"
        )
    for number, row in enumerate(rows, 2):
        if len(row) != len(names):
            raise DatasetError(
                f"line {number} of the dataset has {len(row)} cells, and its header {len(names)}"
            )
    return Sample(names, tuple(rows), answers)


def drift_of(text: str, dataset: Sample) -> Drift:
    """Read a ``FEATURE=SHIFT``.

    Raises:
        DriftError: there is no such feature, or its cells cannot be shifted so.

    """
    feature, equals, shift = text.partition("=")
    if not equals or not shift:
        raise DriftError(text, "it is written FEATURE=SHIFT, such as income=20000")
    if feature not in dataset.features:
        known = ", ".join(dataset.features)
        raise DriftError(text, f"there is no such feature; there are: {known}")
    if shift.startswith("="):
        return Drift(feature, shift)
    if not numeric(dataset.cells(feature)):
        return Drift(feature, f"={shift}")
    if not _is_number(shift.removeprefix("*")):
        raise DriftError(text, f"{feature} has numbers: say how much is added, or *2, or =7")
    return Drift(feature, shift)


def usual_drifts(dataset: Sample) -> list[Drift]:
    """Give a shift of a continuous feature, and one value for all of one that has few values."""
    columns = {name: dataset.cells(name) for name in dataset.features}
    few = [name for name, cells in columns.items() if 1 < len({*cells}) <= FEW]
    wide = [name for name, cells in columns.items() if continuous(cells)]
    drifts = []
    if wide:
        name = max(wide, key=lambda name: (not _whole(columns[name]), len({*columns[name]})))
        spread = _SHIFT * pstdev(map(float, columns[name]))
        drifts.append(Drift(name, _round(spread, whole=_whole(columns[name]))))
    if few:
        name = min(few, key=lambda name: len({*columns[name]}))
        rarest = min(sorted((times, value) for value, times in Counter(columns[name]).items()))
        drifts.append(Drift(name, f"={rarest[1]}"))
    if not drifts:
        raise DatasetError("no feature of the dataset can be shifted: say how, with --drift")
    return drifts


def numeric(cells: Sequence[str]) -> bool:
    """Tell whether a column has numbers alone."""
    return all(map(_is_number, cells))


def continuous(cells: Sequence[str]) -> bool:
    """Tell whether a column has numbers, of more than a few values."""
    return len({*cells}) > FEW and numeric(cells)


def _whole(cells: Sequence[str]) -> bool:
    return all(cell.lstrip("+-").isdigit() for cell in cells)


def _round(number: float, *, whole: bool) -> str:
    """Write a number with two significant digits, or as a whole one."""
    found = f"{Decimal(f'{number:.1e}'):f}"
    return str(max(1, round(float(found)))) if whole else found


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
