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
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]
    Line: TypeAlias = tuple[str, str]
    Row: TypeAlias = list[str] | dict[str, str]

PLACES = 5  # named for each reason
# What data of another shape raises.
UNREADABLE = ValueError, LookupError, TypeError, AttributeError, RecursionError, csv.Error


class Unread:
    """What could not be read: reason -> how often, and the first places."""

    def __init__(self) -> None:
        self.reasons: dict[str, Json] = {}

    def note(self, reason: str, place: str, /) -> None:
        """Count one more."""
        known = self.reasons.setdefault(reason, {"count": 0, "first": []})
        known["count"] += 1
        if known["count"] <= PLACES:
            known["first"].append(place)


def cell(value: Any, /) -> str:
    """Write a JSON value as its cell: text as it is, null as a missing one."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def loaded(text: str, /) -> Any:
    """Read JSON, each number as the text that it was written with."""
    return json.loads(text, parse_float=str, parse_int=str)


def of_csv(text: str, /) -> list[Row]:
    """Give the rows of CSV text without a header; empty lines are none."""
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def of_json(text: str, /) -> list[Row]:
    """Give the rows of JSON text, or of JSON lines.

    An object that holds a list alone, as ``{"instances": […]}``, is that list. A list of lists or
    of objects has a row each, and a list of plain values is one row.
    """
    try:
        value = loaded(text)
    except ValueError:
        value = [loaded(line) for line in text.splitlines() if line.strip()]
    if isinstance(value, dict) and len(value) == 1:
        [only] = value.values()
        value = only if isinstance(only, list) else value
    rows = [value]
    if isinstance(value, list) and any(isinstance(each, list | dict) for each in value):
        rows = value
    return [plain(row) for row in rows]


def plain(row: Any, /) -> Row:
    """Give a row its cells: by key if it is an object; a plain value is a row of one cell."""
    if isinstance(row, dict):
        return {key: cell(value) for key, value in row.items()}
    return [cell(value) for value in (row if isinstance(row, list) else [row])]


def side(captured: Json, which: str, /) -> list[Row]:
    """Give the rows of a record's ``Input`` or ``Output``; none if it was not captured.

    Raises:
        ValueError: its data is no CSV or JSON.

    """
    for key, found in captured.items():
        if key.endswith(which):
            text, encoding = found["data"], found["encoding"]
            if encoding == "BASE64":
                text = base64.b64decode(text, validate=True).decode()
                encoding = "JSON" if "json" in found.get("observedContentType", "") else "CSV"
            return of_json(text) if encoding == "JSON" else of_csv(text)
    return []


def joined(outputs: list[Row], inputs: list[Row], names: list[str], /) -> Iterator[list[str]]:
    """Put prediction and input of each row together, in the order of ``names``.

    Cells without keys take the names by position; keys that are not yet among them join them.

    Raises:
        ValueError: there are not as many predictions as inputs.

    """
    if len(inputs) > 1 == len(outputs) and len(outputs[0]) == len(inputs):
        outputs = [[each] for each in outputs[0]]  # one list of all predictions
    if outputs and inputs and len(outputs) != len(inputs):
        raise ValueError("as many predictions as rows are needed")
    for output, given in zip(
        outputs or [[]] * len(inputs), inputs or [[]] * len(outputs), strict=True
    ):
        if isinstance(output, list) and isinstance(given, list):
            yield output + given
            continue
        row: dict[str, str] = {}
        for part in output, given:
            free = [name for name in names if name not in row]
            row |= part if isinstance(part, dict) else dict(zip(free, part, strict=False))
        names += [key for key in row if key not in names]
        yield [row.get(name, "") for name in names]


def records(lines: Iterable[Line], unread: Unread, /) -> Iterator[tuple[str, Json]]:
    """Give the record in each line with the line's place; ``lines`` are (place, text)."""
    for place, line in lines:
        if line.strip():
            try:
                found = json.loads(line)
                if not isinstance(found, dict):
                    raise ValueError  # noqa: TRY301, TRY004 - few bytes
                yield place, found
            except (ValueError, RecursionError):
                unread.note("no JSON object", place)


def objects(lines: Iterable[Line], unread: Unread, names: list[str], /) -> Iterator[list[str]]:
    """Give a row for each JSON line: an object by its keys, a list by position."""
    for place, line in lines:
        if line.strip():
            try:
                rows = of_json(line)
            except UNREADABLE:
                unread.note("no JSON", place)
                continue
            for row in rows:
                yield from joined([], [row], names)


def captured(lines: Iterable[Line], unread: Unread, names: list[str], /) -> Iterator[list[str]]:
    """Give the rows of captured traffic, from lines of capture files or of merged ones."""
    for _, rows in requests(records(lines, unread), unread, names):
        yield from rows


def requests(
    found: Iterable[tuple[str, Json]], unread: Unread, names: list[str], /
) -> Iterator[tuple[Json, list[list[str]]]]:
    """Give each captured record and its rows, from ``records``."""
    for place, record in found:
        try:
            data = record["captureData"]
            rows = [*joined(side(data, "Output"), side(data, "Input"), names)]
        except UNREADABLE as error:
            unread.note(f"no captured record: {type(error).__name__} {error}"[:120], place)
            continue
        if rows:
            yield record, rows
        else:
            unread.note("captured, but empty", place)
