"""``traffic``: sample requests for the endpoint that a stack watches."""

from __future__ import annotations

import datetime as dt
import secrets
import signal
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.deploy.cli_labels import uploaded
from generator.deploy.cli_reach import reach
from generator.deploy.options import HELP, aws_options, option, screen
from generator.deploy.words import (
    AGREE,
    BROKEN,
    CONTENT_TYPES,
    CSV,
    LABELS,
    NORMAL,
    SCENARIOS,
    SILENT,
    Time,
)
from generator.errors import GeneratorError
from generator.exits import Exit
from generator.templates import write

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.rows import Plan
    from generator.deploy.screen import Screen
    from generator.deploy.sending import Answer, Sent
    from generator.deploy.watching import Watching


@dataclass(frozen=True)
class Asked:
    """What traffic was asked for: the options, by their names."""

    count: int
    rate: float
    scenario: str
    drift: tuple[str, ...]
    with_labels: str | None
    seed: int
    dataset: Path | None
    prediction_columns: int | None
    content_type: str
    name: str
    start: int
    at: dt.datetime | None


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(context_settings=HELP)
@click.option("--requests", "count", default=100, show_default=True, type=click.IntRange(1))
@click.option(
    "--rate",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Requests a second, at most.",
)
@click.option(
    "--scenario",
    default=NORMAL,
    show_default=True,
    type=click.Choice(SCENARIOS),
    help="What the requests are like, see above.",
)
@click.option(
    "--drift", multiple=True, metavar="FEATURE=SHIFT", help="Change a feature; may be repeated."
)
@click.option(
    "--with-labels",
    is_flag=False,
    flag_value=LABELS[0],
    type=click.Choice(LABELS),
    help="Upload a label for each answer, too; by default one that agrees with it.",
)
@click.option("--seed", type=int, help="The same draws the same rows.")
@click.option("--dataset", type=FILE, help="Draw from your CSV (with a header) or JSON lines.")
@click.option(
    "--prediction-columns",
    type=click.IntRange(0),
    metavar="N",
    help="So many of the dataset's first columns are predictions, not inputs.",
)
@click.option("--content-type", default=CSV, show_default=True, type=click.Choice(CONTENT_TYPES))
@click.option("--id", "name", help="What the inference ids begin with; by default the time.")
@click.option("--start", default=0, type=click.IntRange(0), help="Number of the first request.")
@click.option(
    "--at", type=Time(), help="Hour of the labels, where the endpoint's clock is another."
)
@aws_options
@click.pass_context
def traffic(
    context: click.Context,
    /,
    *,
    stack_name: str,
    machine: bool,
    region: str | None,
    profile: str | None,
    endpoint_url: str | None,
    **how: Any,
) -> None:
    """Send sample requests to the endpoint that the stack watches.

    Rows are drawn from the dataset of the stack's baseline, without its predictions, which come
    first; if it cannot be read, from the baseline's statistics. Each request has an inference id,
    under which a label may follow.

    \b
    Scenarios:
      normal   as the baseline
      drifted  the feature of the most numbers shifted by two standard deviations,
               and one of few values replaced by its rarest; or what --drift says
      broken   of three requests one lacks a value, one has a text for a number:
               violated constraints, and errors of a model that cannot read it
      silent   none: shows what an hour without requests leads to

    \b
    SHIFT is
      1.5 or 1.5sd  add so many of the feature's standard deviations
      500abs        add 500
      flip          the other one of two values; of more, the next rarer one
      empty         nothing
      VALUE         of a feature of two values or of texts: this one

    \b
    Examples:
      monitor-stack traffic
      monitor-stack traffic --requests 500 --rate 50
      monitor-stack traffic --drift income=1.5 --drift channel=app
      monitor-stack traffic --scenario drifted --with-labels disagree
      monitor-stack traffic --dataset my.csv --prediction-columns 1 --seed 7
      monitor-stack traffic --json | jq -r 'select(.type == "answer").id'

    \b
    Exit codes:
      0    every request was answered, or the scenario is broken
      1    a request was not, or something else failed; what was sent is said
      2    wrong usage
      130  interrupted; what was sent is said, and how to carry on
    """  # noqa: D301 - \b keeps click from filling the lines
    out = screen(machine=machine)
    aws, watching = reach(stack_name, region=region, profile=profile, endpoint_url=endpoint_url)
    if how["scenario"] == SILENT:
        due = f"{watching.due(dt.datetime.now(dt.UTC)):%H:%M}"
        words = (
            "nothing is sent. An hour without requests is a run without data, which raises no"
            " alarm; requests without a report do"
        )
        out.tell("silent", f"{words}. The next run is at {due} UTC", due=due)
        out.result(Exit.DONE, requests=0)
        return
    how["seed"] = secrets.randbelow(1_000_000) if how["seed"] is None else how["seed"]
    how["name"] = how["name"] or f"traffic-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    # To be ended from outside is to be interrupted: what was sent is said.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    context.exit(_traffic(out, aws, watching, Asked(**how)))


