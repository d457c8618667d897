"""The statements of every policy in a template: of roles, topics, queues, keys and buckets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from generator.rules._links import items, readings
from generator.rules._plain import json_of
from generator.rules._reader import intrinsic
from generator.rules._walk import named, resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Path, Reading
    from generator.rules._reader import Reader


@dataclass(frozen=True)
class Statement:
    """A statement: where it stands, the resource it is part of, and what it says."""

    path: Path
    owner: str
    kind: str
    body: Mapping[str, Any]

    @property
    def allows(self) -> bool:
        return self.body.get("Effect") == "Allow"

    def values(self, reader: Reader, key: str) -> list[Reading]:
        """Read a member such as `Action`, a text or a list."""
        return list(readings(reader, self.body.get(key), (*self.path, key)))

    def grants(self, reader: Reader, action: str) -> bool:
        """Say whether the actions it names include this one; what only AWS knows includes it."""
        if "NotAction" in self.body:
            return not any(_covers(one, action) for one in self.values(reader, "NotAction"))
        return any(_covers(one, action) for one in self.values(reader, "Action"))

    def services(self, reader: Reader) -> list[str]:
        """Give the service principals that it names."""
        principal = self.body.get("Principal")
        node = principal.get("Service") if isinstance(principal, Mapping) else None
        return [str(one) for one in readings(reader, node, (*self.path, "Principal", "Service"))]

    def conditions(self, reader: Reader) -> Iterator[tuple[str, str, Path, list[Reading]]]:
        """Yield operator, key in lower case, place and values of each test of its condition."""
        start: Path = (*self.path, "Condition")
        for place, _, tests in items(reader, self.body.get("Condition"), start):
            for operator, keys in tests.items() if isinstance(tests, Mapping) else ():
                for key, wanted in keys.items() if isinstance(keys, Mapping) else ():
                    here: Path = (*place, operator, key)
                    yield (
                        str(operator),
                        str(key).lower(),
                        here,
                        list(readings(reader, wanted, here)),
                    )


def statements(reader: Reader, *prefixes: str) -> Iterator[Statement]:
    """Yield every statement in resources whose type has such a prefix; in all without one."""
    for name, kind, properties in resources(reader.template, *prefixes):
        for start, node in named(properties, root(name), {"Statement"}):
            for path, _, body in items(reader, node, start):
                if isinstance(body, Mapping) and "Effect" in body:
                    yield Statement(path, name, kind, body)


def statements_in_text(reader: Reader, *prefixes: str) -> Iterator[Statement]:
    """Yield every statement of a `PolicyDocument` that is JSON text; its path is the text's."""
    for name, kind, properties in resources(reader.template, *prefixes):
        for start, node in named(properties, root(name), {"PolicyDocument"}):
            for reading in reader.read(node, start):
                policy, _ = json_of(reading)
                given = policy.get("Statement") if isinstance(policy, Mapping) else None
                for body in given if isinstance(given, list) else [given]:
                    if isinstance(body, Mapping) and "Effect" in body:
                        yield Statement(reading.path, name, kind, body)


def written_out(policy: Any) -> bool:
    """Say whether every statement stands here, so that none hides in a text or a function."""
    whole = isinstance(policy, Mapping) and "Fn::Transform" not in policy
    statement = policy.get("Statement") if whole else None
    entries = statement if isinstance(statement, list) else [statement]
    return all(isinstance(item, Mapping) and intrinsic(item) in ("", "Fn::If") for item in entries)


def _covers(action: Reading, wanted: str) -> bool:
    pattern = "".join(piece if isinstance(piece, str) else "*" for piece in action.pieces)
    return fnmatchcase(wanted.lower(), pattern.lower())
