"""The command line: ``monitor-stack``. Reads arguments, prints, and gives true exit codes.

0: done, and nothing to complain about. 1: something to mend, said on standard error or listed.
2: wrong usage. 130: interrupted. Verbs that check or wait have more, see ``exits``. Only
``program`` turns an exception into an exit code.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import build as engine, build_report as report, program, templates
from generator.analyze.cli import analyze
from generator.catalog.cli import publish
from generator.catalog.cli_project import publish_project
from generator.check.cli import check
from generator.compare.cli import diff, release
from generator.deploy.cli import rebaseline, run_now
from generator.deploy.cli_alerts import alert_test, mute
from generator.deploy.cli_deploy import deploy, plan
from generator.deploy.cli_destroy import destroy
from generator.deploy.cli_labels import labels
from generator.deploy.cli_look import events, outputs, stack_drift, status
from generator.deploy.cli_report import report as show_report
from generator.deploy.cli_traffic import traffic
from generator.editions import EDITIONS
from generator.rehearse import rehearse
from generator.shared import Shared
from generator.verbs import Verbs
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _debug(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
    if value:
        context.ensure_object(Shared).debug = True


def debug_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--debug`` to a verb."""
    decorate = click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_debug,
        help="Show the traceback of an error.",
    )
    return decorate(command)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor-stack", message="%(prog)s %(version)s")
def cli() -> None:
    """CloudFormation templates for SageMaker model monitoring and drift detection.

    \b
    To begin:
      monitor-stack rehearse       the whole loop, without an account
      monitor-stack deploy         in your account; asks for what it needs
      monitor-stack VERB --help    examples and exit codes of a verb
    """  # noqa: D301 - \b keeps click from filling the lines


cli.add_command(analyze)
cli.add_command(run_now)
cli.add_command(rebaseline)
cli.add_command(publish)
cli.add_command(publish_project)
cli.add_command(check)
cli.add_command(diff)
cli.add_command(release)
for _verb in (plan, deploy, status, events, outputs, stack_drift, destroy):
    cli.add_command(_verb)
cli.add_command(rehearse)
cli.add_command(traffic)
cli.add_command(labels)
cli.add_command(show_report)
cli.add_command(alert_test)
cli.add_command(mute)


@cli.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--only",
    "names",
    multiple=True,
    metavar="EDITION",
    type=click.Choice(list(EDITIONS)),
    help="Build this edition alone; may be given several times.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("templates"),
    show_default=True,
    help="Folder of the templates.",
)
@click.option("--check", is_flag=True, help="Write nothing; show a diff of what is stale.")
@click.option("--emit-only", is_flag=True, help="Leave the linters out.")
@click.option("--costs", is_flag=True, help="Show what costs how many bytes; write nothing.")
@click.option("--json", "machine", is_flag=True, help="Print one JSON object, for machines.")
@click.option("-v", "--verbose", is_flag=True, help="List informational findings, too.")
@debug_option
@click.pass_context
def build(context: click.Context, /, names: tuple[str, ...], output: Path, **how: bool) -> None:
    """Emit the templates and check them.

    Every edition is composed, written to its file if that changes it, and checked by cfn-lint (with
    the rules of this project) and by cloudformation-validate, in every region that the templates
    claim.

    \b
    Examples:
      monitor-stack build                         all editions, into ./templates
      monitor-stack build --only model-monitor    one edition
      monitor-stack build --check                 is what is committed up to date?
      monitor-stack build --costs                 where do the bytes go?
      monitor-stack build --json | jq .ok         for a pipeline

    \b
    Exit codes:
      0  nothing to complain about
      1  a finding, a stale file with --check, or a released file that has changed
      2  wrong usage
    """  # noqa: D301 - \b keeps click from filling the lines
    chosen = [name for name in EDITIONS if name in names or not names]
    if how["costs"]:
        if how["check"]:
            raise click.UsageError("--costs and --check exclude each other")
        _show_costs([engine.emit(name, output) for name in chosen], machine=how["machine"])
        return
    with nullcontext() if how["emit_only"] else _progress(f"checking {', '.join(chosen)}"):
        built = engine.build(chosen, output, write=not how["check"], lint=not how["emit_only"])
    doors = _doors(output, write=not how["check"])
    stale = how["check"] and (bool(doors) or any(each.changed for each in built))
    broken = _release_faults()
    ok = not stale and not broken and not any(each.faults for each in built)
    if how["machine"]:
        said = report.as_json(built, ok=ok, releases=broken, doors=doors)
        click.echo(json.dumps(said, indent=1, ensure_ascii=False))
    else:
        _show(built, check=how["check"], verbose=how["verbose"])
        for each in broken:
            click.echo(each, err=True)
        for name in doors:
            words = "is stale: build it anew, commit it" if how["check"] else "written"
            click.echo(f"{name} {words}", err=how["check"])
    context.exit(0 if ok else 1)


def _doors(output: Path, *, write: bool) -> list[str]:
    """Build the files of the other front doors, which stand beside the checkout's templates."""
    if output.resolve() != (templates.CHECKOUT / "templates").resolve():
        return []
    from generator import doors  # noqa: PLC0415 - as above

    return doors.build(templates.CHECKOUT, write=write)


def _release_faults() -> list[str]:
    """List what is wrong with the releases; without one, nothing is loaded to look."""
    if not (templates.folder() / "versions").is_dir():
        return []
    from generator import release as releases  # noqa: PLC0415 - as above

    return [*releases.faults()]


def _show(built: Sequence[engine.Built], *, check: bool, verbose: bool) -> None:
    """Print the table and the findings; of a check, the diff alone goes to standard output."""
    for each in built if check else ():
        click.echo(each.diff(), nl=False)
    for row in report.table(built):
        click.echo(row, err=check)
    for each in built:
        for line in report.lines(each, each.findings or () if verbose else each.faults):
            click.echo(line, err=check)
        if check and each.changed:
            stale = f"{engine.shown(each.emitted.path)} is stale: build it anew, commit it"
            click.echo(stale, err=True)


def _show_costs(emitted: Sequence[engine.Emitted], *, machine: bool) -> None:
    from rich.console import Console  # noqa: PLC0415 - it takes a quarter of an emission

    from generator import build_costs  # noqa: PLC0415 - as above

    if machine:
        click.echo(json.dumps(build_costs.costs_as_json(emitted), indent=1))
        return
    console = Console(highlight=False)
    for each in emitted:
        for table in build_costs.costs(each):
            console.print(table)


def _progress(words: str) -> AbstractContextManager[Any]:
    """Say on standard error what goes on, if somebody is looking."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console  # noqa: PLC0415 - as in _show_costs

    return Console(stderr=True).status(words)


def main(
    arguments: Sequence[str] | None = None,
    *,
    command: click.Command = cli,
    name: str = "monitor-stack",
    defaults: dict[str, Any] | None = None,
) -> None:
    """Run the command line, and end the program with its exit code.

    Args:
        arguments: without the program's name; by default those of the process.
        command: the group of all verbs, or one verb for a program that has no other.
        name: the program's name in its help.
        defaults: option -> default in place of its own.

    """
    _leave_garbage()
    given = sys.argv[1:] if arguments is None else [*arguments]
    color = False if os.environ.get("NO_COLOR") else None  # None: if a terminal reads it
    sys.exit(program.run(command, given, prog_name=name, default_map=defaults, color=color))


def _leave_garbage() -> None:
    """Collect no garbage: the program ends before any weighs, and sooner without a last look."""
    gc.disable()
    atexit.register(gc.freeze)
