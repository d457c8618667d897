"""Sample traffic: rows of a dataset, and the drift that is put into them. No I/O.

A row is the text of its cells. A drift is written ``FEATURE=SHIFT``, in the words of ``traffic``:
``2`` or ``2sd`` adds standard deviations, ``500abs`` adds 500, ``flip`` gives the other one of two
values, or the next rarer one of few; of a feature of two values or of texts a shift is the value
that stands in every row.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from statistics import pstdev
from typing import TYPE_CHECKING

from generator.errors import GeneratorError
from generator.parameters import DRIFT_MONITOR
from lambda_src.lifecycle.demo import files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEW = 10  # a column of so many values or fewer is one of categories
MINIMUM = 100  # records for a verdict: the default of MinimumRecords
_SEEN = 20  # numbers of no more values Model Monitor's distance hardly sees
_USUAL = "2sd"
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(sd|abs)?")


class DriftError(GeneratorError):
    """A drift that cannot be put into a dataset."""

    def __init__(self, text: str, problem: str) -> None:
        super().__init__(f"{text}: {problem}")


class DatasetError(GeneratorError):
    """A dataset from which no traffic can be made."""


@dataclass(frozen=True)
class Drift:
    """How a feature's cells change: in words, and each."""

    feature: str
    words: str
    of: Callable[[str], str] = field(compare=False)


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


def drifts_of(texts: Sequence[str], dataset: Sample, edition: str) -> list[Drift]:
    """Read drifts, each a ``FEATURE=SHIFT``; without any give the usual ones.

    Raises:
        DriftError: one cannot be put into the dataset, or the edition sees none of them.
        DatasetError: nothing of the dataset can be shifted.

    """
    found = [drift_of(text, dataset) for text in texts] or usual_drifts(dataset)
    if not seen_by(edition, dataset, found):
        names = ", ".join(drift.feature for drift in found)
        raise DriftError(names, "Model Monitor is nearly blind to few numbers: shift another, too")
    return found


def drift_of(text: str, dataset: Sample) -> Drift:
    """Read a ``FEATURE=SHIFT``.

    Raises:
        DriftError: there is no such feature, or its cells cannot be shifted so.

    """
    feature, equals, shift = text.partition("=")
    if not equals or not shift:
        raise DriftError(text, "it is written FEATURE=SHIFT, such as income=2sd")
    if feature not in dataset.features:
        known = ", ".join(dataset.features)
        raise DriftError(text, f"there is no such feature; there are: {known}")
    cells = dataset.cells(feature)
    if shift == "flip":
        follows = _flipped(text, cells)
        return Drift(feature, f"{feature} flipped", lambda cell: follows.get(cell, cell))
    if not numeric(cells) or len({*cells}) <= 2:  # noqa: PLR2004 - a feature of two values
        return Drift(feature, f"{feature} always {shift}", lambda _: shift)
    found = _NUMBER.fullmatch(shift)
    if not found:
        raise DriftError(text, f"{feature} has numbers: say 2sd, 500abs or flip")
    far = Decimal(found[1])
    if found[2] != "abs":
        far *= _deviation(cells)
    return Drift(feature, f"{feature} {far:+f}", lambda cell: cell and f"{Decimal(cell) + far:f}")


def _flipped(text: str, cells: Sequence[str]) -> dict[str, str]:
    """Give the next rarer value of each; the rarest becomes the most frequent."""
    values = [value for value, _ in Counter(cells).most_common()]
    if len(values) > FEW:
        raise DriftError(text, f"{len(values)} values cannot be flipped, say a number")
    return dict(zip(values, [*values[1:], values[0]], strict=True)) if values else {}


def _deviation(cells: Sequence[str]) -> Decimal:
    """Give the standard deviation with two significant digits, of whole numbers a whole one."""
    found = Decimal(f"{pstdev(map(float, cells)):.1e}")
    return max(Decimal(1), found.quantize(Decimal(1))) if _whole(cells) else found


def usual_drifts(dataset: Sample) -> list[Drift]:
    """Shift a continuous feature, and give one of few values its rarest."""
    columns = {name: dataset.cells(name) for name in dataset.features}
    wide = [name for name, cells in columns.items() if numeric(cells) and len({*cells}) > FEW]
    few = [name for name, cells in columns.items() if 1 < len({*cells}) <= FEW]
    drifts = []
    if wide:
        name = max(wide, key=lambda name: (not _whole(columns[name]), len({*columns[name]})))
        drifts.append(drift_of(f"{name}={_USUAL}", dataset))
    if few:
        name = min(few, key=lambda name: len({*columns[name]}))
        _, rarest = min((times, value) for value, times in Counter(columns[name]).items())
        drifts.append(Drift(name, f"{name} always {rarest}", lambda _: rarest))
    if not drifts:
        raise DatasetError("no feature of the dataset can be shifted: say how, with --drift")
    return drifts


def numeric(cells: Sequence[str]) -> bool:
    """Tell whether a column has numbers alone."""
    return all(map(_is_number, cells))


def seen_by(edition: str, dataset: Sample, drifts: Sequence[Drift]) -> list[str]:
    """Name the features whose drift the edition's verdict sees.

    Model Monitor compares distinct values, and is nearly blind to numbers of few values.
    """
    return [
        drift.feature
        for drift in drifts
        for cells in [dataset.cells(drift.feature)]
        if edition == DRIFT_MONITOR or len({*cells}) > _SEEN or not numeric(cells)
    ]


def _whole(cells: Sequence[str]) -> bool:
    return all(cell.lstrip("+-").isdigit() for cell in cells)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
