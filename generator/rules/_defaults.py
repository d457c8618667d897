"""What a value is with every parameter at its default.

A default counts only where the defaults lead to the value: not in the branch of an `Fn::If`, nor
in a resource, whose condition is false with them. With a default of 1 for ``N``,
``!If [One, rate(1 day), !Sub 'rate(${N} days)']`` is never ``rate(1 days)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator.rules._links import existing
from generator.rules._pieces import Hole, merge
from generator.rules._reader import intrinsic, section, written
from generator.rules._walk import at

if TYPE_CHECKING:
    from generator.rules._pieces import Assumptions, Path, Reading
    from generator.rules._reader import Reader

_CONDITION = "condition "
_DEEP = 16


def settled(reader: Reader, reading: Reading) -> Reading:
    """Give a reading of a resource's value, without defaults where these do not lead to it."""
    ways = existing(reader, str(reading.path[1]))
    for around in _conditions(reader, reading.path):
        ways = [both for one in ways for more in around if (both := merge(one, more)) is not None]
    under = [reading.under(more) for more in ways]
    if any(way is not None and _leads(reader, way.assumed) for way in under):
        return reading
    bare = [replace(one, default=None) if isinstance(one, Hole) else one for one in reading.pieces]
    return replace(reading, pieces=tuple(bare))


def _conditions(reader: Reader, path: Path) -> Iterator[list[Assumptions]]:
    """Yield what each `Fn::If` on the way to a place means for its being reached."""
    for index, step in enumerate(path[:-1]):
        given = at(reader.template, path[: index + 1]) if step == "Fn::If" else None
        if isinstance(given, list) and given and path[index + 1] in (1, 2):
            yield reader.when(str(given[0]), truth=path[index + 1] == 1)


def text(reading: Reading) -> str | None:
    """Give a reading's text with the defaults filled in; None where a hole has none.

    An empty default mostly says that the parameter is not used. What a `{{resolve:...}}` stands
    for is not known either.
    """
    known = [one.default if isinstance(one, Hole) else one for one in reading.pieces]
    whole = "".join(one for one in known if one)
    return whole if all(known) and "{{resolve:" not in whole else None


def with_defaults(reading: Reading) -> str:
    """Give a note for a message about a reading's text: '' where it is as it is written."""
    return f", which {reading} is with its defaults" if reading.holes else ""


def _leads(reader: Reader, assumed: Assumptions) -> bool:
    """Say whether what is assumed may be so while all other parameters have their defaults."""
    values = {
        str(name): written(parameter["Default"])
        for name, parameter in section(reader.template, "Parameters").items()
        if isinstance(parameter, Mapping) and "Default" in parameter
    }
    values.update((name, value) for name, value in assumed if not name.startswith(_CONDITION))
    return all(
        _holds(reader, {"Condition": name.removeprefix(_CONDITION)}, values) in (None, wanted)
        for name, value in assumed
        if name.startswith(_CONDITION)
        for wanted in (value == "true",)
    )


def _holds(
    reader: Reader, expression: Any, values: Mapping[str, str], deep: int = 0
) -> bool | None:
    """Say whether a condition holds under these values; None where only AWS knows."""
    name = intrinsic(expression)
    given = expression[name] if name else None
    if name == "Condition" and deep < _DEEP:
        found = section(reader.template, "Conditions").get(str(given))
        return _holds(reader, found, values, deep + 1)
    if not isinstance(given, list):
        return None
    if name == "Fn::Equals":
        sides = [_value(reader, side, values) for side in given]
        return None if None in sides else len(set(sides)) == 1
    every = [_holds(reader, one, values, deep + 1) for one in given]
    if name == "Fn::Not" and every:
        return None if every[0] is None else not every[0]
    if name in ("Fn::And", "Fn::Or"):
        decides = name == "Fn::Or"
        return decides if decides in every else None if None in every else not decides
    return None


def _value(reader: Reader, node: Any, values: Mapping[str, str]) -> str | None:
    """Give the text of a side of `Fn::Equals`; None where it is not known."""
    for reading in reader.read(node, ()):
        if all(values.get(name) == value for name, value in reading.assumed):
            known = [
                one if isinstance(one, str) else None if one.attribute else values.get(one.name)
                for one in reading.pieces
            ]
            return None if None in known else "".join(map(str, known))
    return None
