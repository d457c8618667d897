"""From properties to the values of the template's parameters."""

from __future__ import annotations

import json
import math
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import jsii
from aws_cdk import IResolvable, Token

from model_monitoring.interface import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import IResolveContext

    from model_monitoring.interface import ModelMonitoringProps, Parameter

_GIVEN = "given"
"""What a condition sees of a value that only the deployment knows: that there is one."""


@jsii.implements(IResolvable)
class _Deployed:
    """A value that only the deployment knows, such as the ARN of another construct's key.

    Conditions and rules of a template must not refer to resources. Ours ask of such a parameter
    only whether it is empty, and it is not.
    """

    def __init__(self, value: str | list[str]) -> None:
        self._value = value

    @property
    def creation_stack(self) -> list[str]:
        """No trace is kept."""
        return []

    @property
    def type_hint(self) -> None:
        """The CDK asks for it; there is none."""
        return

    def resolve(self, context: IResolveContext) -> object:
        """Give what belongs to the place that is being written."""
        path = context.document_path
        # The CDK resolves a rule's assertions apart, where the path does not begin at the template.
        asked = path[:1] == ["Conditions"] or "Assert" in path
        if not asked:
            return self._value
        return [_GIVEN] if isinstance(self._value, list) else _GIVEN

    def to_string(self) -> str:
        """Give a text that stands for it."""
        return Token.as_string(self)

    def to_json(self) -> str:
        """Give the text that JSON has in its place."""
        return "<deployed>"


def values(where: str, props: ModelMonitoringProps) -> dict[str, str | list[str]]:
    """Give the values of the parameters that are set: name -> value as the template takes it.

    Raises:
        ValueError: with everything that is wrong with them.

    """
    given: dict[str, str | list[str]] = {}
    faults = []
    for property_ in fields(props):
        value, parameter = getattr(props, property_.name), PARAMETERS[property_.name]
        if value is None:
            continue
        if said := _fault(parameter, value):
            faults.append(f"  {property_.name} {json.dumps(value, default=repr)}: {said}")
        else:
            given[parameter.name] = _written(value)
    if faults:
        raise ValueError("\n".join([f"{where} cannot be made:", *sorted(faults)]))
    return given


def _fault(parameter: Parameter, value: object) -> str | None:
    """Say in words what is wrong with a value, if anything."""
    if _is_deployed(value):
        return _deployed_fault(parameter)
    match parameter.kind:
        case "flag":
            return None if isinstance(value, bool) else "must be True or False"
        case "list":
            return _list_fault(parameter, value)
        case "text":
            return _text_fault(parameter, value) if isinstance(value, str) else "must be a text"
        case _:
            return _number_fault(parameter, value)


def _is_deployed(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(Token.is_unresolved, value))
    return not isinstance(value, bool) and Token.is_unresolved(value)


def _deployed_fault(parameter: Parameter) -> str | None:
    compared = parameter.allowed or parameter.compared
    if parameter.kind in ("text", "list") and not compared:
        return None
    return (
        f"must be known in the app; or leave it out, and give it by --parameters {parameter.name}=…"
    )


def _list_fault(parameter: Parameter, value: object) -> str | None:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return "must be a list of texts"
    bad = any("," in each or _text_fault(parameter, each) for each in value)
    return f"each must be as in {parameter.said or 'a,b'}" if bad else None


def _text_fault(parameter: Parameter, value: str) -> str | None:
    if parameter.allowed and value not in parameter.allowed:
        return f"must be {_either(parameter.allowed)}"
    if parameter.pattern and not re.fullmatch(parameter.pattern, value):
        return f"must be {parameter.said}"
    if parameter.maximum is not None and len(value) > parameter.maximum:
        return f"must have at most {parameter.maximum} characters"
    return None


def _number_fault(parameter: Parameter, value: object) -> str | None:
    low, high = parameter.minimum, parameter.maximum
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return "must be a number"
    if parameter.kind == "integer" and not isinstance(value, int):
        return "must be a whole number"
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    return f"must be at least {low}" if high is None else f"must be from {low} to {high}"


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _written(value: Any) -> str | list[str]:
    """Write a value as the template takes it: all parameters are texts, or lists of texts."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, list | tuple):
        return Token.as_string(_Deployed(value)) if Token.is_unresolved(value) else str(value)
    if Token.is_unresolved(value):
        return Token.as_list(_Deployed(list(value)))
    return [
        Token.as_string(_Deployed(each)) if Token.is_unresolved(each) else each for each in value
    ]
