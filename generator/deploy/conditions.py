"""CloudFormation's rule functions, as far as a template's ``Rules`` on parameters use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def holds(rule: Any, values: Mapping[str, str]) -> bool:
    """Tell whether a rule function holds; one that asks what only AWS knows is left to AWS.

    Args:
        rule: such as ``{"Fn::Equals": [{"Ref": "Name"}, ""]}``.
        values: of all parameters, by name.

    """
    try:
        return bool(_value(rule, values))
    except _LeftToAwsError:
        return True


class _LeftToAwsError(Exception):
    """A function that is not known here."""


def _value(rule: Any, values: Mapping[str, str]) -> Any:
    if not isinstance(rule, dict) or len(rule) != 1:
        return rule
    [(function, given)] = rule.items()
    if function == "Ref" and given in values:
        return values[given]
    if function not in _FUNCTIONS:
        raise _LeftToAwsError(function)
    return _FUNCTIONS[function](*(_value(each, values) for each in given))


def _each_member_equals(members: Any, wanted: Any) -> bool:
    """Compare each member of a list, which a parameter gives as a text with commas."""
    return all(member == wanted for member in str(members).split(","))


_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "Fn::And": lambda *given: all(given),
    "Fn::Or": lambda *given: any(given),
    "Fn::Not": lambda given: not given,
    "Fn::Equals": lambda one, other: str(one) == str(other),
    "Fn::Contains": lambda members, one: one in members,
    "Fn::EachMemberEquals": _each_member_equals,
}
