"""The same statistics on numpy, pyarrow and orjson: the extra ``fast``, used where it is installed.

Columns of few texts go through the plain path, text by text. A column of plain decimals, as
``-12.5``, is measured as arrays: the same chunks, sums in the same order and the same sorts, so
that both paths write identical JSON. Anything else falls back.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from lambda_src.analyzer import distinct, records
from lambda_src.analyzer.columns import FRACTIONAL, INTEGRAL, TEXT, Column
from lambda_src.analyzer.dataset import CHUNK, Dataset
from lambda_src.analyzer.sketch import capacity, room_in, start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lambda_src.analyzer.records import Json, Line, Unread

SAMPLE, FEW = 4096, 512  # cells looked at, and texts up to which a column goes text by text
LONGEST = 24  # characters of a plain decimal
P1, P2, P3, P4, P5 = (
    np.uint64(each) for each in (distinct.P1, distinct.P2, distinct.P3, distinct.P4, distinct.P5)
)
ZERO, NINE, DOT, MINUS = b"09.-"
BLOCK = 64 << 20  # bytes that are parsed at once
ROWS = 16 * CHUNK  # rows of records that are turned into columns at once


class FastColumn(Column):
    """A column that takes arrays of text."""

    def __init__(self) -> None:
        super().__init__()
        self.ranks: Any = np.zeros(distinct.REGISTERS, dtype=np.int64)
        self.arrays = [np.empty(0)]  # the sketch's levels

    def take(self, cells: Any) -> None:
        """Take the next cells, an Arrow array of strings; ``""`` is a missing one."""
        plain = len(pc.unique(cells.slice(0, SAMPLE))) > FEW and decimals(cells)
        if not plain:
            for at in range(0, len(cells), CHUNK):
                self.add(cells.slice(at, CHUNK).to_pylist())
            return
        values, fractions, present, texts = plain
        self.rows += len(cells)
        self.kinds[FRACTIONAL] += fractions
        self.kinds[INTEGRAL] += len(values) - fractions
        self.texts = None  # more than FEW
        update(self.ranks, texts)
        if TEXT not in self.kinds:
            for at in range(0, len(cells), CHUNK):
                ends: Any = np.searchsorted(present, (at, at + CHUNK))
                low, high = ends
                if high > low:
                    self.measure(values[low:high])

    def measure(self, numbers: Any, /) -> None:
        """Take the next numbers, as the plain path does: sums are added up from left to right."""
        numbers = np.asarray(numbers)
        put(self.arrays, self.compacted, numbers)
        more, mean = len(numbers), np.add.accumulate(numbers)[-1] / len(numbers)
        if self.numbers:
            apart = self.sum / self.numbers - mean
            self.squares += apart**2 * self.numbers * more / (self.numbers + more)
        apart_each = numbers - mean
        self.squares += np.add.accumulate(apart_each * apart_each)[-1]
        self.sum = np.add.accumulate(np.concatenate(([self.sum], numbers)))[-1]
        self.numbers += more
        self.min, self.max = min(self.min, numbers.min()), max(self.max, numbers.max())

    def statistics(self, name: str, /) -> Any:
        """Give the column's entry, distinct values of both ways of reading counted together."""
        self.registers = np.maximum(self.ranks, self.registers).tolist()
        self.levels = [level.tolist() for level in self.arrays]
        self.sum, self.squares = float(self.sum), float(self.squares)
        self.min, self.max = float(self.min), float(self.max)
        return super().statistics(name)


def put(levels: list[Any], compacted: list[int], numbers: Any) -> None:
    """Add numbers to the sketch, as ``sketch.put`` does."""
    at = 0
    while at < len(numbers):
        room = room_in(levels)
        levels[0] = np.concatenate((levels[0], numbers[at : at + room]))
        at += room
        if at <= len(numbers):
            height = next(h for h, level in enumerate(levels) if len(level) >= capacity(h))
            if height + 1 == len(levels):
                levels.append(np.empty(0))
                compacted.append(0)
            level, even = levels[height], len(levels[height]) // 2 * 2
            up = np.sort(level[:even])[start(compacted[height]) :: 2]
            levels[height + 1] = np.concatenate((levels[height + 1], up))
            levels[height] = level[even:]
            compacted[height] += 1


