"""Intrinsic functions, read into what they may become.

Stage: template (a mapping, as cfn-lint decoded it) and a value in it -> list of `Reading`.
`Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::If`, `Fn::FindInMap`, `Fn::Select` and `Fn::Split`
are understood; whatever else stands there is one hole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from generator.rules._pieces import Assumptions, Hole, Path, Piece, Reading, compact, merge

_VARIABLE = re.compile(r"\$\{(?P<escaped>!?)(?P<name>[^${}]+)\}")
_MOST = 512
"""Combinations tried of one value; beyond it, each part is varied on its own."""


def intrinsic(value: Any) -> str:
    """Name the intrinsic function that `value` is, or give ''."""
    if isinstance(value, Mapping) and len(value) == 1:
        key = str(next(iter(value)))
        named = key == "Condition" and isinstance(value[key], str)
        return key if key == "Ref" or named or key.startswith("Fn::") else ""
    return ""


def section(template: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give a section of the template; an empty one where it is missing or malformed."""
    found = template.get(name)
    return found if isinstance(found, Mapping) else {}


def written(value: object) -> str:
    """Give a plain value as CloudFormation passes it on: true and false in small letters."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Reader:
    """Reads values of one template."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        self.template = template
        self._functions: dict[str, Callable[[Any, Path], list[Reading]]] = {
            "Ref": lambda name, path: self._ref(str(name), path),
            "Fn::GetAtt": _attribute,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::If": self._if,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Select": self._select,
        }

    def read(self, value: Any, path: Path) -> list[Reading]:
        """Give every reading of `value`; none for `AWS::NoValue`, a list or an object."""
        name = intrinsic(value)
        if name in self._functions:
            return self._functions[name](value[name], path)
        if name:
            return [Reading((Hole(),), path, path)]
        if isinstance(value, (str, int, float)):
            return [Reading(compact((written(value),)), path, path)]
        return []

    def _ref(self, name: str, path: Path) -> list[Reading]:
        if name == "AWS::NoValue":
            return []
        parameter = section(self.template, "Parameters").get(name)
        if not isinstance(parameter, Mapping):
            return [Reading((Hole(name),), path, path)]
        if str(parameter.get("Type", "")).startswith("AWS::SSM::Parameter::Value"):
            # Its default and allowed values are names under which a value is kept.
            return [Reading((Hole(name),), path, path)]
        allowed = parameter.get("AllowedValues")
        if isinstance(allowed, Sequence) and not isinstance(allowed, str):
            where: Path = ("Parameters", name, "AllowedValues")
            return [
                Reading(compact((value,)), path, (*where, index), ((name, value),))
                for index, value in enumerate(map(written, allowed))
            ]
        default = parameter.get("Default")
        hole = Hole(name, default=None if default is None else written(default))
        return [Reading((hole,), path, path)]

    def _sub(self, argument: Any, path: Path) -> list[Reading]:
        given = argument if isinstance(argument, list) and argument else [argument, {}]
        text, local = (given[0], given[1]) if len(given) > 1 else (given[0], {})
        if not isinstance(text, str) or not isinstance(local, Mapping):
            return [Reading((Hole(),), path, path)]
        parts: list[list[Reading]] = []
        end = 0
        for found in _VARIABLE.finditer(text):
            parts += [_text(text[end : found.start()], path), self._variable(found, local, path)]
            end = found.end()
        return _together([*parts, _text(text[end:], path)], path)

    def _variable(
        self, found: re.Match[str], local: Mapping[str, Any], path: Path
    ) -> list[Reading]:
        name = found["name"].strip()
        if found["escaped"]:
            return _text(f"${{{name}}}", path)
        if name in local:
            return self.read(local[name], path)
        return _attribute(name, path) if "." in name else self._ref(name, path)

    def _join(self, argument: Any, path: Path) -> list[Reading]:
        if not isinstance(argument, list) or len(argument) != 2 or intrinsic(argument[1]):  # noqa: PLR2004 - delimiter, values
            return [Reading((Hole(),), path, path)]
        delimiter, values = argument
        if not isinstance(values, list):
            return [Reading((Hole(),), path, path)]
        parts: list[list[Reading]] = []
        for value in values:
            parts += [_text(str(delimiter), path)] if parts else []
            parts.append(self.read(value, path))
        return _together(parts, path)

    def _if(self, argument: Any, path: Path) -> list[Reading]:
        if not isinstance(argument, list) or len(argument) != 3:  # noqa: PLR2004 - condition, then, else
            return [Reading((Hole(),), path, path)]
        condition, *branches = argument
        return [
            assumed
            for index, branch in enumerate(branches, start=1)
            for reading in self.read(branch, (*path, "Fn::If", index))
            for more in self.when(str(condition), truth=index == 1)
            if (assumed := reading.under(more)) is not None
        ]

    def when(self, condition: str, *, truth: bool) -> list[Assumptions]:
        """Say what a condition's being true (or false) means, in parameters where that is plain."""
        return list(self._meaning(section(self.template, "Conditions").get(condition), truth)) or [
            ((f"condition {condition}", str(truth).lower()),)
        ]

    def _meaning(self, expression: Any, truth: bool) -> Iterator[Assumptions]:  # noqa: FBT001 - recursion on Fn::Not
        name = intrinsic(expression)
        if name == "Condition":
            yield from self.when(str(expression[name]), truth=truth)
        elif name in ("Fn::Not", "Fn::Equals") and not isinstance(expression[name], list):
            return
        elif name == "Fn::Not" and expression[name]:
            yield from self._meaning(expression[name][0], not truth)
        elif name == "Fn::Equals" and expression[name]:
            for parameter, wanted in pairwise([*expression[name], expression[name][0]]):
                if intrinsic(parameter) == "Ref" and isinstance(wanted, str):
                    for reading in self._ref(str(parameter["Ref"]), ()):
                        if reading.assumed and (reading.assumed[0][1] == wanted) is truth:
                            yield reading.assumed

    def _find_in_map(self, argument: Any, path: Path) -> list[Reading]:
        if not isinstance(argument, list) or len(argument) < 3:  # noqa: PLR2004 - map and two keys
            return [Reading((Hole(),), path, path)]
        mappings = section(self.template, "Mappings")
        found = [
            Reading(reading.pieces, path, (*origin, *reading.path), assumed)
            for origin, assumed, value in self._descend(mappings, argument[:3], path)
            for reading in self.read(value, ())
        ]
        return found or [Reading((Hole(),), path, path)]

    def _descend(
        self, mappings: Mapping[str, Any], keys: Sequence[Any], path: Path
    ) -> Iterator[tuple[Path, Assumptions, Any]]:
        """Yield each entry that the keys may lead to, with its place and what that assumes."""
        places: list[tuple[Path, Assumptions, Any]] = [(("Mappings",), (), mappings)]
        for key in keys:
            places = [
                ((*place, step), both, node[step])
                for place, assumed, node in places
                if isinstance(node, Mapping)
                for step, more in self._keys(key, node, path)
                if step in node and (both := merge(assumed, more)) is not None
            ]
        yield from places

    def _keys(
        self, key: Any, node: Mapping[str, Any], path: Path
    ) -> Iterator[tuple[str, Assumptions]]:
        for reading in self.read(key, path):
            if reading.literal is not None:
                yield reading.literal, reading.assumed
            elif (hole := reading.only_hole) is not None:
                for step in node:
                    yield step, ((hole.name or "?", step),) if hole.name else ()

    def _select(self, argument: Any, path: Path) -> list[Reading]:
        unknown = [Reading((Hole(),), path, path)]
        if not isinstance(argument, list) or len(argument) != 2 or not str(argument[0]).isdigit():  # noqa: PLR2004 - index, values
            return unknown
        index, values = int(argument[0]), argument[1]
        if intrinsic(values) == "Fn::Split":
            return self._split(values["Fn::Split"], index, path) or unknown
        if isinstance(values, list) and index < len(values):
            return self.read(values[index], path)
        return unknown

    def _split(self, argument: Any, index: int, path: Path) -> list[Reading]:
        if not isinstance(argument, list) or len(argument) != 2 or not argument[0]:  # noqa: PLR2004 - delimiter, text
            return []
        found = []
        for reading in self.read(argument[1], path):
            words = (reading.literal or "").split(str(argument[0]))
            known = reading.literal is not None and index < len(words)
            pieces: tuple[Piece, ...] = compact((words[index],)) if known else (Hole(),)
            found.append(Reading(pieces, path, reading.origin, reading.assumed))
        return found


