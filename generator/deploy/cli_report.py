"""``report``: what a run has found, in the terminal or as a page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.deploy.cli_reach import reach
from generator.deploy.options import HELP, aws_options, option, screen
from generator.errors import GeneratorError
from generator.exits import Exit
from generator.templates import make_room, write
from lambda_src.analyzer.windows import PATH
from lambda_src.monitors import DATA, MONITORS

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.fetched import Report
    from generator.deploy.page_about import About
    from generator.deploy.screen import Screen
    from generator.deploy.watching import Watching

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(context_settings=HELP)
@click.option("--monitor", type=click.Choice(MONITORS), help="By default both, if there are both.")
@click.option("--run", "hour", metavar="yyyy/mm/dd/hh", help="That run's; by default the newest.")
@click.option(
    "--html",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a page with figures, too (extra: report).",
)
@click.option("--folder", type=FOLDER, help="A report that analyze has written; no AWS is asked.")
@click.option("--baseline", type=FOLDER, help="With --folder: what it was compared with.")
@aws_options
def report(  # noqa: PLR0913 - click hands over each option
    *,
    monitor: str | None,
    hour: str | None,
    file: Path | None,
    folder: Path | None,
    baseline: Path | None,
    stack_name: str,
    machine: bool,
    **where: str | None,
) -> None:
    """Show what a run has found: each feature with both verdicts, each metric of model quality.

    The page has figures: for each feature baseline and run over each other, and its distance over
    the last 24 runs. It is one file that asks nobody for anything, and is light or dark as its
    reader likes it.

    \b
    Examples:
      monitor-stack report
      monitor-stack report --html report.html
      monitor-stack report --run 2026/11/24/10 --monitor data-quality --json
      monitor-stack report --folder report/ --baseline baseline/ --html page.html

    \b
    Exit codes:
      0  shown, whatever the run has found; or said that there is no report yet
      1  no such report, or AWS refused
      2  wrong usage
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy import fetched  # noqa: PLC0415 - boto3 is slow to import

    _check(hour, folder, baseline)
    if file:
        make_room(file)
    out = screen(machine=machine)
    if folder:
        reports, about = [fetched.local(folder, baseline)], _local(folder)
    else:
        aws, watching = reach(stack_name, **where)
        with out.waiting("fetching the report"):
            reports = _fetched(aws, watching, monitor, hour)
        if not reports:
            _none(out, watching, file)
            return
        about = _about(aws, watching, reports[0])
    for note in about.notes:
        out.tell("note", note, style="yellow", text=note)
    for each in reports:
        _show(out, each)
    if file:
        _write(out, file, about, reports)
    out.result(Exit.DONE, reports=len(reports))


def _check(hour: str | None, folder: Path | None, baseline: Path | None) -> None:
    """Refuse what does not go together.

    Raises:
        UsageError: in words.

    """
    if hour and not _is_hour(hour):
        raise click.UsageError(f"--run is an hour, as 2026/11/24/10, and not {hour}")
    if folder and hour:
        raise click.UsageError("--folder is one report: it has no --run")
    if baseline and not folder:
        raise click.UsageError("--baseline goes with --folder: a stack has its own")


def _is_hour(text: str) -> bool:
    try:
        return text == f"{dt.datetime.strptime(text, PATH):{PATH}}"
    except ValueError:
        return False


def _fetched(
    aws: AwsClient, watching: Watching, monitor: str | None, hour: str | None
) -> list[Report]:
    """Fetch the reports that there are; of an hour, one is enough."""
    from generator.deploy import fetched  # noqa: PLC0415 - as above

    if monitor and monitor not in watching.monitors:
        raise GeneratorError(f"stack {watching.name} has no {monitor} monitor")
    found, missing = [], []
    for each in [monitor] if monitor else watching.monitors:
        try:
            one = fetched.chosen(aws, watching, each, hour, dt.datetime.now(dt.UTC))
        except fetched.NoReportError as error:
            missing.append(error)
            continue
        if one:
            found.append(one)
    if missing and not found:
        raise missing[0]
    return found


