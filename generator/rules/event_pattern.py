"""E9138: an event pattern that EventBridge refuses, or that no event ever matches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._patterns import objections
from generator.rules._plain import json_of, plain
from generator.rules._serverless import passed_on
from generator.rules._walk import at, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_NAME = "EventPattern"
_TYPES = ("AWS::Events::Rule", "AWS::Events::Archive")
_OF_SAM = {"EventBridgeRule": "Pattern", "CloudWatchEvent": "Pattern"}


class EventPattern(Check):
    """Checks the shape of event patterns, as objects and as JSON text."""

    id = "E9138"
    shortdesc = "An event pattern of the wrong shape"
    description = (
        "In a pattern every value is a list of texts, numbers or comparisons with known operators, "
        "or an object of such; at its top stand the fields that every event has"
    )
    source_url = (
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html"
    )
    tags: ClassVar[list[str]] = ["resources", "events", "patterns"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield everything in a pattern that is refused or never matches."""
        for path, value in _places(reader):
            for pattern in _patterns(reader, value, path):
                for below, words in objections(pattern, _text_parameters(reader)):
                    exact = (*path, *below)
                    found = at(reader.template, exact) is not None
                    inside = "" if found else f"at {'/'.join(map(str, below))}: " if below else ""
                    yield Problem(exact if found else path, inside + words)


def _places(reader: Reader) -> Iterator[tuple[Place, Any]]:
    for name, _, given in resources(reader.template, *_TYPES):
        yield (*root(name), _NAME), given.get(_NAME)
    yield from passed_on(reader.template, _OF_SAM)


def _patterns(reader: Reader, value: Any, path: Place) -> Iterator[Any]:
    if isinstance(value, dict):
        text = plain(reader, value, path)
        if not isinstance(text, str):
            yield text
            return
    for reading in reader.read(value, path):
        if reading.only_hole is None:
            pattern, complaint = json_of(reading)
            if not complaint:
                yield pattern


def _text_parameters(reader: Reader) -> frozenset[str]:
    """Name the parameters that are a text: `Ref` of another may be a list."""
    parameters = reader.template.get("Parameters")
    return frozenset(
        str(name)
        for name, parameter in (parameters.items() if isinstance(parameters, dict) else ())
        if isinstance(parameter, dict) and parameter.get("Type") == "String"
    )
