"""Waiting for a stack, longer than a rehearsal does: others may work on this machine, too."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

_PATIENCE = 600.0  # seconds


def settled(aws: EmbeddedAws, stack: str) -> dict[str, Any]:
    """Wait until a stack is no more in progress, and describe it.

    Raises:
        TimeoutError: it did not come to an end; that is no finding.

    """
    cloudformation = aws.client("cloudformation")
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        if not found["StackStatus"].endswith("IN_PROGRESS"):
            return found
        time.sleep(0.1)
    raise TimeoutError(f"{stack} is {found['StackStatus']}")
