"""Lines of files -> rows of cells. No I/O.

A cell is text, ``""`` if missing. A row has the prediction's columns first, then the input's, as a
baseline dataset has them. What cannot be read is counted by reason, with the first places where it
stands, and reading goes on. Sources: the SageMaker developer guide, "Data capture"; real records.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, TypeAlias, TypeVar

    T = TypeVar("T")

    Json: TypeAlias = dict[str, Any]
    Line: TypeAlias = tuple[str, str]
    Row: TypeAlias = list[str] | dict[str, str]

PLACES = 5  # named for each reason
# What data of another shape raises.
UNREADABLE = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, csv.Error,
)  # fmt: skip


class Unread:
    """What could not be read: reason -> how often, and the first places."""

    def __init__(self) -> None:
        self.reasons: dict[str, Json] = {}

    def note(self, reason: str, place: str, error: object = None, /) -> Any:
        """Count one more; what was raised joins the reason. Gives None, to stand for no rows."""
        reason = f"{reason}: {type(error).__name__} {error}"[:120] if error else reason
        known = self.reasons.setdefault(reason, {"count": 0, "first": []})
        known["count"] += 1
        known["first"] = [*known["first"], place][:PLACES]


def cell(value: Any, /) -> str:
    """Write a JSON value as its cell: text as it is, null as a missing one."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def loaded(text: str, /) -> Any:
    """Read JSON, each number as the text that it was written with."""
    return json.loads(text, parse_float=str, parse_int=str)


def list_of(value: Any, /) -> list[Any]:
    """Give a list as it is, and anything else as a list of it alone."""
    return value if isinstance(value, list) else [value]


def of_csv(text: str, /) -> list[list[str]]:
    """Give the rows of CSV text without a header; empty lines are none."""
    return [*filter(None, csv.reader(io.StringIO(text, newline="")))]


def of_json(text: str, /) -> list[Row]:
    """Give the rows of JSON text, or of JSON lines.

    An object that holds a list alone, as ``{"instances": […]}``, is that list. A list of lists or
    of objects has a row each, and a list of plain values is one row.
    """
    try:
        value = loaded(text)
    except ValueError:
        value = [*map(loaded, filter(str.strip, text.splitlines()))]
    if isinstance(value, dict) and [*map(type, value.values())] == [list]:
        [value] = value.values()
    rows = list_of(value)
    return [*map(plain, rows if {list, dict} & {*map(type, rows)} else [value])]


def plain(row: Any, /) -> Row:
    """Give a row its cells: by key if it is an object; a plain value is a row of one cell."""
    if isinstance(row, dict):
        return {key: cell(value) for key, value in row.items()}
    return [*map(cell, list_of(row))]


def side(captured: Json, which: str, /) -> Sequence[Row]:
    """Give the rows of a record's ``Input`` or ``Output``; none if it was not captured.

    Raises:
        ValueError: its data is no CSV or JSON.

    """
    return next((decoded(found) for key, found in captured.items() if key.endswith(which)), [])


def decoded(found: Json, /) -> Sequence[Row]:
    """Give the rows of captured data."""
    text, kind = found["data"], found["encoding"]
    if kind == "BASE64":
        text = base64.b64decode(text, validate=True).decode()
        kind = found.get("observedContentType", "")
    return of_json(text) if kind == "JSON" or "json" in kind else of_csv(text)


def joined(
    outputs: Sequence[Row], inputs: Sequence[Row], names: list[str], /
) -> Iterator[list[str]]:
    """Put prediction and input of each row together, in the order of ``names``.

    Cells without keys take the names by position; keys that are not yet among them join them.

    Raises:
        ValueError: there are not as many predictions as inputs.

    """
    outputs = matched(outputs, len(inputs))
    if 0 < len(outputs) != len(inputs) > 0:
        raise ValueError("as many predictions as rows are needed")
    for output, given in zip(
        outputs or [[]] * len(inputs), inputs or [[]] * len(outputs), strict=False
    ):
        if isinstance(output, list) and isinstance(given, list):
            yield output + given
            continue
        row = keyed(output, names)
        row = row | keyed(given, [name for name in names if name not in row])
        names += [key for key in row if key not in names]
        yield [row.get(name, "") for name in names]


def matched(outputs: Sequence[Row], count: int, /) -> Sequence[Any]:
    """Give ``count`` rows where there is one list of as many predictions."""
    if 1 == len(outputs) < count == len(outputs[0]):
        return [[each] for each in outputs[0]]
    return outputs


def keyed(row: Row, names: list[str], /) -> dict[str, str]:
    """Give a row by keys; cells without keys take the names by position."""
    return row if isinstance(row, dict) else dict(zip(names, row, strict=False))


def read(
    found: Iterable[tuple[str, Any]],
    unread: Unread,
    reason: str,
    parts: Callable[[str, Any], Iterable[T]],
    /,
) -> Iterator[T]:
    """Give the parts of each line or record, found with its place; empty lines have none.

    One that cannot be read is noted for the reason, which for a record says what was raised.
    """
    for place, each in found:
        if isinstance(each, dict) or each.strip():
            try:
                yield from parts(place, each)
            except UNREADABLE as error:
                unread.note(reason, place, isinstance(each, dict) and error)


def records(lines: Iterable[Line], unread: Unread, /) -> Iterator[tuple[str, Json]]:
    """Give the record in each line with the line's place; ``lines`` are (place, text)."""
    return read(
        lines,
        unread,
        "no JSON object",
        lambda place, line, /: [(place, {**json.loads(line)})],
    )


def objects(lines: Iterable[Line], unread: Unread, names: list[str], /) -> Iterator[list[str]]:
    """Give a row for each JSON line: an object by its keys, a list by position."""
    return read(lines, unread, "no JSON", lambda _, line, /: joined([], of_json(line), names))


def captured(lines: Iterable[Line], unread: Unread, names: list[str], /) -> Iterator[list[str]]:
    """Give the rows of captured traffic, from lines of capture files or of merged ones."""
    found = requests(records(lines, unread), unread, names)
    return (row for _, _, rows in found for row in rows)


def requests(
    found: Iterable[tuple[str, Json]], unread: Unread, names: list[str], /
) -> Iterator[tuple[str, Json, list[list[str]]]]:
    """Give each captured record, its place and its rows, from ``records``.

    One that has one side alone, and not the cells of a whole row, is not read: they would stand
    under others' names.
    """
    return read(
        found,
        unread,
        "no captured record",
        lambda place, record, /: [
            (place, record, rows)
            for data in [record["captureData"]]
            for output, given in [(side(data, "Output"), side(data, "Input"))]
            for rows in [[*joined(output, given, names)]]
            if (rows and ((output and given) or len(rows[0]) >= len(names)))
            or unread.note("empty or one-sided", place)
        ],
    )
