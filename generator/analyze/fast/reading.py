"""CSV files and captured traffic as arrays of text, in the plain path's order of rows."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, zip_longest
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
from pyarrow import csv

from generator.analyze.fast.columns import FastColumn
from lambda_src.analyzer import records
from lambda_src.analyzer.dataset import CHUNK, Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lambda_src.analyzer.records import Json, Line, Unread

BLOCK = 1 << 20  # bytes that are parsed at once: more of them leave the cache
ROWS = 16 * CHUNK  # rows that are measured at once
GROUP = 4 * CHUNK  # records that are read at once
BLANK, ALONE = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]"), re.compile(rb"\r(?!\n)")
SIDES = {"endpointInput", "endpointOutput"}
# What a record raises that is not of the common shape.
OTHERWISE = ValueError, LookupError, TypeError, AttributeError


class FastDataset(Dataset):
    """Columns that take arrays."""

    def __init__(self, names: Iterable[str] = (), /) -> None:
        super().__init__(names)
        self._waiting: list[Any] = []

    def read(self, rows: Iterable[list[str] | pa.Table], /) -> None:
        """Take rows, and tables of them, as the plain path does, more of them at once."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            have = 0
            for item in rows:
                have += self._wait(item)
                while have >= ROWS:
                    self._take(pool, ROWS)
                    have -= ROWS
            if have:
                self._take(pool, have)

    def _wait(self, item: list[str] | pa.Table) -> int:
        """Put rows behind those that wait: tables, and lists of rows; give how many they are."""
        if isinstance(item, pa.Table):
            self._waiting.append(item)
            return len(item)
        if not self._waiting or isinstance(self._waiting[-1], pa.Table):
            self._waiting.append([])
        self._waiting[-1].append(item)
        return 1

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
        """Let each column take its next cells; arrays let go of the interpreter's lock meanwhile.

        Rows may have no cells at all: there everything is missing.
        """
        cells = self._next(count)
        while len(self.columns) < len(cells):
            self.columns.append(FastColumn())
            self.columns[-1].rows = self.rows
        self.rows += count
        missing = [_array([""] * count)] * (len(self.columns) - len(cells))
        pairs = zip(self.columns, cells + missing, strict=True)
        for done in [pool.submit(_take_column, *pair) for pair in pairs]:
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
        if len({*names}) < len(names):
            return None
        data = FastDataset(names)
        with csv.open_csv(path, convert_options=_texts(names), **options) as reader:
            data.read(_tables(reader, progress))
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


def _texts(names: Iterable[str]) -> csv.ConvertOptions:
    return csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )


def _tables(batches: Iterable[Any], progress: Callable[[int], None]) -> Iterator[pa.Table]:
    for batch in batches:
        yield pa.Table.from_batches([batch])
        progress(batch.nbytes)


def captured(
    lines: Iterable[Line], unread: Unread, names: list[str]
) -> Iterator[list[str] | pa.Table]:
    """Give the rows of captured traffic, as ``records.captured`` does, and tables of them."""
    lines = iter(lines)
    while group := [*islice(lines, GROUP)]:
        table = _common(group)
        if table is not None:
            yield table
            continue
        for _, _, rows in records.requests(_loaded(group, unread), unread, names):
            yield from rows


def _common(group: list[Line]) -> pa.Table | None:
    """Read records of the commonest shape: one line of CSV in, one out, as many cells in each.

    None if one of them is of another shape.
    """
    rows = []
    try:
        for _, line in group:
            sides = orjson.loads(line)["captureData"]
            given, output = sides["endpointInput"], sides["endpointOutput"]
            if sides.keys() != SIDES or not given["encoding"] == output["encoding"] == "CSV":
                return None
            inputs, outputs = given["data"].rstrip("\r\n"), output["data"].rstrip("\r\n")
            if not inputs or not outputs:
                return None
            rows.append(f"{outputs},{inputs}")
    except OTHERWISE:
        return None
    text = "\n".join(rows)
    odd = '"' in text or "\r" in text or text.startswith("\ufeff")
    if odd or text.count("\n") >= len(rows):
        return None
    names = [str(at) for at in range(rows[0].count(",") + 1)]
    try:
        return csv.read_csv(
            pa.BufferReader(text.encode()),
            read_options=csv.ReadOptions(column_names=names, block_size=BLOCK),
            parse_options=csv.ParseOptions(quote_char=False),
            convert_options=_texts(names),
        )
    except (pa.ArrowInvalid, UnicodeError):
        return None


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
