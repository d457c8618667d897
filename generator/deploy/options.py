"""The options that every verb has which calls AWS."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import click

from generator.shared import shared

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.awsclient import AwsClient
    from generator.deploy.screen import Screen

STACK = "sagemaker-model-monitor"
# [CloudFormation API reference, CreateStack: StackName; CreateChangeSet takes an ARN, too]
_NAME = re.compile(r"[A-Za-z][-A-Za-z0-9]{0,127}|arn:[-a-z]+:cloudformation:[-A-Za-z0-9:/]+")
WHERE = ("region", "profile", "endpoint_url")
"""The options that say where AWS is, as click hands them over."""
HELP = {"help_option_names": ["-h", "--help"]}


def option(stack: str) -> str:
    """Give the options that a command to copy needs: the stack's name, and where its AWS is.

    ``""`` for the default name and an AWS that is found by profile or environment.
    """
    context = click.get_current_context(silent=True)
    given = context.params if context else {}
    named = {"stack_name": "" if stack == STACK else stack}
    wanted = named | {key: given.get(key) for key in WHERE}
    return "".join(
        f" --{key.replace('_', '-')} {shlex.quote(value)}" for key, value in wanted.items() if value
    )


def _named(_: click.Context, __: click.Parameter, value: str) -> str:
    """Refuse, before any call, what CloudFormation would refuse as a stack's name, or its ARN."""
    if not _NAME.fullmatch(value):
        raise click.BadParameter(
            f"{value!r} is no stack's name: a letter, then letters, digits and hyphens, at most 128"
            " together; or the stack's ARN"
        )
    return value


def _url(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse an address that names no protocol, or no host."""
    if value is not None and not re.match(r"https?://[^/]", value):
        raise click.BadParameter(f"{value!r} is no address, as http://localhost:4566")
    return value


def endpoint_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``endpoint_url``."""
    words = "Another AWS, such as a rehearsed one."
    return click.option("--endpoint-url", metavar="URL", callback=_url, help=words)(command)


def aws_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``stack_name``, ``machine``, and where AWS is: ``region``, ``profile``, ``endpoint_url``.

    The last three go to :func:`client` as they are.
    """
    options = (
        click.option(
            "--stack-name", default=STACK, show_default=True, callback=_named, help="The stack."
        ),
        click.option("--region", help="By default that of your profile or environment."),
        click.option(
            "--profile",
            help="Credentials from your AWS configuration, also of a role in another account.",
        ),
        endpoint_option,
        click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines."),
    )
    for decorate in reversed(options):
        command = decorate(command)
    return command


def screen(*, machine: bool) -> Screen:
    """Give what the verb speaks through."""
    from generator.deploy.screen import Screen  # noqa: PLC0415 - rich is slow to import

    out = shared().screen = Screen(machine=machine)
    return out


def client(region: str | None, profile: str | None, endpoint_url: str | None) -> AwsClient:
    """Give the client that the options ask for."""
    from generator.deploy.awsclient import AwsClient  # noqa: PLC0415 - boto3 is slow to import

    return AwsClient(region, profile, endpoint_url, shared().say)
