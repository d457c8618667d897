"""The verbs that operate a stack: arguments in, tables and JSON out.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 declined.
"""

from __future__ import annotations

import json
import textwrap
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from generator.deploy.ending import end, ending
from generator.deploy.options import HELP, aws_options, client, option, screen
from generator.exits import Exit

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.operations import Stack
    from generator.deploy.rebaselining import Rebaseline
    from generator.deploy.screen import Screen


SHOWN = 5  # values of a feature


def _reach(stack_name: str, **where: str | None) -> tuple[AwsClient, Stack]:
    from generator.deploy import operations  # noqa: PLC0415 - boto3 is slow to import

    aws = client(**where)
    return aws, operations.look_up(aws, stack_name)


@click.command("run-now", context_settings=HELP)
@click.option("--due", is_flag=True, help="Make up for closed windows that have no report.")
@aws_options
def run_now(*, due: bool, stack_name: str, machine: bool, **where: str | None) -> None:
    """Analyze at once, without waiting for the clock.

    The window that is open is analyzed as far as it has come; the run at its hour replaces that
    report. Metrics, alarms and e-mails follow within ten minutes.

    \b
    Examples:
      monitor-stack run-now                      the hour (or day) that is under way
      monitor-stack run-now --due                what a failure has left out
      monitor-stack run-now --json | jq -r 'select(.type == "run").status'

    \b
    Exit codes:
      0  analyzed, or nothing to do
      1  an error, or a window that could not be analyzed
      2  wrong usage
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy import operations  # noqa: PLC0415 - as above

    out = screen(machine=machine)
    aws, stack = _reach(stack_name, **where)
    with out.waiting("the analyzer reads the window"):
        runs = operations.run_now(aws, stack, due=due)
    for run in runs:
        figures = ", ".join(f"{name} {value:g}" for name, value in run["figures"].items())
        words = f"{run['status']}: {figures}{run['reason'] and ': ' + run['reason']}"
        out.tell("run", f"{words}\n  {run['report']}/", **run)
    failed = any(run["status"] == "failed" for run in runs)
    code = Exit.FAILED if failed else Exit.DONE
    out.result(code, "" if runs else "nothing is due", runs=len(runs))
    raise click.exceptions.Exit(int(code))


@click.command(context_settings=HELP)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and leave it.")
@aws_options
def rebaseline(
    *, yes: bool, dry_run: bool, stack_name: str, machine: bool, **where: str | None
) -> None:
    """Make a new baseline of the stack's datasets, and show what changes before it takes its place.

    For data that changed under the same address. The old baseline stays as a version in the bucket.
    What was edited in its constraints.json, the new one keeps, and each edit is shown.

    \b
    Examples:
      monitor-stack rebaseline --dry-run
      monitor-stack rebaseline --yes --json

    \b
    Exit codes:
      0    in place, or shown with --dry-run
      1    an error; the old baseline is in place, or the error says which files are new
      2    wrong usage
      3    you said no
      130  interrupted; the old baseline is in place
    """  # noqa: D301
    from generator.deploy import rebaselining  # noqa: PLC0415 - as above

    out = screen(machine=machine)
    if not yes and not dry_run and not out.asks:
        raise click.UsageError("nobody is there to answer: say --yes or --dry-run")
    with ending(out, f"monitor-stack rebaseline{option(stack_name)}"):
        aws, stack = _reach(stack_name, **where)
        with ExitStack() as until_the_end:
            with out.waiting("the analyzer reads the datasets"):
                made = until_the_end.enter_context(rebaselining.prepared(aws, stack))
            _show(out, made)
            place = not dry_run and (yes or click.confirm("Put it in place?"))
            if place:
                rebaselining.put_in_place(aws, stack, made)
        code = Exit.DONE if place or dry_run else Exit.CHANGES
        end(out, code, "in place" if place else "left as it was", inPlace=place)


def _cells(change: dict[str, Any]) -> list[str]:
    """Say how a feature's cells have changed: how many are there, and which values."""
    before, after = change.get("completeness") or (None, None)
    said = [f"complete {before:.1%} -> {after:.1%}"] if None not in (before, after) else []
    values = [
        f"{word} {', '.join(change[word][:SHOWN])}{' …' if len(change[word]) > SHOWN else ''}"
        for word in ("new", "gone")
        if change.get(word)
    ]
    return (said if before != after else []) + values


def _value(value: Any) -> str:
    """Write a value of the constraints, shortened."""
    return "nothing" if value is None else textwrap.shorten(json.dumps(value), 60)


def _show(out: Screen, made: Rebaseline) -> None:
    for problem in made.problems:
        out.tell("problem", problem, style="yellow", problem=problem)
    for monitor, rows in made.rows.items():
        out.tell("baseline", f"{monitor}: {rows:,} rows", monitor=monitor, rows=rows)
    for change in made.changes:
        distances = [
            f"{label} {change[key]:.3f}"
            for label, key in (("exact", "exact"), ("Model Monitor", "modelMonitor"))
            if change.get(key) is not None
        ]
        parts = [f"{change['before']} -> {change['after']}", *distances, *_cells(change)]
        words = f"  {change['monitor']} {change['name']}: {', '.join(parts)}"
        out.tell("change", words, **change)
    for edit in made.edits:
        what = f"{edit['monitor']} {edit['path']}"
        values = " instead of ".join(_value(edit[key]) for key in ("edited", "suggested"))
        word = "kept, as edited" if edit["kept"] else "edited, and lost with its column"
        out.tell("edit", f"  {what}: {values}: {word}", **edit)
    if not made.changes:
        out.tell("unchanged", "nothing changes")
