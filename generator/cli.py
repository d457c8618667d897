"""The verbs of ``monitor-stack``. Only here do exceptions become exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from generator.build import Built, UnknownEditionError, build, write
from generator.checks import TEMPLATE_BODY_BYTES
from generator.errors import GeneratorError
from generator.templates import folder as templates_folder
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXAMPLES = """\b
Examples:
  monitor-stack build                      emit all editions into templates/, and check them
  monitor-stack build --check              fail, with a diff, if templates/ is stale
  monitor-stack build --only model-monitor --json
"""


@click.group(epilog="Every verb has its own --help, with examples.")
@click.version_option(__version__, prog_name="monitor-stack")
def cli() -> None:
    """Make and check CloudFormation for SageMaker model monitoring and drift detection."""


@cli.command(name="build", epilog=_EXAMPLES)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if stale.")
@click.option("--only", multiple=True, metavar="EDITION", help="This edition; may be repeated.")
@click.option("--emit-only", is_flag=True, help="Skip the checkers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the templates.  [default: templates/ of the checkout]",
)
def build_command(
    *, only_check: bool, only: Sequence[str], emit_only: bool, as_json: bool, output: Path | None
) -> None:
    """Emit the templates, check them, and print a table.

    Exits with 0 when all is well, 1 on findings or (with --check) stale templates, 2 on wrong use.
    """
    folder = output or templates_folder()
    progress = Console(stderr=True)
    with progress.status("Emitting and checking…") if progress.is_terminal else _Quiet():
        try:
            found = build(folder, only, checked=not emit_only)
        except UnknownEditionError as error:
            raise click.UsageError(str(error)) from error
    stale = [one for one in found if one.diff]
    failed = any(one.failing for one in found)
    if not only_check and not failed:
        for one in found:
            write(one, folder)
    if as_json:
        click.echo(json.dumps({"editions": [one.as_json() for one in found]}, indent=1))
    else:
        _report(found, diff=only_check)
    if failed or (only_check and stale):
        sys.exit(1)


class _Quiet:
    """A progress display that shows nothing."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def _report(found: Sequence[Built], *, diff: bool) -> None:
    console = Console(soft_wrap=True)
    table = Table("edition", "version")
    for heading in ("resources", "bytes", f"of {TEMPLATE_BODY_BYTES:,}", "findings"):
        table.add_column(heading, justify="right")
    for one in found:
        share = f"{one.size / TEMPLATE_BODY_BYTES:.0%}"
        row = (one.name, __version__, one.resources, f"{one.size:,}", share, len(one.failing))
        table.add_row(*(str(cell) for cell in row))
    console.print(table)
    for one in found:
        if one.size > TEMPLATE_BODY_BYTES:
            console.print(
                f"{one.name}: {one.size - TEMPLATE_BODY_BYTES:,} bytes more than --template-body"
                " takes: deploy it from a bucket (aws cloudformation deploy --s3-bucket …)",
                style="yellow",
            )
        for finding in one.failing:
            place = f"{one.name}.yaml:{finding.line} {finding.path}"
            console.print(
                f"{escape(place)}: {finding.rule} {finding.level}: {escape(finding.message)}"
            )
        if diff and one.diff:
            click.echo(one.diff, nl=False)
            console.print(f"{one.name}.yaml is stale: run `monitor-stack build`", style="red")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a verb; a failure that a user can mend is one message and exit code 1."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    try:
        cli.main([each for each in given if each != "--debug"], prog_name="monitor-stack")
    except (GeneratorError, OSError) as error:
        if debug:
            raise
        Console(stderr=True).print(f"monitor-stack: {escape(str(error))}", style="red")
        sys.exit(1)
