"""E9141: a state machine that goes nowhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._plain import json_of, plain
from generator.rules._states import objections
from generator.rules._walk import at, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_TYPES = ("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine")
_MOST = 8
"""Readings of one definition that are looked at: they differ in values, hardly in their states."""


class StateMachineGoesNowhere(Check):
    """Follows each transition of each state machine, in its branches and maps too."""

    id = "E9141"
    shortdesc = "A state machine that goes nowhere"
    description = (
        "StartAt, Next, Default and Catch must lead to states that there are; every state must be "
        "reachable and lead on or end; and some state must end the machine"
    )
    source_url = (
        "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html"
    )
    tags: ClassVar[list[str]] = ["resources", "stepfunctions"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield what Step Functions refuses in a definition's transitions."""
        for name, _, given in resources(reader.template, *_TYPES):
            for path, machine in _machines(reader, given, root(name)):
                for below, words in objections(machine):
                    exact = (*path, *below)
                    found = at(reader.template, exact) is not None
                    inside = "" if found else f"at {'/'.join(map(str, below))}: " if below else ""
                    yield Problem(exact if found else path, inside + words)


def _machines(reader: Reader, given: Any, path: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(given.get("Definition"), dict):
        here = (*path, "Definition")
        yield here, plain(reader, given["Definition"], here)
    here = (*path, "DefinitionString")
    seen = {str(each): each for each in reader.read(given.get("DefinitionString"), here)}
    for reading in list(seen.values())[:_MOST]:
        if reading.only_hole is None:
            machine, complaint = json_of(reading)
            yield here, complaint or machine
