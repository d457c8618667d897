"""A stack on the embedded AWS that is gone after the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import TEMPLATE, Deployed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rehearsal import EmbeddedAws


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
