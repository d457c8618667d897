"""What a template's parameters shall be: from flags, a file, the environment, the stack before.

A flag wins over a file, a file over the environment, that over the stack's previous value, and that
over the template's default. All that is wrong with them is said at once.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from generator import templates
from generator.deploy.conditions import holds
from generator.errors import WrongValueError
from generator.parameters import SPECS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from generator.deploy.awsclient import Json
    from generator.deploy.template import Deployable
    from generator.parameters import Spec

PREFIX = "MONITOR_STACK_"
"""Of environment variables: ``MONITOR_STACK_EMAIL_ADDRESS`` is ``EmailAddress``."""


class WrongParametersError(WrongValueError):
    """Parameters that cannot be; all of them, sorted."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = sorted(problems)
        count = len(self.problems)
        head = f"{count} parameters are wrong" if count > 1 else "a parameter is wrong"
        super().__init__("\n  ".join([f"{head}; nothing was done:", *self.problems]))


@dataclass(frozen=True)
class Given:
    """Values by name, each with where it is from, in words."""

    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def over(self, other: Given) -> Given:
        """Give both, where this one wins."""
        return Given({**other.values, **self.values}, {**other.sources, **self.sources})


def from_flags(flags: Iterable[str]) -> Given:
    """Read ``NAME=VALUE`` texts.

    Raises:
        WrongParametersError: one is not of that form, or a name comes twice.

    """
    found, wrong = Given(), []
    for flag in flags:
        name, equals, value = flag.partition("=")
        if not equals or not name:
            wrong.append(f"--parameter {flag}: write it as NAME=VALUE")
        elif name in found.values:
            wrong.append(f"--parameter {name}: given twice")
        else:
            found.values[name], found.sources[name] = value, "--parameter"
    if wrong:
        raise WrongParametersError(wrong)
    return found


def from_file(path: Path) -> Given:
    """Read a file: a mapping, as YAML or JSON, or CloudFormation's ``[{ParameterKey, …}]``.

    Raises:
        WrongValueError: it cannot be read, or has another form.

    """
    text = templates.written(path)
    if text is None:
        raise WrongValueError(f"{path} is not there")
    try:
        content = yaml.load(text, Loader=_AsWritten)  # noqa: S506 - a SafeLoader; JSON is YAML, too
    except yaml.YAMLError as error:
        raise WrongValueError(f"{path} is neither YAML nor JSON: {error}") from error
    values = _mapping(content)
    if values is None:
        raise WrongValueError(
            f"{path}: write `EmailAddress: you@example.com`, a name a line, or the AWS CLI's"
            ' [{"ParameterKey": "EmailAddress", "ParameterValue": "you@example.com"}]'
        )
    return Given(values, dict.fromkeys(values, str(path)))


class _AsWritten(yaml.SafeLoader):
    """YAML whose scalars are texts: ``0.10``, ``true`` and ``012`` stay what is written."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - yaml's


def _mapping(content: Any) -> dict[str, str] | None:
    if isinstance(content, dict) and list(content) == ["Parameters"]:
        content = content["Parameters"]  # as `aws cloudformation deploy` and SAM write it
    if content in ("", None):
        return {}
    if isinstance(content, list):
        if not all(isinstance(one, dict) and "ParameterKey" in one for one in content):
            return None
        content = {
            one["ParameterKey"]: one.get("ParameterValue", "")
            for one in content
            if str(one.get("UsePreviousValue", "")).lower() != "true"
        }
    if not isinstance(content, dict):
        return None
    lists = {
        name: ",".join(map(str, value)) if isinstance(value, list) else value
        for name, value in content.items()
    }
    return lists if all(isinstance(value, str) for value in lists.values()) else None


def from_environment(specs: Iterable[Spec], environment: Mapping[str, str]) -> Given:
    """Read ``MONITOR_STACK_…`` of each parameter."""
    names = {variable(spec.name): spec.name for spec in specs}
    found = {key: environment[key] for key in names if key in environment}
    return Given(
        {names[key]: value for key, value in found.items()}, {names[key]: key for key in found}
    )


def variable(name: str) -> str:
    """Give a parameter's environment variable: ``KmsKeyArn`` -> ``MONITOR_STACK_KMS_KEY_ARN``."""
    return PREFIX + re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper()


