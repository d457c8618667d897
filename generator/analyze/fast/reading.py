"""Rows and tables of them, in the plain path's order, and CSV files as such tables."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv

from generator.analyze import sources
from generator.analyze.fast.columns import FastColumn
from lambda_src.analyzer.dataset import CHUNK, Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

# Arrow's own pool gives memory back that the next block needs again; the system's keeps it.
pa.set_memory_pool(pa.system_memory_pool())
BLOCK = 1 << 20  # bytes that are parsed at once: more of them leave the cache
ROWS, FULL = 16 * CHUNK, 1 << 28  # rows, and bytes, that are measured at once
BLANK, ALONE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]"), re.compile(rb"\r(?!\n)")


class FastDataset(Dataset):
    """Columns that take arrays."""

    def __init__(self, names: Iterable[str] = (), /) -> None:
        super().__init__(names)
        self._waiting: list[Any] = []
        self._measuring: list[Future[None]] = []

    def read(self, rows: Iterable[list[str] | pa.Table], /) -> None:
        """Take rows, and tables of them, as the plain path does, more of them at once."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            have = size = 0
            for item in rows:
                more, bytes_more = self._wait(item)
                have, size = have + more, size + bytes_more
                while have >= ROWS or (size > FULL and have >= CHUNK):
                    count = min(have // CHUNK * CHUNK, ROWS)
                    self._take(pool, count)
                    size -= size * count // have
                    have -= count
            if have:
                self._take(pool, have)
            self._measured()

    def _wait(self, item: list[str] | pa.Table) -> tuple[int, int]:
        """Put rows behind those that wait, and give how many they are, and their bytes, about."""
        if isinstance(item, pa.Table):
            self._waiting.append(item)
            return len(item), item.nbytes
        if not self._waiting or isinstance(self._waiting[-1], pa.Table):
            self._waiting.append([])
        self._waiting[-1].append(item)
        return 1, sum(map(len, item))

    def _next(self, count: int) -> list[Any]:
        """Give the cells of the next rows by column: Arrow arrays, or lists that are none."""
        parts, left = [], count
        while left:
            first = self._waiting[0]
            parts.append(first[:left])
            if len(first) > left:
                self._waiting[0] = first[left:]
            else:
                del self._waiting[0]
            left -= len(parts[-1])
        if all(isinstance(part, pa.Table) and part.schema == parts[0].schema for part in parts):
            return [cells.combine_chunks() for cells in pa.concat_tables(parts).columns]
        rows = [row for part in parts for row in _rows(part)]
        return [_array(cells) for cells in zip_longest(*rows, fillvalue="")]

    def _take(self, pool: ThreadPoolExecutor, count: int) -> None:
        """Let each column take its next cells, while the rows behind them are read.

        Arrays let go of the interpreter's lock meanwhile. Rows may have no cells at all: there
        everything is missing.
        """
        cells = self._next(count)
        while len(self.columns) < len(cells):
            self.columns.append(FastColumn())
            self.columns[-1].rows = self.rows
        self.rows += count
        missing = [_array([""] * count)] * (len(self.columns) - len(cells))
        pairs = zip(self.columns, cells + missing, strict=True)
        self._measured()
        self._measuring = [pool.submit(_take_column, *pair) for pair in pairs]

    def _measured(self) -> None:
        """Wait until the columns have taken what they were given."""
        for done in self._measuring:
            done.result()


def _take_column(column: Any, cells: Any) -> None:
    if isinstance(cells, pa.Array):
        column.take(cells)
        return
    for at in range(0, len(cells), CHUNK):
        column.add(cells[at : at + CHUNK])


def _rows(part: pa.Table | list[list[str]]) -> Iterable[Sequence[str]]:
    if isinstance(part, pa.Table):
        return zip(*(cells.to_pylist() for cells in part.columns), strict=True)
    return part


def _array(cells: Sequence[str]) -> Any:
    """Give cells as an Arrow array; as they are, where one has half a surrogate pair."""
    try:
        return pa.array(cells, pa.string())
    except UnicodeError:
        return cells


def read_csv(path: str, progress: Callable[[int], None]) -> Dataset | None:
    """Read a CSV file with a header; None where the plain path has to: ragged rows, bad text."""
    if not _as_plainly_read(path):
        return None
    options = {
        "read_options": csv.ReadOptions(block_size=BLOCK),
        "parse_options": csv.ParseOptions(newlines_in_values=True),
    }
    try:
        with csv.open_csv(path, **options) as first:
            names = first.schema.names
        if len({*names}) < len(names) or sources.other_mark(names):
            return None
        data = FastDataset(names)
        with (
            pa.OSFile(path) as file,
            csv.open_csv(file, convert_options=texts(names), **options) as reader,
        ):
            data.read(_tables(reader, file, progress))
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return data


def _as_plainly_read(path: str) -> bool:
    """Tell whether Arrow finds the lines of a file where the plain path does.

    Arrow passes over a blank line where the header should be, and takes a carriage return alone for
    the end of a line; the plain path refuses both.
    """
    try:
        with Path(path).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            odd = content.find(b"\r") >= 0 and ALONE.search(content)  # to find is ten times as fast
            return not (odd or BLANK.match(content))
    except (OSError, ValueError):  # it cannot be read, or is empty
        return False


def texts(names: Iterable[str]) -> csv.ConvertOptions:
    """Read every cell as text."""
    return csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )


def _tables(
    batches: Iterable[Any], file: Any, progress: Callable[[int], None]
) -> Iterator[pa.Table]:
    read = 0
    for batch in batches:
        yield pa.Table.from_batches([batch])
        at = file.tell()
        progress(at - read)
        read = at
