"""Where the rows come from: a CSV file, a file of JSON lines, or a folder of capture files."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from codecs import BOM_UTF8
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from generator.errors import GeneratorError
from lambda_src.analyzer import records
from lambda_src.analyzer.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lambda_src.analyzer.records import Line, Unread

# A cell may be as long as it likes; 2^31 - 1 is what a C long takes everywhere.
csv.field_size_limit(2**31 - 1)
S3 = "s3://"
LINES = ".jsonl", ".json", ".ndjson"
# Keys of records [SageMaker developer guide, "Data capture" and "Ingest Ground Truth labels"].
CAPTURED, LABELS = "captureData", "groundTruthData"
REPLACED = "bytes that are no UTF-8, read as \N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Content:
    """An open file, here or on S3: its bytes from its second line on, and its first line."""

    name: str
    stream: BinaryIO
    first: bytes

    def lines(self, unread: Unread) -> Iterator[Line]:
        """Give each line with its place; bytes that are no UTF-8 are replaced, and noted."""
        raws = itertools.chain([self.first] if self.first else [], self.stream)
        return numbered(raws, self.name, unread)

    def blocks(self, size: int) -> Iterator[bytes]:
        """Give about ``size`` bytes after the other, each block of whole lines."""
        block = self.first + self.stream.read(size)
        while block:
            yield block + (b"" if block.endswith(b"\n") else self.stream.readline())
            block = self.stream.read(size)


@dataclass(frozen=True)
class File:
    """A file, here or on S3, with its size in bytes."""

    name: str
    size: int

    @contextmanager
    def opened(self) -> Iterator[Content]:
        """Open the file.

        Raises:
            GeneratorError: it cannot be read.

        """
        with _opened(self.name) as stream:
            yield Content(self.name, stream, stream.readline())

    def lines(self, unread: Unread) -> Iterator[Line]:
        """Give each line with its place, as `Content.lines` does."""
        with self.opened() as content:
            yield from content.lines(unread)


def numbered(
    raws: Iterable[bytes], name: str, unread: Unread | None = None, first: int = 1
) -> Iterator[Line]:
    """Give the lines of the file ``name``, from its line ``first`` on, as `Content.lines` does."""
    for number, raw in enumerate(raws, first):
        place = f"{name}:{number}"
        content = raw.removeprefix(BOM_UTF8) if number == 1 else raw
        try:
            yield place, content.decode()
        except UnicodeDecodeError:
            if unread:
                unread.note(REPLACED, place)
            yield place, content.decode(errors="replace")


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
    with _opened(place) as stream:
        return "".join(line for _, line in numbered(stream, place))


@contextmanager
def _opened(place: str) -> Iterator[BinaryIO]:
    try:
        if place.startswith(S3):
            with _reading(place):
                yield _body(place)
        else:
            with Path(place).open("rb") as file:
                yield file
    except OSError as error:
        raise GeneratorError(f"{place} cannot be read: {error.strerror}") from error


def _local(path: Path) -> list[File]:
    paths = [path] if path.is_file() else sorted(path.rglob("*"))
    return [File(str(each), each.stat().st_size) for each in paths if each.is_file()]


@contextmanager
def _reading(uri: str) -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - slow, if not needed

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise GeneratorError(
            f"{uri} cannot be read: {error}. See credentials, region and the address"
        ) from error


def _on_s3(uri: str) -> list[File]:
    """List an object, or what is below a prefix as below a folder: ``a`` has nothing of ``ab/``."""
    from lambda_src.analyzer import bucket as s3  # noqa: PLC0415 - as above

    bucket, _, prefix = uri.removeprefix(S3).partition("/")
    with _reading(uri):
        found = {each["Key"]: each["Size"] for each in s3.listed(bucket, prefix)}
    below = prefix and prefix.rstrip("/") + "/"
    keys = [prefix] if prefix in found else [key for key in found if key.startswith(below)]
    places = {f"{S3}{bucket}/{key}": found[key] for key in keys if not key.endswith("/")}
    return [File(place, size) for place, size in places.items()]


def _body(uri: str) -> BinaryIO:
    from lambda_src.aws import client  # noqa: PLC0415 - as above

    bucket, _, key = uri.removeprefix(S3).partition("/")
    return io.BufferedReader(client("s3").get_object(Bucket=bucket, Key=key)["Body"])


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


def captured(
    content: Content, unread: Unread, names: list[str], progress: Callable[[int], None]
) -> Iterator[list[str]]:
    """Give the rows of a file of captured traffic."""
    return records.captured(counted(content.lines(unread), progress), unread, names)


def rows(
    found: list[File],
    names: list[str],
    unread: Unread,
    progress: Callable[[int], None],
    of_captured: Callable[..., Iterator[list[str]]] = captured,
) -> Iterator[list[str]]:
    """Give the rows of files; ``names`` takes up the columns' names as they become known.

    A CSV file has a header. ``progress`` is told the bytes that have been read. ``of_captured``
    reads a file of captured traffic.

    Raises:
        GeneratorError: a CSV file without a header.

    """
    for file in found:
        with file.opened() as content:
            lines = counted(content.lines(unread), progress)
            if file.name.lower().endswith(".csv"):
                yield from _csv(file.name, lines, names, unread)
            elif content.first and (keys := _keys(content.first)) & {CAPTURED, LABELS}:
                if CAPTURED in keys:
                    yield from of_captured(content, unread, names, progress)
                else:
                    unread.note("a file of labels, which are for model quality", file.name)
            else:
                yield from records.objects(lines, unread, names)


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


def _keys(line: bytes) -> set[str]:
    """Give the keys of a record; a broken first line counts as a captured one."""
    try:
        found = json.loads(line)
    except ValueError:
        return {CAPTURED}
    return {*found} if isinstance(found, dict) else set()


def other_mark(header: list[str]) -> str:
    """Give what may stand between cells in place of commas, if there is one name: ``;``, a tab."""
    found = re.search("[;\t]", header[0]) if len(header) == 1 else None
    return found[0] if found else ""


def _csv(name: str, lines: Iterator[Line], names: list[str], unread: Unread) -> Iterator[list[str]]:
    reader = csv.reader(line for _, line in lines)
    try:
        header = next(reader, None)
        if not header:
            what = "is empty" if header is None else "begins with a blank line"
            raise GeneratorError(f"{name} {what}: it needs a header and rows")
        if twice := [each for each, times in Counter(header).items() if times > 1]:
            raise GeneratorError(f"{name} has two columns {twice[0]!r}: rename one of them")
        names[:] = header
        other = other_mark(header)
        for row in reader:
            if row:
                if other and other in row[0]:
                    raise GeneratorError(f"{name} has {other!r} between cells: a CSV has commas")
                if len(row) != len(names):
                    unread.note(
                        f"kept, although it has {len(row)} cells and the header {len(names)}",
                        f"{name}:{reader.line_num}",
                    )
                yield row
    except csv.Error as error:
        raise GeneratorError(
            f"{name}, line {reader.line_num}: {error}. A CSV is UTF-8, its lines end in a line "
            "feed, and quotes are doubled inside quotes"
        ) from error
