"""Whom a policy's statement lets in or shuts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.rules._links import items, readings
from generator.rules._reader import intrinsic

if TYPE_CHECKING:
    from generator.rules._pieces import Path, Reading
    from generator.rules._reader import Reader
    from generator.rules._statements import Statement

AWS, SERVICE = "aws", "service"
"""Kinds of principals: accounts, roles and users (or everyone); services."""


def principals(reader: Reader, statement: Statement) -> Iterator[tuple[str, Reading]]:
    """Yield kind and value of each principal; `Principal: "*"` is of the kind `AWS`."""
    start: Path = (*statement.path, "Principal")
    for path, _, who in items(reader, statement.body.get("Principal"), start):
        plain = intrinsic(who) or not isinstance(who, Mapping)
        for kind, value in ((AWS, who),) if plain else who.items():
            for reading in readings(reader, value, path if plain else (*path, kind)):
                yield str(kind).lower(), reading
