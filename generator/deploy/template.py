"""The template that is deployed: its text, its parameters, and what of them goes together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from generator import parameters, templates
from generator.errors import WrongValueError
from generator.parameters import Spec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Deployable:
    """A template with what must be known of it before it is deployed.

    Attributes:
        text: what CloudFormation gets.
        specs: its parameters.
        rules: the words of an assertion -> when it must hold, and its rule function.
        edition: ``""`` for a template that is somebody's own.

    """

    text: str
    specs: tuple[Spec, ...]
    rules: Mapping[str, Any]
    edition: str = ""


def of_edition(edition: str) -> Deployable:
    """Give an edition's emitted template.

    All of the project's rules hold for both editions, though a terse template leaves some to the
    services: here they are said before anything is made.
    """
    from generator.parts.frame import rules  # noqa: PLC0415 - troposphere is slow to import

    written = json.loads(json.dumps(rules(terse=False), default=lambda each: each.to_dict()))
    return Deployable(
        templates.read(edition), parameters.specs(edition), _assertions(written), edition
    )


def of_file(path: Path) -> Deployable:
    """Read a template of the user's own, YAML or JSON.

    Raises:
        WrongValueError: it cannot be read, is no template, or is too large to be sent.

    """
    text = templates.written(path)
    if text is None:
        raise WrongValueError(f"{path} is not there")
    size = len(text.encode())
    if size > templates.TEMPLATE_BODY_BYTES:
        raise WrongValueError(
            f"{path} has {size:,} bytes; CloudFormation takes {templates.TEMPLATE_BODY_BYTES:,}"
        )
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise WrongValueError(f"{path} is no YAML: {error}") from error
    if not isinstance(content, dict) or "Resources" not in content:
        raise WrongValueError(f"{path} is no template: it has no Resources")
    given = content.get("Parameters") or {}
    specs = tuple(_spec(name, about) for name, about in given.items())
    return Deployable(text, specs, _assertions(content.get("Rules") or {}))


def _spec(name: str, about: Mapping[str, Any]) -> Spec:
    def bound(*keys: str) -> float | None:
        return next((float(about[key]) for key in keys if key in about), None)

    default = about.get("Default")
    return Spec(
        name,
        "",
        str(about.get("Description", "")),
        None if default is None else _text(default),
        allowed=tuple(_text(value) for value in about.get("AllowedValues", ())),
        pattern=about.get("AllowedPattern", ""),
        said=about.get("ConstraintDescription", ""),
        minimum=bound("MinValue", "MinLength"),
        maximum=bound("MaxValue", "MaxLength"),
        type=about.get("Type", "String"),
    )


def _text(value: Any) -> str:
    """Give a value as CloudFormation reads it: YAML's true is the text ``true``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _assertions(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {
        one.get("AssertDescription", name): (rule.get("RuleCondition"), one["Assert"])
        for name, rule in rules.items()
        for one in rule["Assertions"]
    }


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)
