"""The verbs that operate a stack: arguments in, tables and JSON out.

Exit codes: 0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.awsclient import AwsClient
    from generator.deploy.operations import Rebaseline, Stack

HELP = {"help_option_names": ["-h", "--help"]}


def _of_a_stack(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every verb here has."""
    options = (
        click.option(
            "--stack-name",
            default="sagemaker-model-monitor",
            show_default=True,
            help="The stack, of the edition drift-monitor.",
        ),
        click.option("--region", help="By default that of your profile or environment."),
        click.option("--profile", help="Credentials from your AWS configuration."),
        click.option("--json", "machine", is_flag=True, help="Print JSON, for machines."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _reach(stack_name: str, region: str | None, profile: str | None) -> tuple[AwsClient, Stack]:
    from generator.deploy import awsclient, operations  # noqa: PLC0415 - boto3 is slow to import

    aws = awsclient.AwsClient(region, profile)
    return aws, operations.look_up(aws, stack_name)


@click.command("run-now", context_settings=HELP)
@click.option("--due", is_flag=True, help="Make up for closed windows that have no report.")
@_of_a_stack
def run_now(
    *, due: bool, stack_name: str, region: str | None, profile: str | None, machine: bool
) -> None:
    """Analyze at once, without waiting for the clock.

    The window that is open is analyzed as far as it has come; the run at its hour replaces that
    report. Metrics, alarms and e-mails follow within ten minutes.

    \b
    Examples:
      monitor-stack run-now                      the hour (or day) that is under way
      monitor-stack run-now --due                what a failure has left out
      monitor-stack run-now --json | jq '.[].status'
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy import operations  # noqa: PLC0415 - as above

    aws, stack = _reach(stack_name, region, profile)
    runs = operations.run_now(aws, stack, due=due)
    if machine:
        click.echo(json.dumps(runs, indent=1))
        return
    for run in runs:
        figures = ", ".join(f"{name} {value:g}" for name, value in run["figures"].items())
        click.echo(f"{run['status']}: {figures}{run['reason'] and ': ' + run['reason']}")
        click.echo(f"  {run['report']}/")
    if not runs:
        click.echo("nothing is due")


@click.command(context_settings=HELP)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and leave it.")
@_of_a_stack
def rebaseline(
    *,
    yes: bool,
    dry_run: bool,
    stack_name: str,
    region: str | None,
    profile: str | None,
    machine: bool,
) -> None:
    """Make a new baseline of the stack's datasets, and show what changes before it takes its place.

    For data that changed under the same address. The old baseline stays as a version in the bucket.

    \b
    Examples:
      monitor-stack rebaseline --dry-run
      monitor-stack rebaseline --yes --json
    """  # noqa: D301
    from generator.deploy import operations  # noqa: PLC0415 - as above

    aws, stack = _reach(stack_name, region, profile)
    made = operations.prepare(aws, stack)
    if not machine:
        _show(made)
    elif not yes and not dry_run:
        operations.give_up(aws, stack, made)
        raise click.UsageError("--json asks nothing: say --yes or --dry-run, too")
    place = not dry_run and (yes or click.confirm("Put it in place?"))
    (operations.put_in_place if place else operations.give_up)(aws, stack, made)
    if machine:
        said = {"rows": made.rows, "changes": made.changes, "inPlace": place}
        click.echo(json.dumps(said, indent=1))
    else:
        click.echo("in place" if place else "left as it was")


def _show(made: Rebaseline) -> None:
    for monitor, rows in made.rows.items():
        click.echo(f"{monitor}: {rows:,} rows")
    for change in made.changes:
        distances = [
            f"{label} {change[key]:.3f}"
            for label, key in (("exact", "exact"), ("Model Monitor", "modelMonitor"))
            if change.get(key) is not None
        ]
        parts = [f"{change['before']} -> {change['after']}", *distances]
        click.echo(f"  {change['monitor']} {change['name']}: {', '.join(parts)}")
    if not made.changes:
        click.echo("nothing changes")