def _traffic(out: Screen, aws: AwsClient, watching: Watching, asked: Asked) -> Exit:
    """Send, label, and say what came of it."""
    from generator.deploy import rows, sending  # noqa: PLC0415 - as above

    found, origin = sending.table(aws, watching, asked.dataset)
    leading = asked.prediction_columns
    leading = sending.predictions(watching, found.names) if leading is None else leading
    if asked.dataset and asked.content_type == CSV:
        _rename(out, sending.renamed(aws, watching, found.names[leading:]))
    drawn = rows.plan(
        found.without(leading), seed=asked.seed, scenario=asked.scenario, drift=asked.drift
    )
    sent, code = sending.Sent(), Exit.DONE
    try:
        _send(out, aws, watching, (drawn, leading), sent, asked)
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    if sent.lost or (sent.errors and asked.scenario != BROKEN):
        code = code or Exit.FAILED
    _told(out, watching, sent, origin, asked)
    if asked.with_labels and sent.answered:
        _label(out, aws, watching, sent, asked)
    return _ended(out, sent, code, asked)


def _send(
    out: Screen,
    aws: AwsClient,
    watching: Watching,
    drawn: tuple[Plan, int],
    sent: Sent,
    asked: Asked,
) -> None:
    from generator.deploy import sending  # noqa: PLC0415 - as above

    plan, leading = drawn
    end = asked.start + asked.count
    wanted = sending.requests(plan, asked.name, range(asked.start, end), asked.content_type)
    with out.waiting("the first request") as waiting:

        def heard(answer: Answer) -> None:
            """Check the first answer, show each."""
            if len(sent.answered) == 1 and not answer.error and asked.prediction_columns is None:
                _compare(sending.cells(answer), leading, plan.table.names)
            if out.machine:
                _tell(out, answer)
            waiting.update(
                f"{len(sent.answers)} of {asked.count} requests, {sent.rate:.1f} a second,"
                f" {sent.errors.total()} errors"
            )

        ask = partial(sending.invoke, aws, watching, asked.content_type)
        sending.send(wanted, asked.rate, ask, heard, sent)


def _tell(out: Screen, answer: Answer) -> None:
    out.tell(
        "answer",
        id=answer.id,
        status=answer.status,
        seconds=answer.seconds,
        at=answer.at.isoformat(),
        text=answer.text.strip(),
    )


def _compare(answer: Any, leading: int, names: list[str]) -> None:
    """Refuse to go on where the dataset's first columns are not what the endpoint answers.

    Raises:
        GeneratorError: it answers another number of columns.

    """
    if isinstance(answer, list) and len(answer) != leading:
        raise GeneratorError(
            f"the endpoint answers {len(answer)} columns, and {leading} of the dataset's were taken"
            f" for predictions, so that it was asked {', '.join(names)}. Say --prediction-columns"
        )


