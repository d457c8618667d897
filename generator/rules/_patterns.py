"""The language of event patterns, as EventBridge's open matcher reads it.

Source: EventBridge's page of comparison operators, and the compiler of aws/event-ruler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeAlias

from generator.rules._comparisons import comparison_objection
from generator.rules._pieces import Hole, Path

Objection: TypeAlias = tuple[Path, str]

_TEXTS = frozenset(["source", "detail-type", "account", "region", "resources", "time", "id"])
_FIELDS = _TEXTS | {"version", "detail", "replay-name", "$or"}
_OR = "$or"
REFUSED = "EventBridge refuses the pattern, and the stack fails"
NEVER = "no event ever matches"


def objections(pattern: Any, texts: Collection[str]) -> Iterator[Objection]:
    """Yield what is wrong in a pattern (see `_plain`): the place below it, and the words.

    `texts` names the parameters whose value is one text, not a list.
    """
    if isinstance(pattern, Hole):
        return
    if not isinstance(pattern, Mapping):
        yield (), f"a pattern is an object of fields: {REFUSED}. Write {{source: [...]}}"
        return
    yield from _shape(pattern, (), texts)
    yield from _envelope(pattern, ())


def _envelope(pattern: Mapping[str, Any], path: Path) -> Iterator[Objection]:
    """Hold the top of a pattern to the fields that events have."""
    for key, value in pattern.items():
        here = (*path, key)
        if key == _OR and isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, Mapping):
                    yield from _envelope(each, (*here, index))
        elif key not in _FIELDS:
            yield here, _misspelt(key)
        elif key == "detail" and isinstance(value, list):
            yield here, f"'detail' is an object in every event: {NEVER}. Name fields below it"
        elif key in _TEXTS and isinstance(value, Mapping):
            yield here, f"'{key}' is no object in any event: {NEVER}. Write a list of texts"


def _misspelt(key: str) -> str:
    plain = key.lower().replace("_", "").replace("-", "")
    meant = next((field for field in _FIELDS if field.replace("-", "") == plain), "")
    mend = f"Write '{meant}'" if meant else "Fields of the event's own stand below 'detail'"
    return f"no event has a field '{key}' at its top: {NEVER}. {mend}"


def _shape(node: Mapping[str, Any], path: Path, texts: Collection[str]) -> Iterator[Objection]:
    if not node:
        yield path, f"an empty object matches nothing: {REFUSED}. Name at least one field"
    for key, value in node.items():
        here = (*path, key)
        if key == _OR and _alternatives(value):
            for index, each in enumerate(value):
                yield from _shape(each, (*here, index), texts)
        elif isinstance(value, Mapping):
            yield from _shape(value, here, texts)
        elif isinstance(value, list):
            yield from _values(value, here)
        elif not isinstance(value, Hole) or _is_text(value, texts):
            yield here, f"'{key}' must be a list: {REFUSED}. Write [{value}]"


def _alternatives(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _is_text(hole: Hole, texts: Collection[str]) -> bool:
    return hole.name.startswith("AWS::") or (hole.name in texts and not hole.attribute)


def _values(values: list[Any], path: Path) -> Iterator[Objection]:
    if not values:
        yield path, f"an empty list matches nothing: {REFUSED}. Name at least one value"
    for index, each in enumerate(values):
        here = (*path, index)
        if isinstance(each, list):
            yield here, f"a list in a list is no value: {REFUSED}. Put its items into the outer one"
        elif isinstance(each, Mapping):
            words = comparison_objection(each)
            if words:
                yield here, f"{words}: {REFUSED}"
