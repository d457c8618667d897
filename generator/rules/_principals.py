"""Policy statements: whom, what and under which conditions they allow.

IAM compares actions, service names and condition keys without regard to case, so all three are
given in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from generator.rules._reader import intrinsic
from generator.rules._walk import children, expressions

if TYPE_CHECKING:
    from generator.rules._pieces import Path, Reading
    from generator.rules._reader import Reader

AWS, SERVICE = "aws", "service"
"""Kinds of principals: accounts, roles and users (or everyone); services."""


def statements(node: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield each statement of each policy below `node`, with its path."""
    if isinstance(node, Mapping) and "Effect" in node and {"Action", "NotAction"} & set(node):
        yield path, node
        return
    for key, value in children(node):
        yield from statements(value, (*path, key))


def allowing(node: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield each statement below `node` that allows something."""
    for where, statement in statements(node, path):
        if statement["Effect"] != "Deny":
            yield where, statement


def principals(
    reader: Reader, statement: Mapping[str, Any], path: Path
) -> Iterator[tuple[str, Reading]]:
    """Yield kind and value of each principal; `Principal: "*"` is of the kind `AWS`."""
    here = (*path, "Principal")
    given = statement.get("Principal")
    by_kind = {str(kind).lower(): who for kind, who in _entries(given)} or {AWS: given}
    for kind, who in by_kind.items():
        for where, value in expressions(who, here):
            for reading in reader.read(value, where):
                yield kind, reading


def may_do(reader: Reader, statement: Mapping[str, Any], path: Path, action: str) -> bool:
    """Say whether a statement's actions may cover `action`; what only AWS knows may."""
    if "NotAction" in statement:
        return True
    for where, value in expressions(statement.get("Action"), (*path, "Action")):
        for reading in reader.read(value, where):
            if reading.holes or fnmatchcase(action.lower(), str(reading).lower()):
                return True
    return False


def compared(statement: Mapping[str, Any], path: Path) -> Iterator[tuple[str, str, Path, Any]]:
    """Yield operator, key, path and value of each comparison in a statement's condition."""
    for operator, tests in _entries(statement.get("Condition")):
        for key, value in _entries(tests):
            yield operator, key, (*path, "Condition", operator, key), value


def _entries(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping) and not intrinsic(node):
        for key, value in node.items():
            yield str(key), value