def wrong_values(template: Deployable, given: Given) -> list[str]:
    """List what is wrong with given values, by themselves."""
    specs = {spec.name: spec for spec in template.specs}
    found = []
    for name, value in given.values.items():
        where = f" (from {given.sources[name]})" if given.sources.get(name) else ""
        problem = _fault(specs[name], value) if name in specs else _unknown(name, specs)
        if problem:
            found.append(f"{name}{where}: {problem}")
    return found


def _unknown(name: str, specs: Iterable[str]) -> str:
    editions = [spec.editions for spec in SPECS if spec.name == name]
    if editions:
        return f"only the edition {editions[0][0]} has it"
    near = difflib.get_close_matches(name, list(specs), 1) or [
        each for each in specs if each.lower() == name.lower()
    ]
    return f"there is no such parameter{f'; is it {near[0]}?' if near else ''}"


def _fault(spec: Spec, value: str) -> str:
    """Say what is wrong with a value; ``""`` if nothing is."""
    if spec.allowed and value not in spec.allowed:
        return f"{value!r} is none of {', '.join(spec.allowed)}"
    if spec.default is None and not value:
        return "it is required"
    return _number_fault(spec, value) if spec.type == "Number" else _text_fault(spec, value)


def _text_fault(spec: Spec, value: str) -> str:
    if spec.maximum is not None and len(value) > spec.maximum:
        return f"{len(value)} characters; at most {spec.maximum:g}"
    if spec.minimum is not None and len(value) < spec.minimum:
        return f"{len(value)} characters; at least {spec.minimum:g}"
    each = value.split(",") if spec.type == "CommaDelimitedList" else [value]
    if spec.pattern and not all(re.fullmatch(spec.pattern, one.strip()) for one in each):
        return f"{value!r} is not {spec.said or f'of the pattern {spec.pattern}'}"
    return ""


def _number_fault(spec: Spec, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return f"{value!r} is no number"
    bounds = []
    if spec.minimum is not None and number < spec.minimum:
        bounds.append(f"at least {spec.minimum:g}")
    if spec.maximum is not None and number > spec.maximum:
        bounds.append(f"at most {spec.maximum:g}")
    return f"{value} is not {bounds[0]}" if bounds else ""


def missing(template: Deployable, known: Mapping[str, str]) -> list[Spec]:
    """List the required parameters that nobody gave."""
    return [spec for spec in template.specs if spec.default is None and not known.get(spec.name)]


def broken_rules(template: Deployable, known: Mapping[str, str]) -> list[str]:
    """List the template's rules that the values, with defaults for the rest, do not keep."""
    values = {spec.name: known.get(spec.name, spec.default or "") for spec in template.specs}
    return [
        said
        for said, (condition, must) in template.rules.items()
        if (condition is None or holds(condition, values)) and not holds(must, values)
    ]


def problems(template: Deployable, given: Given, previous: Mapping[str, str]) -> list[str]:
    """List all that is wrong: values, what is missing, what does not go together."""
    names = {spec.name for spec in template.specs}
    known = {**{k: v for k, v in previous.items() if k in names}, **given.values}
    lacking = [
        f"{spec.name}: it is required; say --parameter {spec.name}=…, or set {variable(spec.name)}"
        for spec in missing(template, known)
        if spec.name not in given.values
    ]
    return [*wrong_values(template, given), *lacking, *broken_rules(template, known)]


def request(template: Deployable, given: Given, previous: Mapping[str, str]) -> list[Json]:
    """Give the parameters as CloudFormation takes them; what nobody gave is left out."""
    asked: list[Json] = []
    for spec in template.specs:
        if spec.name in given.values:
            asked.append({"ParameterKey": spec.name, "ParameterValue": given.values[spec.name]})
        elif spec.name in previous:
            asked.append({"ParameterKey": spec.name, "UsePreviousValue": True})
    return asked