def decimals(cells: Any) -> tuple[Any, int, Any, Any] | None:
    """Read cells that are all plain decimals or missing; None if one is anything else.

    Gives the numbers, how many have a fraction, the places of those that are present, and the
    present texts as an Arrow array.
    """
    there = pc.not_equal(cells, "")
    present = np.flatnonzero(there.to_numpy(zero_copy_only=False))
    texts = cells if len(present) == len(cells) else cells.filter(there)
    if not len(texts):
        return None
    offsets, data = _buffers(texts)
    starts, ends = offsets[:-1], offsets[1:]
    dot, minus = data == DOT, data == MINUS
    dots, digits = int(np.count_nonzero(dot)), np.count_nonzero((data >= ZERO) & (data <= NINE))
    if digits + dots + np.count_nonzero(minus) != len(data) or (ends - starts).max() > LONGEST:
        return None
    # A digit before each dot and behind it; all else that is no decimal, Arrow refuses.
    if dot[starts].any() or dot[ends - 1].any() or (minus[:-1] & dot[1:]).any():
        return None
    try:
        values = texts.cast(pa.float64()).to_numpy(zero_copy_only=False) + 0.0
    except pa.ArrowInvalid:
        return None
    return values, dots, present, texts


def _buffers(texts: Any) -> tuple[Any, Any]:
    """Give an array's offsets, from 0, and its bytes."""
    _, offsets, data = texts.buffers()
    kind = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    at = np.frombuffer(offsets, dtype=kind)[texts.offset : texts.offset + len(texts) + 1]
    raw = np.frombuffer(data, dtype=np.uint8)[at[0] : at[-1]]
    return at.astype(np.int64) - int(at[0]), raw


def update(ranks: Any, texts: Any) -> None:
    """Count texts of at most ``LONGEST`` bytes into the registers, as ``distinct.count`` does."""
    offsets, data = _buffers(texts)
    sizes = np.diff(offsets)
    seen: Any = np.zeros((distinct.REGISTERS, 64), dtype=bool)
    for size in np.unique(sizes):
        starts = offsets[:-1][sizes == size]
        for at in range(0, len(starts), CHUNK * 16):
            block = data[starts[at : at + CHUNK * 16, None] + np.arange(size)]
            hashes = hashed(block, int(size))
            rest = hashes << np.uint64(9) | np.uint64(256)
            seen[(hashes >> np.uint64(55)).astype(np.int64), 65 - bits(rest)] = True
    highest = 63 - np.argmax(seen[:, ::-1], axis=1)
    np.maximum(ranks, np.where(seen.any(axis=1), highest, 0), out=ranks)


def bits(values: Any) -> Any:
    """Give the bit length of 64-bit numbers above 0; 32 bits at a time are exact as floats."""
    high = (values >> np.uint64(32)).astype(np.float64)
    low = (values & np.uint64(0xFFFFFFFF)).astype(np.float64)
    return np.where(high > 0, np.frexp(high)[1] + 32, np.frexp(low)[1])


def rotated(values: Any, by: int) -> Any:
    """Rotate 64 bits to the left."""
    return values << np.uint64(by) | values >> np.uint64(64 - by)


