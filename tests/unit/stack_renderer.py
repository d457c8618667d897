"""Reads a template as CloudFormation does: short forms, conditions, rules. For tests alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = Path(__file__).parents[2] / "templates"
NO_VALUE = {"Ref": "AWS::NoValue"}


class _Loader(yaml.SafeLoader):
    """PyYAML's loader with CloudFormation's tags."""


def _function(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if name in ("Ref", "Condition"):
        return {name: value}
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _function)


def load(text: str) -> dict[str, Any]:
    """Give a template's content with every short form written out."""
    return yaml.load(text, _Loader)  # noqa: S506 - a safe loader with more tags


class Stack:
    """A template with values for its parameters."""

    def __init__(self, template: dict[str, Any], **given: str) -> None:
        unknown = set(given) - set(template["Parameters"])
        assert not unknown, f"no such parameters: {unknown}"
        self.template = template
        self.values = {
            name: given.get(name, str(spec.get("Default", "someone@example.com")))
            for name, spec in template["Parameters"].items()
        }

    def value(self, node: Any) -> Any:
        """Evaluate what conditions and rules are made of."""
        if not isinstance(node, dict):
            return node
        ((name, of),) = node.items()
        return getattr(self, "_" + name.removeprefix("Fn::").lower())(of)

    def _ref(self, name: str) -> Any:
        listed = self.template["Parameters"][name]["Type"] == "CommaDelimitedList"
        return self.values[name].split(",") if listed else self.values[name]

    def _condition(self, name: str) -> bool:
        return self.value(self.template["Conditions"][name])

    def _equals(self, of: list[Any]) -> bool:
        one, other = map(self.value, of)
        return bool(one == other)

    def _not(self, of: list[Any]) -> bool:
        return not self.value(of[0])

    def _and(self, of: list[Any]) -> bool:
        return all(map(self.value, of))

    def _or(self, of: list[Any]) -> bool:
        return any(map(self.value, of))

    def _select(self, of: list[Any]) -> Any:
        return self.value(of[1])[int(of[0])]

    def _split(self, of: list[Any]) -> list[str]:
        return self.value(of[1]).split(of[0])

    def _join(self, of: list[Any]) -> str:
        return of[0].join(self.value(of[1]))

    def _eachmemberequals(self, of: list[Any]) -> bool:
        return all(self.value(each) == of[1] for each in self.value(of[0]))

    def refusals(self) -> list[str]:
        """List what the rules say against the values."""
        return [
            each["AssertDescription"]
            for rule in self.template["Rules"].values()
            if self.value(rule.get("RuleCondition", True))
            for each in rule["Assertions"]
            if not self.value(each["Assert"])
        ]

    def rendered(self) -> dict[str, Any]:
        """Give the template without conditions: what is made of it with these values."""
        sections = {
            name: self._without_conditions(self._existing(self.template[name]))
            for name in ("Resources", "Outputs")
        }
        used = {name for _, _, name in references(sections)}
        parameters = {
            name: {**spec, "Default": self.values[name]}
            for name, spec in self.template["Parameters"].items()
            if name in used
        }
        kept = ("AWSTemplateFormatVersion", "Mappings")
        rest = {name: self.template[name] for name in kept if name in self.template}
        return {**rest, "Parameters": parameters, **sections}

    def literal(self) -> dict[str, Any]:
        """Give the template without conditions and parameters: their values stand in it."""
        rendered = self.rendered()
        sections = {name: self._filled(rendered[name]) for name in ("Resources", "Outputs")}
        return {**rendered, "Parameters": {}, **sections}

    def _filled(self, node: Any) -> Any:
        """Put values in for parameters, and work out what is made of values alone."""
        if isinstance(node, list):
            return [self._filled(item) for item in node]
        if not isinstance(node, dict):
            return node
        if list(node) == ["Ref"] and node["Ref"] in self.values:
            return self.value(node)
        if list(node) == ["Fn::Sub"]:
            return self._substituted(node["Fn::Sub"])
        filled = {key: self._filled(value) for key, value in node.items()}
        if list(filled) in ([each] for each in ("Fn::Join", "Fn::Select", "Fn::Split")):
            ((_, of),) = filled.items()
            texts = of[1] if isinstance(of[1], list) else [of[1]]
            if all(isinstance(text, str) for text in texts):
                return self.value(filled)
        return filled

    def _substituted(self, of: Any) -> Any:
        text, own = (of, {}) if isinstance(of, str) else (of[0], self._filled(of[1]))
        given = self.values | {key: each for key, each in own.items() if isinstance(each, str)}
        made = re.sub(r"\$\{(\w+)\}", lambda found: str(given.get(found[1], found[0])), text)
        left = {key: each for key, each in own.items() if not isinstance(each, str)}
        if left:
            return {"Fn::Sub": [made, left]}
        return {"Fn::Sub": made} if "${" in made else made

    def _existing(self, section: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {key: value for key, value in each.items() if key != "Condition"}
            for name, each in section.items()
            if "Condition" not in each or self._condition(each["Condition"])
        }

    def _without_conditions(self, node: Any) -> Any:
        if isinstance(node, list):
            items = [self._without_conditions(item) for item in node]
            return [item for item in items if item != NO_VALUE]
        if not isinstance(node, dict):
            return node
        if list(node) == ["Fn::If"]:
            name, yes, no = node["Fn::If"]
            return self._without_conditions(yes if self._condition(name) else no)
        pairs = {key: self._without_conditions(value) for key, value in node.items()}
        return {key: value for key, value in pairs.items() if value != NO_VALUE}


def walk(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every value below ``node`` with its path, ``node`` itself included."""
    yield path, node
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from walk(value, (*path, key))


def references(node: Any) -> Iterator[tuple[tuple[Any, ...], str, str]]:
    """Yield path, function and target of every reference by name, those in texts included."""
    for path, value in walk(node):
        if not path:
            continue
        if path[-1] == "Ref":
            yield path, "Ref", value
        elif path[-1] == "Fn::GetAtt":
            yield path, "GetAtt", value[0]
        elif path[-1] == "Fn::Sub":
            text, own = (value, {}) if isinstance(value, str) else value
            for name in re.findall(r"\$\{([^!}]+)\}", text):
                if name not in own:
                    yield path, "Sub", name.split(".")[0]


def statements(resources: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield resource, where its policy stands, and statement, conditional ones included."""
    for title, resource in resources.items():
        for path, value in walk(resource["Properties"]):
            if path and path[-1] == "Statement":
                where = ".".join(map(str, path[:-1]))
                for _, each in walk(value):
                    if isinstance(each, dict) and "Effect" in each:
                        yield title, where, each
