"""``labels``: what turned out to be true."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.deploy.cli_reach import reach
from generator.deploy.options import HELP, aws_options, screen
from generator.deploy.words import Time
from generator.errors import GeneratorError
from generator.exits import Exit

if TYPE_CHECKING:
    from generator.deploy.screen import Screen


FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command(context_settings=HELP)
@click.argument("file", type=FILE)
@click.option("--at", type=Time(), help="When the requests were, for all that say nothing else.")
@click.option(
    "--look-back",
    default=24,
    show_default=True,
    type=click.IntRange(0, 24 * 14),
    metavar="HOURS",
    help="Look for the requests in what was captured since; 0: do not.",
)
@aws_options
def labels(
    *,
    file: Path,
    at: dt.datetime | None,
    look_back: int,
    stack_name: str,
    machine: bool,
    **where: str | None,
) -> None:
    """Upload what turned out to be true: the label of each request, under its inference id.

    FILE is a CSV with the columns inference_id and label, or JSON lines with these keys; - is
    standard input. A third, time, says when the request was. All of it is checked before anything
    is uploaded. Labels go below the hour of their request, where the comparison with predictions
    looks for them: the hour of time, else of --at, else of the captured request, else this one.

    \b
    Examples:
      monitor-stack labels labels.csv
      monitor-stack labels labels.jsonl --at 2026-11-24T10:00Z
      monitor-stack labels labels.csv --look-back 72 --json
      join-labels | monitor-stack labels -

    \b
    Exit codes:
      0  uploaded
      1  a line is wrong, then nothing was uploaded; or AWS refused
      2  wrong usage
    """  # noqa: D301
    from generator.deploy import ground_truth  # noqa: PLC0415 - as above

    out = screen(machine=machine)
    aws, watching = reach(stack_name, **where)
    if len(watching.monitors) == 1:
        raise GeneratorError(
            f"stack {watching.name} compares no labels: EnableModelQuality is false there"
        )
    place, text, name = _read(file)
    found = ground_truth.read(text, place, watching.parameters["ProblemType"])
    now = dt.datetime.now(dt.UTC)
    unknown = {each.id for each in found if not each.at and not at}
    with out.waiting("looking for the requests in what was captured"):
        seen = ground_truth.captured(aws, watching, unknown, now, look_back) if look_back else {}
    placed = [
        ground_truth.Label(each.id, each.label, each.at or at or seen.get(each.id))
        for each in found
    ]
    uploaded(out, ground_truth.upload(aws, watching, placed, f"labels-{name}", now))
    lost = len(unknown) - len(seen)
    if lost:
        words = (
            f"{lost} of {len(found)} requests are not in what was captured in the last {look_back}"
            f" hours: their labels are below this hour. If they are older, say --at or --look-back"
        )
        out.tell("unplaced", words, style="yellow", count=lost)
    out.result(Exit.DONE, labels=len(found))


def _read(file: Path) -> tuple[str, str, str]:
    """Give where labels are from, their text, and the name under which they are uploaded.

    ``-`` is standard input. Its name is a digest: another text must not overwrite the first one.
    """
    if str(file) != "-":
        return str(file), file.read_text(encoding="utf-8-sig", errors="replace"), file.stem
    content = sys.stdin.buffer.read()
    name = f"stdin-{hashlib.sha256(content).hexdigest()[:12]}"
    return "standard input", content.decode("utf-8-sig", errors="replace"), name


def uploaded(out: Screen, found: dict[str, int]) -> None:
    """Say where labels are."""
    for uri, count in found.items():
        out.tell("labels", f"labels: {count} in {uri}", uri=uri, count=count)
