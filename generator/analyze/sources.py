"""Where the rows come from: a CSV file, a file of JSON lines, or a folder of capture files."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import GeneratorError
from lambda_src.analyzer.dataset import Dataset
from lambda_src.analyzer.records import captured, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lambda_src.analyzer.records import Line, Unread

LINES = ".jsonl", ".json", ".ndjson"


@dataclass(frozen=True)
class File:
    """A file with its size in bytes; ``read`` gives its lines, each with its place."""

    name: str
    size: int
    read: Callable[[], Iterator[Line]]


def files(source: str) -> list[File]:
    """Give the file ``source``, or the JSON-lines files below it, in the order of their names.

    Raises:
        GeneratorError: there is none, or S3 does not let us read it.

    """
    found = _on_s3(source) if source.startswith("s3://") else _local(Path(source))
    odd = Path(source).suffix.lower()
    if len(found) == 1 and odd and odd not in (".csv", *LINES):
        raise GeneratorError(
            f"{source}: a name that ends in .csv says that there are commas and a header, one in "
            f"{', '.join(LINES)} that there is JSON on each line; {odd} says neither"
        )
    if not found:
        raise GeneratorError(
            f"{source}: no file there. Give a .csv file, a file of JSON lines, or a folder of them"
        )
    return found


def _local(path: Path) -> list[File]:
    paths = [path] if path.is_file() else sorted(path.rglob("*"))
    return [
        File(str(each), each.stat().st_size, lambda each=each: _lines(each))  # type: ignore[misc]
        for each in paths
        if each.is_file() and (each == path or each.suffix.lower() in LINES)
    ]


def _lines(path: Path) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
            for number, line in enumerate(file, 1):
                yield f"{path}:{number}", line
    except OSError as error:
        raise GeneratorError(f"{path} cannot be read: {error.strerror}") from error


def _on_s3(uri: str) -> list[File]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow, if not needed

    from lambda_src.analyzer import bucket as s3  # noqa: PLC0415 - as above

    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    try:
        found = [*s3.listed(bucket, prefix)]
    except (BotoCoreError, ClientError) as error:
        raise GeneratorError(f"{uri} cannot be read: {error}") from error
    return [
        File(f"s3://{bucket}/{key}", each["Size"], lambda key=key: s3.lines(bucket, key))  # type: ignore[misc]
        for each in found
        if (key := each["Key"]) == prefix or key.endswith(LINES)
    ]


def dataset(
    source: str, names: list[str], unread: Unread, progress: Callable[[int], None]
) -> Dataset:
    """Read a source whole, on the fast path where that is installed.

    ``names`` are those of a baseline, for rows without any.

    Raises:
        GeneratorError: as ``files`` and ``rows``.

    """
    found = files(source)
    try:
        from generator.analyze import fast  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        data, reader = Dataset(names), captured
    else:
        local_csv = source.lower().endswith(".csv") and not source.startswith("s3://")
        if local_csv and (read := fast.read_csv(source, progress)):
            return read
        data, reader = fast.FastDataset(names), fast.captured
    data.read(rows(found, data.names, unread, progress, reader))
    return data


def rows(
    found: list[File],
    names: list[str],
    unread: Unread,
    progress: Callable[[int], None],
    of_captured: Callable[[Iterable[Line], Unread, list[str]], Iterator[list[str]]] = captured,
) -> Iterator[list[str]]:
    """Give the rows of files; ``names`` takes up the columns' names as they become known.

    A CSV file has a header. ``progress`` is told the bytes that have been read. ``of_captured``
    reads the lines of captured traffic.

    Raises:
        GeneratorError: a CSV file among several, or one without a header.

    """
    for file in found:
        lines = counted(file.read(), progress)
        if file.name.lower().endswith(".csv"):
            if len(found) > 1:
                raise GeneratorError(f"{file.name}: one CSV file at a time")
            yield from _csv(file.name, lines, names, unread)
            continue
        ahead = [*itertools.islice(lines, 1)]
        everything = itertools.chain(ahead, lines)
        reader = of_captured if any(_is_captured(line) for _, line in ahead) else objects
        yield from reader(everything, unread, names)


def counted(lines: Iterable[Line], progress: Callable[[int], None]) -> Iterator[Line]:
    """Give lines, and tell ``progress`` the bytes as they pass."""
    read = 0
    for number, (place, line) in enumerate(lines):
        read += len(line)
        if not number % 1000:
            progress(read)
            read = 0
        yield place, line
    progress(read)


def _is_captured(line: str) -> bool:
    """Tell a captured record by its first key's name; a broken first line counts as one."""
    try:
        found = json.loads(line)
    except ValueError:
        return True
    return isinstance(found, dict) and "captureData" in found


def _csv(name: str, lines: Iterator[Line], names: list[str], unread: Unread) -> Iterator[list[str]]:
    reader = csv.reader(line for _, line in lines)
    try:
        names[:] = next(reader, [])
        if not names:
            raise GeneratorError(f"{name} is empty: it needs a header and rows")
        for row in reader:
            if row:
                if len(row) != len(names):
                    unread.note(
                        f"kept, although it has {len(row)} cells and the header {len(names)}",
                        f"{name}:{reader.line_num}",
                    )
                yield row
    except csv.Error as error:
        raise GeneratorError(
            f"{name}, line {reader.line_num}: {error}. Lines end in a line feed, quotes are "
            "doubled inside quotes, and a cell has at most 131,072 characters"
        ) from error
