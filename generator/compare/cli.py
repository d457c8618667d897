"""``diff`` and ``release``: arguments in, tables and JSON lines out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from generator.deploy.options import HELP, client, endpoint_option, screen
from generator.editions import EDITIONS
from generator.exits import Exit

if TYPE_CHECKING:
    from generator.compare.compare import Comparison
    from generator.compare.differences import Difference
    from generator.compare.resources import ResourceChange
    from generator.deploy.screen import Screen

LONG = 60  # characters of a value that are shown


@click.command(context_settings=HELP)
@click.argument("old")
@click.argument("new", default="current")
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    default=next(iter(EDITIONS)),
    show_default=True,
    help="Of which a version, and `current`, is.",
)
@click.option("--region", help="Of a deployed stack.")
@click.option("--profile", help="Credentials for a deployed stack.")
@endpoint_option
@click.option("--exit-code", is_flag=True, help="Exit with 3 if there is a difference.")
@click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines.")
def diff(
    *, old: str, new: str, edition: str, exit_code: bool, machine: bool, **where: str | None
) -> None:
    """Say what has changed between two templates, and what an update would do to a stack.

    OLD and NEW are files, released versions (0.9.0), `current`, or `stack:NAME`. What would be
    replaced comes first: the schemas of the resource types say which properties cannot be changed
    in place. Then parameters and outputs, widened permissions, and the part of the version number
    that has to grow.

    \b
    Examples:
      monitor-stack diff 0.9.0                        what is new since that release
      monitor-stack diff stack:churn-monitor current  what an update would do to a stack
      monitor-stack diff old.yaml new.yaml --json | jq 'select(.action == "replaced")'

    \b
    Exit codes:
      0  compared
      1  an error
      2  wrong usage
      3  with --exit-code: they differ
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.compare.compare import compare  # noqa: PLC0415 - other verbs need none of it
    from generator.compare.reading import parsed, text_of  # noqa: PLC0415 - as above

    def of_stack(name: str) -> str:
        asked = {"StackName": name, "TemplateStage": "Original"}
        body = client(**where).call("cloudformation", "get_template", **asked)["TemplateBody"]
        return body if isinstance(body, str) else json.dumps(body)  # boto3 reads JSON by itself

    before, after = (parsed(text_of(each, edition, of_stack), each) for each in (old, new))
    found = compare(before, after)
    out = screen(machine=machine)
    _show(out, found)
    code = Exit.CHANGES if exit_code and found.level else Exit.DONE
    words = f"a {found.level} change" if found.level else "no difference"
    out.result(code, words, level=found.level or None)
    raise click.exceptions.Exit(int(code))


def _show(out: Screen, found: Comparison) -> None:
    for change in found.resources:
        _resource(out, change)
    for one in found.interface:
        words = f"{one.what[:-1].lower()} {one.name} {one.words} ({one.level})"
        out.tell(one.what.lower(), words, name=one.name, level=one.level, change=one.words)
    for name, allowed in found.widened.items():
        for action, resource, who, condition in allowed:
            out.tell(
                "widened",
                f"{name} is allowed {action} on {_short(resource)}{who and ' for ' + _short(who)}"
                f"{condition and ' where ' + _short(condition)}",
                name=name,
                action=action,
                resource=resource,
                principal=who,
                condition=condition,
            )
    for section in found.within:
        out.tell("section", f"{section} differ", section=section)


def _resource(out: Screen, change: ResourceChange) -> None:
    out.tell(
        "resource",
        _headline(change),
        style="red" if change.loses else "yellow" if change.action == "replaced" else "",
        name=change.name,
        resource=change.type,
        action=change.action,
        because=list(change.because),
        loses=change.loses,
        paths=[".".join(each.path) for each in change.differences],
    )
    for each in change.differences if not out.machine else ():
        out.tell("", f"    {_line(each)}")


def _headline(change: ResourceChange) -> str:
    loses = ": what it holds, or its name, is lost" if change.loses else ""
    because = f" because of {', '.join(change.because)}" if change.because else ""
    return f"{change.action} {change.name} ({change.type}){because}{loses}"


def _line(difference: Difference) -> str:
    place = ".".join(difference.path)
    if place.endswith("ZipFile"):
        before, after = (
            set(str(each or "").splitlines()) for each in (difference.before, difference.after)
        )
        return f"{place}: {len(after - before)} new lines of code, {len(before - after)} gone"
    return f"{place}: {_short(difference.before)} -> {_short(difference.after)}"


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


@click.command(context_settings=HELP)
@click.argument("version")
@click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines.")
def release(*, version: str, machine: bool) -> None:
    """Freeze each edition as templates/versions/<edition>/VERSION.yaml.

    Sets the version, builds and checks, and writes the files, whose bytes never change: `build
    --check` holds that. Refuses a number that is too low for what has changed since the last
    release, and one that CHANGELOG.md has no entry for.

    \b
    Example:
      monitor-stack release 0.9.0

    \b
    Exit codes:
      0  released
      1  refused, and nothing has changed
      2  wrong usage
    """  # noqa: D301
    from generator import release as releases  # noqa: PLC0415 - other verbs need none of it
    from generator.build import shown  # noqa: PLC0415 - as above

    out = screen(machine=machine)
    with out.waiting(f"building {version}"):
        made = releases.release(version)
    for path in made:
        out.tell("file", shown(path), path=str(path))
    out.result(Exit.DONE, f"{version} is released: commit it, and tag the commit v{version}")
