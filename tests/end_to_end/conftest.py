"""A stack on the embedded AWS that is gone after the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import KINDS, Deployed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rehearsal import EmbeddedAws


@pytest.fixture
def edition() -> str:
    """Name the edition that a module's tests deploy; a module has its own fixture for another."""
    return "model-monitor"


@pytest.fixture
def stack(aws: EmbeddedAws, edition: str) -> Iterator[Callable[..., Deployed]]:
    """Deploy ``edition`` with the given parameters; gone after the test."""
    emitted, kind = KINDS[edition]

    def deploy(template: str = emitted, **parameters: str) -> Deployed:
        given = {"EmailAddress": "someone@example.com", **parameters}
        return kind(aws, aws.deploy(template, given))

    yield deploy
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    if any(one["StackName"] == "monitor" for one in stacks):
        aws.destroy()
