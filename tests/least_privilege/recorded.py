"""What each role of a stack called in which step, and which of its calls an element allows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ministack.core import iam_evaluator

from generator.rehearsal.steps import STACK

from .elements import without
from .loop import play

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.rehearsal import EmbeddedAws
    from generator.rehearsal.rehearsal import Rehearsal

    from .elements import Element
    from .scenarios import Scenario

Json = dict[str, Any]
NO_VALUE = {"Ref": "AWS::NoValue"}


class ControlError(Exception):
    """A rehearsal breaks though nothing was taken away: nothing can be learnt from it."""


@dataclass
class Recorded:
    """A scenario as it goes when nothing is taken away.

    Attributes:
        holds: the template's conditions that hold.
        calls: by step, what roles were allowed.
        roles: a role's name -> its logical id.
        values: what an intrinsic function of a policy, as JSON, stands for.

    """

    holds: frozenset[str]
    calls: dict[str, list[Json]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def steps(self, content: Json, element: Element) -> list[str]:
        """Name the steps in which a call would be refused without an element."""
        full, less = self._stated(content), self._stated(without(content, element))
        return [
            step
            for step, calls in self.calls.items()
            if any(self._lacks(call, full, less, early=step == "Deploy") for call in calls)
        ]

    def _stated(self, content: Json) -> dict[str, list[Any]]:
        """Give each role's policies as they are judged; its own, which is there first, first."""
        return {
            role: [
                iam_evaluator.parse_policy_document(settled(document, self.holds, self.values))
                for document in documents(content, role).values()
            ]
            for role in self.roles.values()
        }

    def _lacks(
        self, call: Json, full: dict[str, list[Any]], less: dict[str, list[Any]], *, early: bool
    ) -> bool:
        """Tell whether a call is refused that was allowed.

        ``early``: while the stack comes up, some calls are made before all policies are there.
        """
        role = self.roles.get(f"{call['who']}//".split("/")[1], "")
        ends = [None, 1] if early else [None]
        return bool(role) and any(
            _allowed(call, full[role][:end]) and not _allowed(call, less[role][:end])
            for end in ends
        )


def _allowed(call: Json, stated: list[Any]) -> bool:
    context = iam_evaluator.EvalContext(
        principal_arn=call["who"],
        principal_type="AssumedRole",
        principal_account=call["who"].split(":")[4],
        action=call["action"],
        resource_arn=call["resource"],
        region="us-east-1",
        secure_transport=True,
        service_context=call["context"],
    )
    return bool(iam_evaluator.evaluate(context, stated).decision == "Allow")


def documents(content: Json, role: str) -> dict[str, Json]:
    """Give the policies that a role has by their names: its own, and those attached to it."""
    found = {}
    for title, resource in content["Resources"].items():
        given = resource.get("Properties", {})
        if title == role:
            found |= {one["PolicyName"]: one["PolicyDocument"] for one in given["Policies"]}
        elif {"Ref": role} in given.get("Roles", []):
            found[given["PolicyName"]] = given["PolicyDocument"]
    return found


def settled(value: Any, holds: frozenset[str], values: Mapping[str, Any]) -> Any:
    """Settle a policy's conditions, and put values for intrinsic functions."""
    if isinstance(value, list):
        made = [settled(item, holds, values) for item in value]
        return [item for item in made if item != NO_VALUE]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        condition, yes, no = value["Fn::If"]
        return settled(yes if condition in holds else no, holds, values)
    known = json.dumps(value)
    if known in values:
        return values[known]
    if value == NO_VALUE or next(iter(value), "").startswith(("Fn::", "Ref")):
        return value
    return {name: settled(item, holds, values) for name, item in value.items()}


def record(aws: EmbeddedAws, edition: str, scenario: Scenario, content: Json) -> Recorded:
    """Rehearse a scenario, and note what its roles do.

    Raises:
        ControlError: it breaks.

    """
    found = Recorded(scenario.holds)

    def after(step: str, now: Rehearsal) -> None:
        if not found.roles:
            _look(aws, found, content)
        calls = now.aws.control("decisions")
        found.calls[step] = [call for call in calls if call["allowed"]]

    aws.control("decisions")
    if broken := play(aws, edition, scenario, content, after=after):
        raise ControlError(f"{edition}, {scenario.name}: {broken}")
    return found


def _look(aws: EmbeddedAws, found: Recorded, content: Json) -> None:
    """Find the stack's roles, and what stands in their policies as they are."""
    listed = aws.client("cloudformation").describe_stack_resources(StackName=STACK)
    kinds = {
        one["LogicalResourceId"]: one["PhysicalResourceId"]
        for one in listed["StackResources"]
        if one["ResourceType"] == "AWS::IAM::Role"
    }
    found.roles = {name: title for title, name in kinds.items()}
    iam = aws.client("iam")
    for title, name in kinds.items():
        for policy, document in documents(content, title).items():
            real = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            _pair(settled(document, found.holds, {}), real, found.values)


def _pair(template: Any, real: Any, values: dict[str, Any]) -> None:
    """Note what each intrinsic function of a template became."""
    if isinstance(template, list) and isinstance(real, list):
        for one, other in zip(template, real, strict=True):
            _pair(one, other, values)
    elif isinstance(template, dict) and isinstance(real, dict):
        for name in template.keys() & real.keys():  # a terse edition has no Sids
            _pair(template[name], real[name], values)
    elif isinstance(template, dict):
        values[json.dumps(template)] = real
