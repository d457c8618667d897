"""A column's statistics, as Model Monitor's ``statistics.json`` has them. No I/O.

Every cell is text; ``""`` is a missing one. Types, moments and histograms follow Deequ 2.0.2
(StatefulDataType, StatefulStdDevPop, KLLSketch, ColumnProfiler). Memory is bounded: some thousand
numbers a sketch, some ten thousand texts whose hash is known.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import Counter
from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING

from lambda_src.analyzer.distinct import REGISTERS, count, estimate
from lambda_src.analyzer.sketch import Levels, put, weighed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Whole texts of numbers; ".5", "1.", "NaN" and "1,000" are none.
NUMBER = re.compile(r"[-+]? ?[0-9]+(\.[0-9]+|(?:\.[0-9]+)?[Ee][-+]?[0-9]+)?")
# Histograms are for columns of so many values, by estimate. Texts are counted up to TEXTS of them.
HISTOGRAM, TEXTS = 120, 400
INTEGRAL, FRACTIONAL, TEXT = "Integral", "Fractional", "String"


def cell_type(text: str, /) -> str:
    """Give the type of one cell's text: Integral, Fractional, or String with Boolean in it."""
    found = NUMBER.fullmatch(text)
    if not found or math.isinf(number(text)):
        return TEXT
    return FRACTIONAL if found[1] else INTEGRAL


def number(text: str, /) -> float:
    """Read a number, which may have a space behind its sign; minus zero is zero."""
    return float(text.replace(" ", "")) + 0.0


def plainly(value: float, /) -> float | str:
    """Give a figure as JSON can have it: what is infinite or no number is the text "NaN"."""
    return value if value - value == 0 else "NaN"


class Column:
    """What is kept of a column while its cells pass.

    Attributes:
        rows: cells, missing ones included.
        kinds: type -> cells of it.
        texts: text -> cells of it, of the first ``room`` texts; of as many numbers, none.
        levels: the sketch of its numbers.

    """

    def __init__(self) -> None:
        self.rows = 0
        self.kinds: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self.room = TEXTS
        self.levels: Levels = [[]]
        self.compacted = [0]
        self.registers = [0] * REGISTERS
        self.numbers = 0
        self.sum = self.squares = 0.0
        self.min, self.max = math.inf, -math.inf

    def add(self, cells: Sequence[str], /) -> None:
        """Take the next cells, in row order."""
        self.rows += len(cells)
        counts = Counter(cells)
        counts.pop("", 0)
        self.see(counts)
        if counts and TEXT not in self.kinds:
            value = {text: number(text) for text in counts}
            self.measure([value[cell] for cell in cells if cell])

    def see(self, counts: Counter[str], /) -> None:
        """Take texts of cells, each with how many cells have it."""
        for text, times in counts.items():
            self.kinds[cell_type(text)] += times
            count(self.registers, text)
            if text in self.texts or len(self.texts) < self.room:
                self.texts[text] += times
        if len(self.texts) >= TEXTS and TEXT not in self.kinds:
            self.texts.clear()
            self.room = 0

    def measure(self, numbers: list[float], /) -> None:
        """Take the next numbers, at least one."""
        put(self.levels, self.compacted, numbers)
        more = len(numbers)
        mean = reduce(add, numbers) / more
        if self.numbers:
            apart = self.sum / self.numbers - mean
            self.squares += apart * apart * self.numbers * more / (self.numbers + more)
        apart_each = [each - mean for each in numbers]
        self.squares += reduce(add, map(mul, apart_each, apart_each))
        # Plain sums from left to right, as Spark has them; built-in sum compensates since 3.12.
        self.sum, self.numbers = reduce(add, numbers, self.sum), self.numbers + more
        self.min, self.max = min([self.min, *numbers]), max([self.max, *numbers])

    def type(self) -> str:
        """Give the column's type: one text makes it String, one fraction Fractional."""
        order = (TEXT, FRACTIONAL, INTEGRAL)
        return next((each for each in order if self.kinds[each]), "Unknown")

    def statistics(self, name: str, /) -> Json:
        """Give the column's entry in ``statistics.json``."""
        present, inferred, distinct = self.kinds.total(), self.type(), estimate(self.registers)
        common = {"num_present": present, "num_missing": self.rows - present}
        found = {"common": common, "completeness": present / (self.rows or 1)}
        if numeric := inferred in (INTEGRAL, FRACTIONAL):
            found |= {
                "mean": plainly(self.sum / present),
                "sum": plainly(self.sum),
                "std_dev": plainly(math.sqrt(self.squares / present)),
                "min": self.min,
                "max": self.max,
                "approximate_num_distinct_values": distinct,
                "distribution": {"kll": self.kll()},
            }
        else:
            found["distinct_count"] = float(distinct)
            if self.texts and distinct <= HISTOGRAM:
                buckets = [{"value": text, "count": times} for text, times in self.texts.items()]
                found["distribution"] = {"categorical": {"buckets": buckets}}
        key = "numerical_statistics" if numeric else "string_statistics"
        return {"name": name, "inferred_type": inferred, key: found}

    def kll(self) -> Json:
        """Give ten buckets of equal width, counted from the sketch, and the sketch.

        A bucket has its lower bound in it, and the last one its upper bound, too.
        """
        edges = [self.min + (self.max - self.min) * edge / 10 for edge in range(11)]
        counts: Counter[int] = Counter()
        for value, times in weighed(self.levels).items():
            counts[bisect(edges, value) - (value == edges[10])] += times
        return {
            "buckets": [
                {
                    "lower_bound": plainly(edges[at]),
                    "upper_bound": plainly(edges[at + 1]),
                    "count": float(counts[at + 1]),
                }
                for at in range(10)
            ],
            "sketch": {"parameters": {"c": 0.64, "k": 2048.0}, "data": self.levels},
        }
