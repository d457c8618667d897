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


def lets_in(reader: Reader, statement: Statement, service: str) -> bool:
    """Say whether an allowing statement may mean a service, `logs` for `logs.amazonaws.com`.

    Everyone and whatever cannot be read may mean it; an account and its roles never do.
    """
    who = statement.body.get("Principal")
    if not statement.allows:
        return False
    if "NotPrincipal" in statement.body or (intrinsic(who) and intrinsic(who) != "Fn::If"):
        return True
    return any(
        _begins(reading, f"{service}.") if kind == SERVICE else _everyone(reading)
        for kind, reading in principals(reader, statement)
    )


def _begins(reading: Reading, start: str) -> bool:
    """Say whether a text may begin so: `logs.${AWS::Region}...`, and a hole alone."""
    head = next((piece for piece in reading.pieces[:1] if isinstance(piece, str)), "")
    return head.startswith(start) or (bool(reading.holes) and start.startswith(head))


def _everyone(reading: Reading) -> bool:
    hole = reading.only_hole
    unread = hole is not None and (not hole.name or hole.default == "*")
    return unread or reading.literal == "*"


def principals(reader: Reader, statement: Statement) -> Iterator[tuple[str, Reading]]:
    """Yield kind and value of each principal; `Principal: "*"` is of the kind `AWS`."""
    start: Path = (*statement.path, "Principal")
    for path, _, who in items(reader, statement.body.get("Principal"), start):
        plain = intrinsic(who) or not isinstance(who, Mapping)
        for kind, value in ((AWS, who),) if plain else who.items():
            for reading in readings(reader, value, path if plain else (*path, kind)):
                yield str(kind).lower(), reading
