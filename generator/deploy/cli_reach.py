"""How a verb gets to the stack that it is about, of either edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.deploy.options import client

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.watching import Watching


def reach(stack_name: str, **where: str | None) -> tuple[AwsClient, Watching]:
    """Give the client that the options ask for, and the stack."""
    from generator.deploy.watching import look_at  # noqa: PLC0415 - boto3 is slow to import

    aws = client(**where)
    return aws, look_at(aws, stack_name)