def _none(out: Screen, watching: Watching, file: Path | None) -> None:
    """Say that there is no report yet, and when the next one is due."""
    due = watching.due(dt.datetime.now(dt.UTC))
    now = f" Or analyze now: monitor-stack run-now{option(watching.name)}" * watching.own
    words = f"no report yet: the next run begins at {due:%Y-%m-%d %H:%M} UTC.{now}"
    if file:
        raise GeneratorError(f"{file} is not written, there is {words}")
    out.tell("none", words, due=due.isoformat())
    out.result(Exit.DONE, reports=0)


def _local(folder: Path) -> About:
    from generator.deploy.page_about import About  # noqa: PLC0415 - as above

    return About(folder.resolve().name)


def _about(aws: AwsClient, watching: Watching, newest: Report) -> About:
    """Say whose report it is, and where more is to be seen."""
    from generator.deploy.page_about import About  # noqa: PLC0415 - as above

    console = watching.outputs["DashboardUrl"]
    folder = newest.where.removeprefix("s3://").replace("/", "?prefix=", 1)
    now = dt.datetime.now(dt.UTC)
    muted = _muted(aws, watching, now)
    return About(
        watching.title,
        facts={
            "Stack": watching.name,
            "Endpoint": watching.endpoint,
            "Edition": "drift-monitor" if watching.own else "model-monitor",
            "Written": f"{now:%Y-%m-%d %H:%M} UTC",
        },
        links={
            "Dashboard": console,
            "Files of the report": f"{console.split('/cloudwatch')[0]}/s3/buckets/{folder}",
        },
        notes=[f"Alerts are muted until {muted:%Y-%m-%d %H:%M} UTC"] if muted else [],
    )


def _muted(aws: AwsClient, watching: Watching, now: dt.datetime) -> dt.datetime | None:
    """Give up to when alerts are muted; who may read reports alone does not see it."""
    from generator.deploy import alerting  # noqa: PLC0415 - as above
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415 - as above

    try:
        return alerting.muted_until(aws, watching, now)
    except AwsError as error:
        if error.denied:
            return None
        raise


def _show(out: Screen, one: Report) -> None:
    """Show a report as ``analyze`` shows its own."""
    from generator.analyze import tables  # noqa: PLC0415 - as above

    drift = one.drift
    window = f", {' to '.join(map(str, drift['window']))}" if drift["window"] else ""
    reason = f": {drift['reason']}" if drift["reason"] else ""
    words = f"{one.monitor}: {one.status}{reason}, {drift['records']:,} records{window}"
    about = {name: drift[name] for name in ("window", "records", "reason", "features", "unread")}
    out.tell(
        "report",
        words,
        style="bold",
        monitor=one.monitor,
        status=one.status,
        where=one.where,
        violations=one.violations,
        metrics=one.history[-1].metrics if one.history else {},
        **{"verdict": one.verdict} if one.monitor == DATA and one.verdict else {},
        **about,
    )
    if "statistics" in one.contents:
        _draw(out, one)
    if not out.machine:
        for line in tables.unread(drift):
            out.tell("unread", line)
        out.tell("where", one.where)


def _draw(out: Screen, one: Report) -> None:
    """Show a person each feature or metric, and below the table what it has no room for."""
    from generator.analyze import tables  # noqa: PLC0415 - as above
    from generator.deploy import fetched  # noqa: PLC0415 - as above
    from generator.deploy.found import VERDICTS  # noqa: PLC0415 - as above

    short = fetched.shortened(one.contents)
    out.draw((tables.features if one.monitor == DATA else tables.metrics)(short))
    if out.machine or one.monitor != DATA:
        return
    for line in tables.findings(short):
        out.tell("finding", line)
    if one.verdict and one.drift["features"]:
        out.tell("verdict", f"in force, so that it raises the alarm: {VERDICTS[one.verdict]}")


def _write(out: Screen, file: Path, about: About, reports: list[Report]) -> None:
    """Write the page.

    Raises:
        GeneratorError: the extra is not installed, or the file cannot be written.

    """
    try:
        from generator.deploy.page import page  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise GeneratorError(
            f"--html needs {error.name}: pip install 'sagemaker-model-monitoring[report]'"
        ) from error
    with out.waiting("drawing the figures"):
        write(file, page(about, reports))
    out.tell("page", f"written: {file}", file=str(file), bytes=file.stat().st_size)
