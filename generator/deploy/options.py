"""The options that every verb has which calls AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.awsclient import AwsClient
    from generator.deploy.screen import Screen

STACK = "sagemaker-model-monitor"
HELP = {"help_option_names": ["-h", "--help"]}


def option(stack: str) -> str:
    """Give the option that names a stack, as a command to copy needs it; ``""`` for the default."""
    return "" if stack == STACK else f" --stack-name {stack}"


def aws_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``stack_name``, ``machine``, and where AWS is: ``region``, ``profile``, ``endpoint_url``.

    The last three go to :func:`client` as they are.
    """
    options = (
        click.option("--stack-name", default=STACK, show_default=True, help="The stack."),
        click.option("--region", help="By default that of your profile or environment."),
        click.option(
            "--profile",
            help="Credentials from your AWS configuration, also of a role in another account.",
        ),
        click.option("--endpoint-url", metavar="URL", help="Another AWS, such as a rehearsed one."),
        click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines."),
    )
    for decorate in reversed(options):
        command = decorate(command)
    return command


def screen(*, machine: bool) -> Screen:
    """Give what the verb speaks through."""
    from generator.deploy.screen import Screen  # noqa: PLC0415 - rich is slow to import

    return Screen(machine=machine)


def client(region: str | None, profile: str | None, endpoint_url: str | None) -> AwsClient:
    """Give the client that the options ask for."""
    from generator.deploy.awsclient import AwsClient  # noqa: PLC0415 - boto3 is slow to import

    return AwsClient(region, profile, endpoint_url)