def _text(text: str, path: Path) -> list[Reading]:
    return [Reading(compact((text,)), path, path)]


def _attribute(argument: Any, path: Path) -> list[Reading]:
    listed = argument if isinstance(argument, list) else []
    words = argument.split(".", 1) if isinstance(argument, str) else listed
    plain = len(words) > 1 and all(isinstance(word, str) for word in words)
    hole = Hole(words[0], ".".join(words[1:])) if plain else Hole()
    return [Reading((hole,), path, path)]


def _together(parts: Sequence[Sequence[Reading]], path: Path) -> list[Reading]:
    """Concatenate, in every combination that does not contradict itself."""
    start = Reading((), path, path)
    if math.prod(len(part) for part in parts) > _MOST:
        return [found for choice in _each_once(parts) if (found := _joined(start, choice))]
    done = [start]
    for part in parts:
        done = [both for left in done for right in part if (both := _joined(left, [right]))]
    return done


def _each_once(parts: Sequence[Sequence[Reading]]) -> Iterator[list[Reading]]:
    """Yield choices in which every option of every part is chosen at least once."""
    for varied, part in enumerate(parts):
        for option in part:
            assumed: Assumptions | None = option.assumed
            choice: list[Reading] = []
            for index, other in enumerate(parts):
                fitting = [option] if index == varied else other
                for reading in fitting:
                    if merge(assumed or (), reading.assumed) is not None:
                        assumed = merge(assumed or (), reading.assumed)
                        choice.append(reading)
                        break
            if len(choice) == len(parts):
                yield choice


def _joined(left: Reading, rights: Sequence[Reading]) -> Reading | None:
    for right in rights:
        assumed = merge(left.assumed, right.assumed)
        if assumed is None:
            return None
        origin = right.origin if right.origin != right.path else left.origin
        left = Reading(compact(left.pieces + right.pieces), left.path, origin, assumed)
    return left
