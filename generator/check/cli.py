"""``check``: arguments in; a table, one JSON object or a SARIF log out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from generator.checks_finding import CHECKERS
from generator.deploy.options import HELP, screen
from generator.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.check.checking import Checked
    from generator.check.reading import UncheckableError
    from generator.checks_finding import Checker

DEFAULT_REGION = "us-east-1"


def _regions(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Split and check the regions; an unknown one is wrong usage."""
    named = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if named == [DEFAULT_REGION]:
        return named
    from cfnlint.helpers import REGIONS  # noqa: PLC0415 - cfn-lint costs half a second

    unknown = sorted({*named} - {*REGIONS, "all"})
    if unknown:
        words = f"{', '.join(unknown)}: cfn-lint knows {', '.join(sorted(REGIONS))}, and all"
        raise click.BadParameter(words)
    return sorted(REGIONS) if "all" in named else list(dict.fromkeys(named))


@click.command(context_settings=HELP)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--regions",
    multiple=True,
    default=[DEFAULT_REGION],
    show_default=True,
    metavar="REGIONS",
    callback=_regions,
    help="Where the template has to work: comma-separated, or all.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(CHECKERS),
    help="Ask this checker alone; may be given several times.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="warning",
    show_default=True,
    help="The slightest finding that makes the exit code 5.",
)
@click.option("-v", "--verbose", is_flag=True, help="Give informational findings, too.")
@click.option("--json", "machine", is_flag=True, help="Print one JSON object, for machines.")
@click.option("--sarif", is_flag=True, help="Print a SARIF 2.1.0 log, for code scanning.")
@click.option("--explain", "rule", metavar="ID", help="Explain a rule instead, whoever's it is.")
@click.pass_context
def check(
    context: click.Context,
    /,
    *,
    files: tuple[str, ...],
    rule: str | None,
    machine: bool,
    sarif: bool,
    **how: Any,
) -> None:
    """Check any CloudFormation template: cfn-lint, our own rules, cloudformation-validate.

    FILE is YAML or JSON; `-` is standard input. What several checkers say about one thing is one
    finding, in the best words, with the names of all. What a template suppresses on a resource,
    with a reason, stays silent; no file around it is read.

    \b
    Examples:
      monitor-stack check template.yaml
      monitor-stack check --only ours --regions us-east-1,eu-west-1 stacks/*.yaml
      cdk synth | monitor-stack check -
      monitor-stack check --sarif template.yaml > findings.sarif
      monitor-stack check --explain E9101

    \b
    Exit codes:
      0  nothing found that --fail-on names
      1  a file could not be checked
      2  wrong usage
      5  something found
    """  # noqa: D301 - \b keeps click from filling the lines
    if machine and sarif:
        raise click.UsageError("--json and --sarif exclude each other")
    if rule is not None:
        _explain(rule, machine=machine)
        return
    if not files:
        raise click.UsageError("name a FILE to check, or - for standard input")
    context.exit(_check(files, form="json" if machine else "sarif" if sarif else "", **how))


def _check(
    files: Sequence[str],
    *,
    form: str,
    regions: Sequence[str],
    only: Sequence[Checker],
    fail_on: str,
    verbose: bool,
) -> Exit:
    from generator.check.checking import check_all  # noqa: PLC0415 - other verbs need none of it

    out = screen(machine=bool(form))
    with out.waiting(f"checking {', '.join(files)}"):
        checked, unchecked = check_all(files, regions=regions, only=only or CHECKERS)
    code = _code(checked, unchecked, fail_on)
    shown = checked if verbose else [each.graver() for each in checked]
    hidden = sum(len(each.matters) for each in checked) - sum(len(each.matters) for each in shown)
    if form:
        _print(form, shown, unchecked, regions=regions, hidden=hidden, code=code)
        return code
    from generator.check import telling  # noqa: PLC0415 - as above

    telling.show(out, shown)
    for error in unchecked:
        click.echo(f"error: {error}", err=True)
    for each in checked:
        for note in each.notes:
            out.tell("", f"note: {each.name}: {note}")
    if checked:
        out.tell("", telling.summary(shown, hidden))
    return code


def _code(checked: Sequence[Checked], unchecked: Sequence[UncheckableError], fail_on: str) -> Exit:
    if unchecked:
        return Exit.FAILED
    failing = {"error"} if fail_on == "error" else {"error", "warning"}
    found = any(matter.level in failing for each in checked for matter in each.matters)
    return Exit.FINDINGS if found else Exit.DONE


def _print(
    form: str,
    checked: Sequence[Checked],
    unchecked: Sequence[UncheckableError],
    *,
    regions: Sequence[str],
    hidden: int,
    code: Exit,
) -> None:
    from generator.check import sarif, telling  # noqa: PLC0415 - as above

    said = (
        sarif.log(checked, unchecked, code=code)
        if form == "sarif"
        else telling.as_json(checked, unchecked, regions=regions, hidden=hidden, code=code)
    )
    click.echo(json.dumps(said, indent=1, ensure_ascii=False))


def _explain(identifier: str, *, machine: bool) -> None:
    from dataclasses import asdict  # noqa: PLC0415 - as above

    from generator.check import knowing, telling  # noqa: PLC0415 - as above

    found = knowing.known(identifier)
    if not found:
        like = knowing.close(identifier)
        words = f"no checker has a rule {identifier!r}"
        raise click.UsageError(f"{words}: do you mean {', '.join(like)}?" if like else words)
    if machine:
        click.echo(json.dumps([asdict(each) for each in found], indent=1, ensure_ascii=False))
        return
    out = screen(machine=False)
    for index, each in enumerate(found):
        out.tell("", "\n" if index else "")
        telling.explain(out, each)
