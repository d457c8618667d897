"""What a value of a template may become once CloudFormation has resolved it.

A value such as ``!Sub 's3://${Bucket}/capture'`` is read as a `Reading`: known text with holes
where only AWS knows the text. A value that depends on a condition, a parameter's allowed values or
a mapping has several readings, each with what it assumes, so that two values can be compared under
the same assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands in a template: ``("Resources", "Endpoint", "Properties", ...)``."""

Assumptions: TypeAlias = tuple[tuple[str, str], ...]
"""Sorted pairs: a parameter, a pseudo parameter or a condition, and the value it has."""


@dataclass(frozen=True)
class Hole:
    """Text that only AWS knows: a `Ref`, an attribute, or (with no name) anything else."""

    name: str = ""
    attribute: str = ""
    default: str | None = None
    """A parameter's default, where it has one."""

    def __str__(self) -> str:
        """Write it as `Fn::Sub` would, so that a message quotes what the author wrote."""
        return f"${{{self.name or '?'}{'.' if self.attribute else ''}{self.attribute}}}"


Piece: TypeAlias = str | Hole


@dataclass(frozen=True)
class Reading:
    """One thing that a value may become.

    `path` is where the value stands, down to the branch of an `Fn::If`. `origin` is where its
    telling part is written: the mapping or the allowed value it came from, else `path`.
    """

    pieces: tuple[Piece, ...]
    path: Path
    origin: Path
    assumed: Assumptions = ()

    def __str__(self) -> str:
        return "".join(map(str, self.pieces))

    @property
    def literal(self) -> str | None:
        """The whole text when nothing in it is a hole, else None."""
        return None if self.holes else str(self)

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Hole))

    @property
    def only_hole(self) -> Hole | None:
        """The hole, when the value is nothing else."""
        return self.holes[0] if len(self.pieces) == 1 and self.holes else None

    def assumes(self, name: str) -> str | None:
        """Give the value that this reading assumes for `name`, or None."""
        return dict(self.assumed).get(name)

    def under(self, more: Assumptions) -> Reading | None:
        """Give the same reading with more assumed, or None where that contradicts."""
        assumed = merge(self.assumed, more)
        if assumed is None:
            return None
        return Reading(self.pieces, self.path, self.origin, assumed)


def merge(left: Assumptions, right: Assumptions) -> Assumptions | None:
    """Put two sets of assumptions together; None when they contradict each other."""
    both = dict(left)
    for name, value in right:
        if both.setdefault(name, value) != value:
            return None
    return tuple(sorted(both.items()))


def compact(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Join neighbouring texts and drop empty ones: ("a", "", "b", hole) is ("ab", hole)."""
    done: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and done and isinstance(done[-1], str):
            done[-1] += piece
        elif piece != "":
            done.append(piece)
    return tuple(done)
