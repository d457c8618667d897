"""The verb ``rehearse``: the whole loop on the embedded AWS, with the template as it is emitted."""

from __future__ import annotations

import tarfile
import textwrap
import time
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import templates
from generator.deploy.options import HELP, screen
from generator.editions import EDITIONS
from generator.errors import GeneratorError
from generator.exits import Exit
from generator.parameters import DRIFT_MONITOR, MODEL_MONITOR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.deploy.screen import Screen
    from generator.rehearsal import EmbeddedAws
    from generator.rehearsal.promises import Promise, Promises
    from generator.rehearsal.rehearsal import Plan

STACK = "rehearsed"
SHOWN = 70  # characters of what was seen, and was promised
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEEDED = ("ministack", "cryptography")


class NotInstalledError(GeneratorError):
    """The extra ``rehearsal`` is not there."""

    def __init__(self) -> None:
        super().__init__(
            "the embedded AWS is not installed: "
            "pip install 'sagemaker-model-monitoring[rehearsal]', "
            "in a checkout: pip install -e '.[rehearsal]'"
        )


@click.command(context_settings=HELP)
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    help=f"The edition; by default {DRIFT_MONITOR}, or that of --template.",
)
@click.option("--template", type=_FILE, help="Another template, such as one that you changed.")
@click.option(
    "--drift",
    "drifts",
    multiple=True,
    metavar="FEATURE=SHIFT",
    help="What drifts, as with `traffic`: income=2sd, income=500abs, channel=web, channel=flip; "
    "may be repeated.",
)
@click.option("--dataset", type=_FILE, help="Your own CSV with a header, predictions first.")
@click.option(
    "--prediction-columns",
    "answers",
    type=click.IntRange(1),
    metavar="N",
    default=1,
    show_default=True,
    help="So many of the dataset's first columns are predictions, not inputs.",
)
@click.option("--own-model", type=_FILE, help="Your model.tar.gz with code/inference.py.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("rehearsal.html"),
    show_default=True,
    help="Write the report of the run with drift here.",
)
@click.option("--keep", is_flag=True, help="Leave stack and embedded AWS up; say how to use it.")
@click.option("-v", "--verbose", is_flag=True, help="Show every e-mail and every event whole.")
@click.option("--json", "machine", is_flag=True, help="Print JSON lines, for machines.")
@click.pass_context
def rehearse(
    context: click.Context, /, *, keep: bool, machine: bool, verbose: bool, **asked: Any
) -> None:
    """Show the whole loop on an AWS that runs on this machine: no account, no cost, seconds.

    The emitted template is deployed as it is, its functions run under their own roles; hours pass
    at once. Traffic, drift, labels, failures and silence: each must lead to the report, metrics,
    alarm and e-mail that are promised. A table in the end says what was promised, and what was
    seen.

    \b
    Examples:
      monitor-stack rehearse
      monitor-stack rehearse --edition model-monitor
      monitor-stack rehearse --drift income=20000abs --drift channel=web
      monitor-stack rehearse --dataset mine.csv --own-model model.tar.gz
      monitor-stack rehearse --template templates/drift-monitor.yaml --json
      monitor-stack rehearse --keep          and look around with the AWS CLI

    With --dataset and without --own-model, a model stands in that answers as the dataset's nearest
    row does.

    \b
    Exit codes:
      0    everything promised was seen
      1    something was not, or the rehearsal could not be done
      2    wrong usage
      130  interrupted: nothing is left behind
    """  # noqa: D301 - \b keeps click from filling the lines
    if asked["own_model"] and not asked["dataset"]:
        raise click.UsageError("--own-model needs --dataset, which is the baseline of your model")
    if not all(map(find_spec, _NEEDED)):
        raise NotInstalledError
    if asked["page"]:
        templates.make_room(asked["page"])
    out = screen(machine=machine)
    try:
        context.exit(_rehearsed(_plan(whole=verbose, **asked), out, keep=keep))
    except KeyboardInterrupt:
        out.result(Exit.INTERRUPTED, "\ninterrupted: the embedded AWS is stopped, nothing is left")
        context.exit(Exit.INTERRUPTED)


def _plan(
    *,
    edition: str | None,
    template: Path | None,
    own_model: Path | None,
    dataset: Path | None,
    answers: int,
    drifts: Sequence[str],
    **more: Any,
) -> Plan:
    """Read what is asked for.

    Raises:
        GeneratorError: a file is not what it should be.
        click.BadParameter: a drift cannot be put into the data.

    """
    from generator.rehearsal import traffic  # noqa: PLC0415 - boto3 is slow to import
    from generator.rehearsal.rehearsal import Plan  # noqa: PLC0415 - as above

    text = (
        templates.written(template) or "" if template else templates.read(edition or DRIFT_MONITOR)
    )
    managed = "AWS::SageMaker::MonitoringSchedule" in text
    edition = edition or (MODEL_MONITOR if managed else DRIFT_MONITOR)
    data = templates.written(dataset) or "" if dataset else ""
    try:
        sample = traffic.sample(data, answers) if dataset else traffic.demo()
        chosen = traffic.drifts_of(drifts, sample, edition)
    except traffic.DriftError as error:
        raise click.BadParameter(str(error), param_hint="--drift") from error
    except traffic.DatasetError as error:
        raise GeneratorError(f"{dataset}: {error}") from error
    return Plan(
        edition,
        text,
        sample,
        chosen,
        dataset=data,
        model=_artefact(own_model) if own_model else None,
        **more,
    )