def _rename(out: Screen, names: dict[str, str]) -> None:
    """Say under which names a report will show the columns of a user's own file."""
    if names:
        pairs = ", ".join(f"{own} is {name}" for own, name in names.items())
        words = f"reports name columns as the baseline does, by their place: {pairs}"
        out.tell("renamed", words, style="yellow", columns=names)


def _told(out: Screen, watching: Watching, sent: Sent, origin: str, asked: Asked) -> None:
    """Say what was sent: throughput, latency, errors by status."""
    times, errors = sent.latencies(), sent.errors
    words = [
        f"{len(sent.answers)} of {asked.count} requests to {watching.endpoint}"
        f" in {sent.took:.1f} s, {sent.rate:.1f} a second",
        f"rows: {origin}, seed {asked.seed}",
    ]
    if times:
        words.append(
            f"latency: median {times['median'] * 1e3:.0f} ms,"
            f" 95 % below {times['p95'] * 1e3:.0f} ms, longest {times['max'] * 1e3:.0f} ms"
        )
    for status, count in errors.most_common():
        first = next(each.error for each in sent.answers if each.status == status)
        words.append(f"errors: {count} times {status}, first: {str(first)[:300]}")
    if sent.answers:
        numbers = [each.number for each in sent.answers]
        words.append(f"inference ids: {asked.name}-{min(numbers)} to {asked.name}-{max(numbers)}")
    if sent.answered:
        due = watching.read_at(dt.datetime.now(dt.UTC))
        now = f", or call monitor-stack run-now{option(watching.name)}" * watching.own
        words.append(f"captured within minutes; the run at {due:%H:%M} UTC reads it{now}")
    out.tell(
        "traffic",
        "\n".join(words),
        endpoint=watching.endpoint,
        asked=asked.count,
        sent=len(sent.answers),
        answered=len(sent.answered),
        seconds=sent.took,
        rate=sent.rate,
        latency=times,
        errors=errors,
        rows=origin,
        seed=asked.seed,
        id=asked.name,
    )


def _label(out: Screen, aws: AwsClient, watching: Watching, sent: Sent, asked: Asked) -> None:
    """Upload a label for each answer; keep them here where that cannot be done."""
    from generator.deploy import ground_truth, sending  # noqa: PLC0415 - as above
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415 - as above

    said = [sending.prediction(each, watching) for each in sent.answered]
    kind = asked.with_labels or AGREE
    labels = ground_truth.made(said, watching.parameters["ProblemType"], kind)
    found = [
        ground_truth.Label(answer.id, label, asked.at or answer.at)
        for answer, label in zip(sent.answered, labels, strict=True)
    ]
    name = f"{asked.name}-{asked.start}"
    try:
        uploaded(out, ground_truth.upload(aws, watching, found, name, dt.datetime.now(dt.UTC)))
    except AwsError as error:
        file = Path(f"{name}.jsonl")
        write(file, ground_truth.lines(found))
        then = f"monitor-stack labels {file}{option(watching.name)}"
        words = f"labels are kept in {file}, for {then}: {error}"
        out.tell("kept", words, style="yellow", file=str(file), count=len(found), error=str(error))


def _ended(out: Screen, sent: Sent, code: Exit, asked: Asked) -> Exit:
    """Say how it ended, and if early, how to carry on."""
    start = sent.next_number(asked.start)
    left = asked.start + asked.count - start
    words = ""
    if code == Exit.INTERRUPTED or sent.lost:
        why = f"stopped: {sent.lost}" if sent.lost else "interrupted"
        words = (
            f"{why}\ncarry on with the same options and: --requests {left} --start {start}"
            f" --seed {asked.seed} --id {asked.name}"
        )
    out.result(code, words, requests=len(sent.answers), left=left, next=start)
    return code
