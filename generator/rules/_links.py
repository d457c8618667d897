"""Following what a template's values refer to, through `Fn::If` and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.rules._pieces import Assumptions, merge
from generator.rules._reader import intrinsic
from generator.rules._walk import at

if TYPE_CHECKING:
    from generator.rules._pieces import Hole, Path, Reading
    from generator.rules._reader import Reader


def kind(reader: Reader, name: str) -> str:
    """Give a resource's type; '' where there is no such resource."""
    return str(at(reader.template, ("Resources", name, "Type")) or "")


def given(reader: Reader, name: str) -> Mapping[str, Any]:
    """Give a resource's properties; none where they are missing or malformed."""
    found = at(reader.template, ("Resources", name, "Properties"))
    return found if isinstance(found, Mapping) else {}


def existing(reader: Reader, name: str) -> list[Assumptions]:
    """Give what is assumed where the resource is made: its condition's meaning, or nothing."""
    condition = at(reader.template, ("Resources", name, "Condition"))
    return reader.when(condition, truth=True) if isinstance(condition, str) else [()]


def branches(reader: Reader, node: Any) -> Iterator[tuple[int, Assumptions, Any]]:
    """Yield index, what is assumed, and value of both branches of an `Fn::If`."""
    given = node["Fn::If"]
    for index in (1, 2) if isinstance(given, list) and len(given) == 3 else ():  # noqa: PLR2004 - condition, then, else
        for assumed in reader.when(str(given[0]), truth=index == 1):
            yield index, assumed, given[index]


def items(reader: Reader, node: Any, path: Path) -> Iterator[tuple[Path, Assumptions, Any]]:
    """Yield each entry of a list, or the value alone, through `Fn::If`, with what that assumes."""
    if intrinsic(node) == "Fn::If":
        for index, assumed, branch in branches(reader, node):
            for where, more, item in items(reader, branch, (*path, "Fn::If", index)):
                if (both := merge(assumed, more)) is not None:
                    yield where, both, item
    elif isinstance(node, list):
        for index, entry in enumerate(node):
            yield from items(reader, entry, (*path, index))
    elif node is not None and node != {"Ref": "AWS::NoValue"}:
        yield path, (), node


def readings(reader: Reader, node: Any, path: Path) -> Iterator[Reading]:
    """Yield every reading of a value, or of each value in a list."""
    for where, assumed, value in items(reader, node, path):
        for reading in reader.read(value, where):
            if (more := reading.under(assumed)) is not None:
                yield more


def linked(reader: Reader, node: Any, path: Path, *kinds: str) -> Iterator[tuple[Reading, Hole]]:
    """Yield what refers to a resource of these types, and nothing else, by `Ref` or attribute."""
    for reading in readings(reader, node, path):
        hole = reading.only_hole
        if hole is not None and hole.name and kind(reader, hole.name) in kinds:
            yield reading, hole