def hashed(block: Any, size: int) -> Any:
    """Give the xxHash64, seed 42, of rows of ``size`` bytes, fewer than 32."""
    wide: Any = np.zeros((len(block), 32), dtype=np.uint8)
    wide[:, :size] = block
    value: Any = np.full(len(block), (42 + distinct.P5 + size) & distinct.MASK, dtype=np.uint64)
    at = 0
    while at + 8 <= size:
        word: Any = wide[:, at : at + 8].copy().view("<u8")[:, 0]
        value = rotated(value ^ rotated(word * P2, 31) * P1, 27) * P1 + P4
        at += 8
    if at + 4 <= size:
        word = wide[:, at : at + 4].copy().view("<u4")[:, 0].astype(np.uint64)
        value = rotated(value ^ word * P1, 23) * P2 + P3
        at += 4
    for each in range(at, size):
        value = rotated(value ^ wide[:, each].astype(np.uint64) * P5, 11) * P1
    for shift, prime in (33, P2), (29, P3):
        value = (value ^ value >> np.uint64(shift)) * prime
    return value ^ value >> np.uint64(32)


def read_csv(path: str, progress: Callable[[int], None]) -> Dataset | None:
    """Read a CSV file with a header; None where the plain path has to: ragged rows, bad text."""
    data = Dataset()
    options = {
        "read_options": csv.ReadOptions(block_size=BLOCK),
        "parse_options": csv.ParseOptions(newlines_in_values=True),
    }
    try:
        with csv.open_csv(path, **options) as first:
            data.names = first.schema.names
        kinds = csv.ConvertOptions(
            column_types=dict.fromkeys(data.names, pa.string()), strings_can_be_null=False
        )
        if len({*data.names}) < len(data.names):
            return None
        data.columns = [FastColumn() for _ in data.names]
        with csv.open_csv(path, convert_options=kinds, **options) as reader:
            rest = reader.schema.empty_table()
            for batch in reader:
                rest = pa.concat_tables([rest, pa.Table.from_batches([batch])])
                whole = len(rest) // CHUNK * CHUNK  # the same chunks as on the plain path
                _take(data, rest.slice(0, whole))
                rest = rest.slice(whole)
                progress(batch.nbytes)
            _take(data, rest)
    except pa.ArrowInvalid:
        return None
    return data


def _take(data: Dataset, table: Any) -> None:
    data.rows += len(table)
    _each(data.columns, [cells.combine_chunks() for cells in table.columns])


def _each(columns: list[Column], cells: list[Any]) -> None:
    """Let each column take its cells; arrays let go of the interpreter's lock meanwhile."""
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(_take_column, *each) for each in zip(columns, cells, strict=True)]:
            done.result()


def _take_column(column: Any, cells: Any) -> None:
    if isinstance(cells, pa.Array):
        column.take(cells)
        return
    for at in range(0, len(cells), CHUNK):
        column.add(cells[at : at + CHUNK])


def _array(cells: Sequence[str]) -> Any:
    """Give cells as an Arrow array; as they are, where one has half a surrogate pair."""
    try:
        return pa.array(cells, pa.string())
    except UnicodeError:
        return cells


class FastDataset(Dataset):
    """Columns that take arrays."""

    def read(self, rows: Iterable[list[str]], /) -> None:
        """Take rows, as the plain path does, more of them at once."""
        rows = iter(rows)
        while chunk := [*islice(rows, ROWS)]:
            cells = [_array(each) for each in zip_longest(*chunk, fillvalue="")]
            missing = _array([""] * len(chunk))
            while len(self.columns) < len(cells):
                self.columns.append(FastColumn())
                self.columns[-1].rows = self.rows
            self.rows += len(chunk)
            more = len(self.columns) - len(cells)
            _each(self.columns, cells + [missing] * more)


def captured(lines: Iterable[Line], unread: Unread, names: list[str]) -> Iterator[list[str]]:
    """Give the rows of captured traffic, as ``records.captured`` does."""
    for _, rows in records.requests(_loaded(lines, unread), unread, names):
        yield from rows


def _loaded(lines: Iterable[Line], unread: Unread) -> Iterator[tuple[str, Json]]:
    """Read records; what orjson refuses or reads as no object, the plain path has a look at."""
    for place, line in lines:
        try:
            found = orjson.loads(line)
        except ValueError:
            found = None
        if isinstance(found, dict):
            yield place, found
        else:
            yield from records.records([(place, line)], unread)