def _artefact(path: Path) -> bytes:
    """Read a model's artefact.

    Raises:
        GeneratorError: it is none.

    """
    script = "code/inference.py"
    try:
        with tarfile.open(path) as tar:
            names = [name.removeprefix("./") for name in tar.getnames()]
    except tarfile.TarError as error:
        raise GeneratorError(f"{path} is no tar archive, as a model's artefact is") from error
    if script not in names:
        raise GeneratorError(f"{path} has no {script}, by which Amazon's container serves a model")
    return path.read_bytes()


def _rehearsed(plan: Plan, out: Screen, *, keep: bool) -> Exit:
    from generator.rehearsal import EmbeddedAws  # noqa: PLC0415 - as above
    from generator.rehearsal.rehearsal import Rehearsal  # noqa: PLC0415 - as above
    from generator.rehearsal.steps import steps  # noqa: PLC0415 - as above

    began = time.perf_counter()
    with ExitStack() as open_:
        with out.waiting("the embedded AWS starts"):
            embedded = open_.enter_context(EmbeddedAws())
        words = f"{plan.edition} on an AWS of this machine: IAM enforced, no account, no cost"
        out.tell("rehearsal", words, edition=plan.edition)
        promises = Rehearsal(plan, embedded, out).play(steps(keep=keep))
        _conclude(plan, promises, out)
        if keep:
            _leave(plan, embedded, out)
    seconds = time.perf_counter() - began
    return _result(promises, seconds, out)


def _seen(one: Promise) -> str:
    """Say in a line what was seen; of what was not as promised all of it."""
    text = " ".join(one.seen.split())
    return text if len(text) <= SHOWN or not one.kept else f"{text[: SHOWN - 1]}…"


def _conclude(plan: Plan, promises: Promises, out: Screen) -> None:
    from generator.rehearsal import stands_in  # noqa: PLC0415 - as above

    out.tell("table", "\nWhat was promised, and what was seen", style="bold")
    rows = [
        (str(one.step), "yes" if one.kept else "NO", one.promised, _seen(one))
        for one in promises.made
    ]
    out.table(("", "", "promised", "seen"), rows)
    space = "\n"
    for heading, text in stands_in.told(plan.edition, own_model=plan.model is not None):
        words = textwrap.fill(f"{heading}: {text}", 79, subsequent_indent="  ")
        out.tell("stands-in", space + words, what=heading, text=text)
        space = ""


def _leave(plan: Plan, embedded: EmbeddedAws, out: Screen) -> None:
    """Let the embedded AWS go on, and say how to reach it, and what works there."""
    variables = embedded.environment()
    with out.waiting("its clock goes to the present"):
        process = embedded.let_go().pid
    exports = "\n".join(f"  export {name}={value}" for name, value in variables.items())
    mailbox = f"http://127.0.0.1:{embedded.control.port}/mailbox"
    words = (
        "\nThe embedded AWS goes on, by this machine's clock. So the AWS CLI, boto3 and\n"
        f"others reach it:\n{exports}\n\n{_works(plan.edition)}"
        f"  curl -s -d '{{}}' {mailbox}   the e-mails, in JSON\n\n"
        f"Stop it, and leave nothing: kill {process}"
    )
    out.tell("kept", words, environment=variables, process=process, stack=STACK, mailbox=mailbox)


def _works(edition: str) -> str:
    """Say what to try, and when its result is there."""
    own = edition == DRIFT_MONITOR
    named = f"--stack-name {STACK}"
    run = (
        f"  monitor-stack run-now {named}\n"
        if own
        else "  (a run ten minutes past each full hour; run-now is drift-monitor's)\n"
    )
    return (
        "Then these work as on AWS. What is captured arrives in two seconds; metrics,\n"
        "alarms and e-mails follow a run within a minute:\n"
        f"  monitor-stack status {named}\n"
        f"  monitor-stack traffic {named} --scenario drifted\n"
        f"{run}"
        f"  monitor-stack report {named}\n"
    )


def _result(promises: Promises, seconds: float, out: Screen) -> Exit:
    made, broken = len(promises.made), len(promises.broken)
    code = Exit.FAILED if broken else Exit.DONE
    words = (
        f"{broken} of {made} promises were not seen, in {seconds:.1f} s"
        if broken
        else f"all {made} promises were seen, in {seconds:.1f} s"
    )
    out.result(
        code,
        f"\n{words}",
        style="bold red" if broken else "bold green",
        promised=made,
        seen=made - broken,
        seconds=round(seconds, 2),
    )
    return code
