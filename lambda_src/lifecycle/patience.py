"""Waiting longer than one invocation may last."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

POLL = float(os.environ.get("POLL_SECONDS", "15"))
RETRIES = Config(retries={"mode": "standard", "max_attempts": 8})


class Later(Exception):  # noqa: N818 - not an error: the work goes on in another invocation
    """The invocation's time is nearly up."""


def client(service: str) -> Any:
    """Give a client that tries again when the service is busy."""
    return boto3.client(service, config=RETRIES)


def wait(event: dict[str, Any], context: Any, ready: Callable[[], Any]) -> Any:
    """Ask ``ready`` until it gives something true, and give that.

    Raises:
        Later: less than a minute of this invocation is left.
        TimeoutError: 55 minutes have passed since CloudFormation's request.

    """
    while not (found := ready()):
        if time.time() > event["Until"]:
            raise TimeoutError("not done after 55 minutes")
        if context.get_remaining_time_in_millis() < 60_000:
            raise Later
        time.sleep(POLL)
    return found
