"""Where the rows come from: a CSV file, a file of JSON lines, or a folder of capture files."""

from __future__ import annotations

import csv
import itertools
import json
from codecs import BOM_UTF8
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import GeneratorError
from lambda_src.analyzer.dataset import Dataset
from lambda_src.analyzer.records import captured, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lambda_src.analyzer.records import Line, Unread

S3 = "s3://"
LINES = ".jsonl", ".json", ".ndjson"
REPLACED = "bytes that are no UTF-8, read as \N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class File:
    """A file with its size in bytes; ``read`` gives its lines, each with its place.

    Bytes that are no UTF-8 are replaced, and noted.
    """

    name: str
    size: int
    read: Callable[[Unread], Iterator[Line]]


def files(source: str, unread: Unread) -> list[File]:
    """Give the file ``source``, or the JSON-lines files below it, in the order of their names.

    Other files below it are noted, unless their names start with a dot or an underscore, as those
    of programs do.

    Raises:
        GeneratorError: there is none, or S3 does not let us read it.

    """
    every = _on_s3(source) if source.startswith(S3) else _local(Path(source))
    if is_file(source, every):
        return every
    found = [each for each in every if each.name.lower().endswith(LINES)]
    left = [each.name for each in every if each not in found]
    if not found:
        there = f" that is read, only {left[0]}" if left else ""
        raise GeneratorError(
            f"{source}: no file there{there}. Give a .csv file, a file of JSON lines, or a folder "
            "of JSON lines"
        )
    for name in left:
        if not name.rpartition("/")[2].startswith((".", "_")):
            what = "a CSV" if name.lower().endswith(".csv") else "a file"
            unread.note(f"{what} in a folder of JSON lines ({', '.join(LINES)})", name)
    return found


def is_file(source: str, found: list[File]) -> bool:
    """Tell whether ``found`` is the file ``source`` itself.

    Raises:
        GeneratorError: its name does not say what is in it.

    """
    name = source if source.startswith(S3) else str(Path(source))
    if [each.name for each in found] != [name]:
        return False
    odd = Path(name).suffix.lower()
    if odd and odd not in (".csv", *LINES):
        raise GeneratorError(
            f"{source}: a name that ends in .csv says that there are commas and a header, one in "
            f"{', '.join(LINES)} that there is JSON on each line; {odd} says neither"
        )
    return True


def text(place: str) -> str:
    """Read a whole file, here or on S3.

    Raises:
        GeneratorError: it cannot be read.

    """
    lines = _lines_on_s3(place) if place.startswith(S3) else _lines(Path(place))
    return "".join(line for _, line in lines)


def _local(path: Path) -> list[File]:
    paths = [path] if path.is_file() else sorted(path.rglob("*"))
    return [
        File(str(each), each.stat().st_size, partial(_lines, each))
        for each in paths
        if each.is_file()
    ]


def _lines(path: Path, unread: Unread | None = None) -> Iterator[Line]:
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                place = f"{path}:{number}"
                content = raw.removeprefix(BOM_UTF8) if number == 1 else raw
                try:
                    yield place, content.decode()
                except UnicodeDecodeError:
                    if unread:
                        unread.note(REPLACED, place)
                    yield place, content.decode(errors="replace")
    except OSError as error:
        raise GeneratorError(f"{path} cannot be read: {error.strerror}") from error


@contextmanager
def _reading(uri: str) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow, if not needed

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise GeneratorError(f"{uri} cannot be read: {error}") from error


def _on_s3(uri: str) -> list[File]:
    """List an object, or what is below a prefix as below a folder: ``a`` has nothing of ``ab/``."""
    from lambda_src.analyzer import bucket as s3  # noqa: PLC0415 - as above

    bucket, _, prefix = uri.removeprefix(S3).partition("/")
    with _reading(uri):
        found = {each["Key"]: each["Size"] for each in s3.listed(bucket, prefix)}
    below = prefix and prefix.rstrip("/") + "/"
    keys = [prefix] if prefix in found else [key for key in found if key.startswith(below)]
    places = {f"{S3}{bucket}/{key}": found[key] for key in keys if not key.endswith("/")}
    return [File(place, size, partial(_lines_on_s3, place)) for place, size in places.items()]


def _lines_on_s3(uri: str, unread: Unread | None = None) -> Iterator[Line]:
    from lambda_src.analyzer import bucket as s3  # noqa: PLC0415 - as above

    bucket, _, key = uri.removeprefix(S3).partition("/")
    with _reading(uri):
        for place, line in s3.lines(bucket, key):
            if unread and "\N{REPLACEMENT CHARACTER}" in line:
                unread.note(REPLACED, place)
            yield place, line


def dataset(
    source: str, names: list[str], unread: Unread, progress: Callable[[int], None]
) -> Dataset:
    """Read a source whole, on the fast path where that is installed.

    ``names`` are those of a baseline, for rows without any.

    Raises:
        GeneratorError: as ``files`` and ``rows``.

    """
    found = files(source, unread)
    try:
        from generator.analyze import fast  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        data, reader = Dataset(names), captured
    else:
        local_csv = found[0].name.lower().endswith(".csv") and not source.startswith(S3)
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
        GeneratorError: a CSV file without a header.

    """
    for file in found:
        lines = counted(file.read(unread), progress)
        if file.name.lower().endswith(".csv"):
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
        header = next(reader, None)
        if not header:
            what = "is empty" if header is None else "begins with a blank line"
            raise GeneratorError(f"{name} {what}: it needs a header and rows")
        names[:] = header
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
