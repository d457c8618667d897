"""The embedded AWS, and a stack on it that is gone after the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import TEMPLATE, Deployed

from generator.rehearsal import EmbeddedAws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as embedded:
        yield embedded


@pytest.fixture
def stack(aws: EmbeddedAws) -> Iterator[Callable[..., Deployed]]:
    """Deploy with the given parameters; gone after the test."""

    def deploy(**parameters: str) -> Deployed:
        given = {"EmailAddress": "someone@example.com", **parameters}
        return Deployed(aws, aws.deploy(TEMPLATE, given))

    yield deploy
    stacks = aws.client("cloudformation").describe_stacks()["Stacks"]
    if any(one["StackName"] == "monitor" for one in stacks):
        aws.destroy()
