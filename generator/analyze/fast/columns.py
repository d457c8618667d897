"""A column that takes arrays of text, and measures them as the plain one does.

A column of plain decimals, as ``-12.5``, is measured as arrays: the same chunks, sums in the same
order and the same sorts. One of few texts, or of anything else, goes text by text.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from generator.analyze.fast.hashing import Registers, buffers
from lambda_src.analyzer.columns import FRACTIONAL, INTEGRAL, TEXT, Column, number
from lambda_src.analyzer.dataset import CHUNK
from lambda_src.analyzer.sketch import capacity, first_kept

# Cells looked at, and texts up to which a column goes text by text: more than it keeps.
SAMPLE, FEW = 1024, 512
CAPACITIES = [*map(capacity, range(64))]  # more levels than there will ever be rows for
LONGEST = 24  # characters of a plain decimal
DOT, MINUS, SLASH, NINE = b".-/9"


class FastColumn(Column):
    """A column that takes arrays of text."""

    def __init__(self) -> None:
        super().__init__()
        self.many = Registers()
        self.arrays = [np.empty(0)]  # the sketch's levels

    def take(self, cells: Any) -> None:
        """Take the next cells, an Arrow array of strings; ``""`` is a missing one.

        All but the last time they are a multiple of ``CHUNK``, the rows that are measured together.
        """
        varied = not self.room or (
            TEXT not in self.kinds and len(pc.unique(cells.slice(0, SAMPLE))) > FEW
        )
        plain = decimals(cells) if varied else None
        if plain is None:
            for at in range(0, len(cells), CHUNK):
                self.add_encoded(cells.slice(at, CHUNK).dictionary_encode())
            return
        values, fractions, present, texts = plain
        self.rows += len(cells)
        self.kinds[FRACTIONAL] += fractions
        self.kinds[INTEGRAL] += len(values) - fractions
        self.texts.clear()  # more than FEW
        self.room = 0
        self.many.count(texts)
        if TEXT not in self.kinds:
            edges: Any = np.searchsorted(present, np.arange(0, len(cells) + CHUNK, CHUNK))
            for low, high in pairwise(edges.tolist()):
                if high > low:
                    self.measure(values[low:high])

    def add_encoded(self, cells: Any) -> None:
        """Take the next cells, an Arrow array of places in a dictionary, as ``add`` does."""
        self.rows += len(cells)
        texts, at = cells.dictionary.to_pylist(), cells.indices.to_numpy()
        counts = Counter(dict(zip(texts, np.bincount(at).tolist(), strict=True)))
        counts.pop("", 0)
        self.see(counts)
        if counts and TEXT not in self.kinds:
            values = np.array([number(text) if text else np.nan for text in texts])[at]
            self.measure(values[~np.isnan(values)] if "" in texts else values)

    def measure(self, numbers: Any, /) -> None:
        """Take the next numbers, as the plain path does: sums are added up from left to right."""
        numbers = np.asarray(numbers)
        with np.errstate(all="ignore"):  # as Python's own numbers, which overflow in silence
            self._measure(numbers)

    def _measure(self, numbers: Any) -> None:
        put(self.arrays, self.compacted, numbers)
        more, mean = len(numbers), np.add.accumulate(numbers)[-1] / len(numbers)
        if self.numbers:
            apart = self.sum / self.numbers - mean
            self.squares += apart * apart * self.numbers * more / (self.numbers + more)
        apart_each = numbers - mean
        self.squares += np.add.accumulate(apart_each * apart_each)[-1]
        self.sum = np.add.accumulate(np.concatenate(([self.sum], numbers)))[-1]
        self.numbers += more
        self.min, self.max = min(self.min, numbers.min()), max(self.max, numbers.max())

    def statistics(self, name: str, /) -> Any:
        """Give the column's entry, distinct values of both ways of reading counted together."""
        self.registers = [*map(max, self.many.ranks(), self.registers)]
        self.levels = [level.tolist() for level in self.arrays]
        self.sum, self.squares = float(self.sum), float(self.squares)
        self.min, self.max = float(self.min), float(self.max)
        return super().statistics(name)


def put(levels: list[Any], compacted: list[int], numbers: Any) -> None:
    """Add numbers to the sketch, as ``sketch.put`` does."""
    at = 0
    while at < len(numbers):
        # As ``sketch.room_in``, which works out each capacity anew.
        room = sum(CAPACITIES[: len(levels)]) - sum(map(len, levels)) + 1
        some = numbers[at : at + room]
        levels[0] = np.concatenate((levels[0], some)) if len(levels[0]) else some
        at += room
        if at <= len(numbers):
            height = next(h for h, level in enumerate(levels) if len(level) >= CAPACITIES[h])
            if height + 1 == len(levels):
                levels.append(np.empty(0))
                compacted.append(0)
            level, even = levels[height], len(levels[height]) // 2 * 2
            # Above the lowest level, sorted runs follow one another: a stable sort merges them.
            ordered = np.sort(level[:even], kind="stable" if height else None)
            up = ordered[first_kept(compacted[height]) :: 2]
            levels[height + 1] = np.concatenate((levels[height + 1], up))
            levels[height] = level[even:]
            compacted[height] += 1


def decimals(cells: Any) -> tuple[Any, int, Any, Any] | None:
    """Read cells that are all plain decimals or missing; None if one is anything else.

    Gives the numbers, how many have a fraction, the places of those that are present, and the
    present texts as an Arrow array.
    """
    offsets, _ = buffers(cells)
    there = np.diff(offsets) > 0
    present, texts = np.flatnonzero(there), cells
    if not len(present):
        return None
    if len(present) < len(cells):
        texts = cells.filter(pa.array(there))
    offsets, data = buffers(texts)
    least = data.min()
    if least < MINUS or data.max() > NINE or (data == SLASH).any():
        return None
    starts, ends = offsets[:-1], offsets[1:]
    # A digit before each dot and behind it; all else that is no decimal, Arrow refuses.
    dot = data == DOT
    if dot[starts].any() or dot[ends - 1].any() or (ends - starts).max() > LONGEST:
        return None
    if least == MINUS and ((data[:-1] == MINUS) & dot[1:]).any():
        return None
    try:
        values = texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return None
    if least == MINUS:  # minus zero is zero, as in the plain path; else there is none
        values = values + 0.0
    return values, int(np.count_nonzero(dot)), present, texts
