"""What was found as SARIF 2.1.0, which code scanning services read.

Our rules stand in the driver, those of the others in an extension each, since two checkers may have
chosen the same id. A finding that several checkers have names them in `properties.seenBy`.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from generator.check.knowing import Rule, rules
from generator.checks_finding import CHECKERS, Level
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from generator.check.checking import Checked
    from generator.check.merging import Matter
    from generator.check.reading import UncheckableError

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Level, str] = {"error": "error", "warning": "warning", "info": "note"}


class _Components:
    """The rules that results refer to, each in its checker's component."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, Rule]] = {checker: {} for checker in CHECKERS}

    def reference(self, matter: Matter) -> dict[str, Any]:
        """Refer to the rule of a matter's best finding; it is described once."""
        checker, identifier = matter.first.checker, matter.first.rule
        known = rules(checker).get(identifier) or _nameless(matter)
        there = self._rules[checker]
        there.setdefault(identifier, known)
        reference: dict[str, Any] = {"id": identifier, "index": [*there].index(identifier)}
        component = CHECKERS.index(checker)
        return (
            reference
            if component == 0
            else {**reference, "toolComponent": {"index": component - 1}}
        )

    def tool(self) -> dict[str, Any]:
        """Describe the tool with every rule that was referred to."""
        driver, *extensions = (
            {"name": name, "rules": [_descriptor(each) for each in found.values()]}
            for name, found in self._rules.items()
        )
        driver |= {"name": "monitor-stack", "semanticVersion": __version__}
        return {"driver": driver, "extensions": extensions}


def log(
    checked: Sequence[Checked], unchecked: Sequence[UncheckableError], *, code: int
) -> dict[str, Any]:
    """Give the log of one run."""
    components = _Components()
    results = [
        _result(each.name, matter, components) for each in checked for matter in each.matters
    ]
    run = {
        "tool": components.tool(),
        "invocations": [_invocation(checked, unchecked, code)],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(
    checked: Iterable[Checked], unchecked: Sequence[UncheckableError], code: int
) -> dict[str, Any]:
    told = [("error", str(each)) for each in unchecked]
    told += [("note", f"{each.name}: {note}") for each in checked for note in each.notes]
    return {
        "executionSuccessful": not unchecked,
        "exitCode": code,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": words}} for level, words in told
        ],
    }


def _result(name: str, matter: Matter, components: _Components) -> dict[str, Any]:
    reference = components.reference(matter)
    physical = {
        "artifactLocation": {"uri": _uri(name)},
        "region": {"startLine": max(1, matter.first.line)},
    }
    location: dict[str, Any] = {"physicalLocation": physical}
    if matter.first.path:
        location["logicalLocations"] = [{"fullyQualifiedName": matter.first.path}]
    return {
        "ruleId": reference["id"],
        "ruleIndex": reference["index"],
        "rule": reference,
        "level": _LEVELS[matter.level],
        "message": {"text": matter.first.message},
        "locations": [location],
        "properties": {"seenBy": [f"{each.checker} {each.rule}" for each in matter.findings]},
    }


def _uri(name: str) -> str:
    """Give a file's URI, relative as the file was named: services look below the checkout."""
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _nameless(matter: Matter) -> Rule:
    """Describe what a checker says under an id that it does not list."""
    first = matter.first
    return Rule(first.rule, first.checker, first.level, first.rule, "", first.source)


def _descriptor(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.description or rule.title},
        "help": {"text": rule.description or rule.title},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {"tags": ["cloudformation", rule.checker]},
    }
    return {**described, "helpUri": rule.source} if rule.source else described
