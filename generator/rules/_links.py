"""Following what a template's values refer to, through `Fn::If` and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.rules._pieces import Assumptions, merge
from generator.rules._reader import intrinsic
from generator.rules._walk import at, expressions

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


def items(reader: Reader, node: Any, path: Path) -> Iterator[tuple[Path, Assumptions, Any]]:
    """Yield each entry of a list, or the value alone, through `Fn::If`, with what that assumes."""
    if intrinsic(node) == "Fn::If":
        condition, *branches = node["Fn::If"]
        for index, branch in enumerate(branches, start=1):
            for assumed in reader.when(str(condition), truth=index == 1):
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
    for where, value in expressions(node, path):
        yield from reader.read(value, where)


def linked(reader: Reader, node: Any, path: Path, *kinds: str) -> Iterator[tuple[Reading, Hole]]:
    """Yield what refers to a resource of these types, and nothing else, by `Ref` or attribute."""
    for reading in readings(reader, node, path):
        hole = reading.only_hole
        if hole is not None and hole.name and kind(reader, hole.name) in kinds:
            yield reading, hole
