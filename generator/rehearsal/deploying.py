"""Making and deleting a stack, its events as they come: where the deploy helper plugs in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rehearsal.embedded import EmbeddedAws

Json = dict[str, Any]
_LOOK = 0.1  # seconds


def create(
    aws: EmbeddedAws, stack: str, template: str, parameters: Mapping[str, str]
) -> Iterator[Json]:
    """Make a stack, and yield its events until it is up, or is not."""
    made = aws.client("cloudformation").create_stack(
        StackName=stack,
        TemplateBody=template,
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()
        ],
    )
    yield from _events(aws, made["StackId"], set())


def delete(aws: EmbeddedAws, stack: str) -> Iterator[Json]:
    """Delete a stack, and yield its events until it is gone, or is not."""
    found = describe(aws, stack)["StackId"]
    known = {one["EventId"] for one in _listed(aws, found)}
    aws.client("cloudformation").delete_stack(StackName=found)
    yield from _events(aws, found, known)


def describe(aws: EmbeddedAws, stack: str) -> Json:
    """Describe a stack."""
    found: Json = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return found


def _events(aws: EmbeddedAws, stack: str, known: set[str]) -> Iterator[Json]:
    """Yield events that are not ``known`` yet, until the stack is no more in progress."""
    over = False
    while not over:
        time.sleep(_LOOK)
        over = not describe(aws, stack)["StackStatus"].endswith("IN_PROGRESS")
        for event in _listed(aws, stack):
            if event["EventId"] not in known:
                known.add(event["EventId"])
                yield event


def _listed(aws: EmbeddedAws, stack: str) -> list[Json]:
    """List a stack's events, the oldest first."""
    pages = aws.client("cloudformation").get_paginator("describe_stack_events")
    found = [one for page in pages.paginate(StackName=stack) for one in page["StackEvents"]]
    return found[::-1]
