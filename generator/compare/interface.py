"""Parameters and outputs: what those who use a template would notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.compare.reading import Json

MAJOR, MINOR, PATCH = "major", "minor", "patch"
LOWER, UPPER = ("MinValue", "MinLength"), ("MaxValue", "MaxLength")


@dataclass(frozen=True)
class Noticed:
    """A change of a parameter or an output.

    Attributes:
        what: Parameters or Outputs.
        name: its name.
        level: the least part of the version number that has to grow: major, minor or patch.
        words: the change, and for whom it is one.

    """

    what: str
    name: str
    level: str
    words: str


def noticed(before: Json, after: Json) -> Iterator[Noticed]:
    """Yield each change of parameters, then of outputs."""
    for what, both in (("Parameters", _parameter), ("Outputs", _output)):
        old, new = before.get(what, {}), after.get(what, {})
        for name in [*old, *(name for name in new if name not in old)]:
            for level, words in both(old.get(name), new.get(name)):
                yield Noticed(what, name, level, words)


def _parameter(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if new is None:
        yield MAJOR, "is gone: who gives it is refused"
    elif old is None:
        required = "Default" not in new
        yield (MAJOR, "is new, and required") if required else (MINOR, "is new")
    else:
        for key in dict.fromkeys([*old, *new]):
            if old.get(key) != new.get(key):
                yield _constraint(key, old.get(key), new.get(key))


def _constraint(key: str, old: Any, new: Any) -> tuple[str, str]:
    said = f"{key}: {_shown(old)} -> {_shown(new)}"
    if key in ("Description", "ConstraintDescription", "NoEcho"):
        return PATCH, said
    if key == "Default":
        return (MAJOR, "has no default any more") if new is None else (MINOR, said)
    if key == "AllowedValues":
        gone = [value for value in old or () if value not in (new or old or ())]
        narrower = bool(gone) or old is None
        return (MAJOR if narrower else MINOR), said
    if key in LOWER or key in UPPER:
        return (MAJOR if _narrower(key, old, new) else MINOR), said
    if key == "AllowedPattern":
        return (MINOR if new is None else MAJOR), said
    return MAJOR, said


def _narrower(key: str, old: Any, new: Any) -> bool:
    if old is None or new is None:
        return new is not None
    return float(new) > float(old) if key in LOWER else float(new) < float(old)


def _output(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if new is None:
        yield MAJOR, "is gone: what reads it finds nothing"
    elif old is None:
        yield MINOR, "is new"
    elif old.get("Condition") != new.get("Condition"):
        there = f"{_shown(old.get('Condition'))} -> {_shown(new.get('Condition'))}"
        yield MAJOR if new.get("Condition") else MINOR, f"Condition: {there}"
    elif old.get("Export") != new.get("Export"):
        yield MAJOR, "is exported under another name"
    elif old.get("Value") != new.get("Value"):
        yield PATCH, "has another value"


def _shown(value: Any) -> str:
    return "none" if value is None else str(value)
