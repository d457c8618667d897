"""The comparisons of event patterns: each operator, and what it compares with.

Source: EventBridge's page of comparison operators, and the compiler of aws/event-ruler.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator.rules._pieces import Hole

_SIGNS = ("=", "<", "<=", ">", ">=")


def comparison_objection(test: Mapping[str, Any]) -> str:
    """Say what is wrong with a comparison such as {prefix: a}; '' where nothing is."""
    if len(test) != 1:
        return f"a comparison has one operator, and this has {len(test)} ({', '.join(test)})"
    [(operator, value)] = test.items()
    if operator not in _OPERATORS:
        known = ", ".join(_OPERATORS)
        return f"'{operator}' is no operator (there are {known}; fields are not written in a list)"
    wanted, fits = _OPERATORS[operator]
    if isinstance(value, Hole) or fits(value):
        return ""
    return f"'{operator}' wants {wanted}"


def _text(value: Any) -> bool:
    return isinstance(value, (str, Hole))


def _affix(value: Any) -> bool:
    folded = isinstance(value, Mapping) and list(value) == ["equals-ignore-case"]
    return _text(value) or (folded and _text(value["equals-ignore-case"]))


def _numeric(value: Any) -> bool:
    if not isinstance(value, list) or len(value) not in (2, 4):
        return any(isinstance(each, Hole) for each in value) if isinstance(value, list) else False
    return all(
        isinstance(each, Hole)
        or (each in _SIGNS if index % 2 == 0 else isinstance(each, (int, float)))
        for index, each in enumerate(value)
    )


def _anything_but(value: Any) -> bool:
    if isinstance(value, Mapping):
        return len(value) == 1 and next(iter(value)) in _BUT
    items = value if isinstance(value, list) else [value]
    return bool(items) and not any(
        isinstance(each, (bool, Mapping, list)) or each is None for each in items
    )


_BUT = ("prefix", "suffix", "equals-ignore-case", "wildcard")
_OPERATORS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "prefix": ("a text, or {equals-ignore-case: a text}", _affix),
    "suffix": ("a text, or {equals-ignore-case: a text}", _affix),
    "equals-ignore-case": ("a text", _text),
    "wildcard": ("a text", _text),
    "anything-but": (
        "texts, or numbers, or one of {prefix, suffix, equals-ignore-case, wildcard}",
        _anything_but,
    ),
    "numeric": ("a list such as ['>', 0, '<=', 5]", _numeric),
    "exists": ("true or false", lambda value: str(value).lower() in ("true", "false")),
    "cidr": ("a block such as 10.0.0.0/24", _text),
    "exactly": ("a text", _text),
}
