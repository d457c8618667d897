"""Reports of a stack, from its bucket; or of ``analyze``, from a folder.

The editions' reports differ in ``drift.json``: ours has both verdicts, and the one that is made of
Model Monitor's report has its verdict alone, and is there only once the run has been recorded. Here
both get the shape of ours: the exact distances are computed from the two statistics files.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.analyze.runs import load
from generator.deploy import buckets
from generator.deploy.awsclient import AwsError
from generator.errors import GeneratorError
from lambda_src.analyzer.exact import compared, verdicts
from lambda_src.analyzer.windows import PATH
from lambda_src.monitors import DATA, MONITORS, metrics_of
from lambda_src.responder.distances import compare
from lambda_src.responder.findings import number

if TYPE_CHECKING:
    from pathlib import Path

    from generator.analyze.runs import Contents
    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.watching import Watching

FILES = "statistics", "constraints", "constraint_violations", "drift"
RECENT = dt.timedelta(days=15)  # in which the newest report is looked for first
HISTORY = 24  # runs
THREADS = 10  # as many connections as botocore keeps
FIGURE = re.compile(r"-?\b\d+\.\d+(?:[eE]-?\d+)?")
TOO_FEW = "too-few-records"


class NoReportError(GeneratorError):
    """There is no report of the hour that was asked for."""

    def __init__(self, monitor: str, hour: str, found: list[str]) -> None:
        known = f"the last one before it is of {found[-1]}" if found else "there is none before it"
        super().__init__(f"no {monitor} report of {hour}: {known}")


@dataclass(frozen=True)
class Run:
    """A run of the history: its hour, its status, how far each feature had moved by both verdicts.

    Attributes:
        hour: ``2026/11/24/10``.
        distances: feature -> exact distance, and Model Monitor's; None where it is not known.
        metrics: of model quality, name -> value.

    """

    hour: str
    status: str
    distances: dict[str, tuple[float | None, float | None]]
    metrics: dict[str, float]


@dataclass(frozen=True)
class Report:
    """A run's report in the shape of the analyzer's, and what it is compared with.

    Attributes:
        monitor: ``data-quality`` or ``model-quality``.
        where: address or folder.
        contents: file name without ``.json`` -> content; ``statistics`` are missing where there was
            nothing to analyse.
        baseline: ``statistics`` and ``constraints``; {} if they are not known.
        history: the runs up to this one, oldest first.
        verdict: which verdict on drift is in force, ``exact`` or ``model-monitor``; ``""`` where
            neither is, as in a file that was analysed by hand.

    """

    monitor: str
    where: str
    contents: Contents
    baseline: Contents
    history: list[Run] = field(default_factory=list)
    verdict: str = ""

    @property
    def drift(self) -> Json:
        """Give its ``drift.json``."""
        return self.contents["drift"]

    @property
    def status(self) -> str:
        """Say how it ended: clean, violations, too-few-records, no-data or failed."""
        said: str = self.drift["status"]
        return said

    @property
    def violations(self) -> list[Json]:
        """Give what violates a constraint, by Model Monitor's verdict on drift."""
        found: list[Json] = self.contents["constraint_violations"]["violations"]
        return found


def hours(
    aws: AwsClient, watching: Watching, monitor: str, hour: str | None, now: dt.datetime
) -> list[str]:
    """Give the hours of a monitor's reports up to ``hour``, oldest first.

    These are the ones of two weeks before it or ``now``, or if there is none, all that there are.
    """
    prefix = watching.reports(monitor)
    newest = dt.datetime.strptime(hour, PATH).replace(tzinfo=dt.UTC) if hour else now
    # Ours is written in this order, and whole then; Model Monitor has no violations in a clean one.
    last = "constraint_violations" if watching.own else "statistics"
    for after in (f"{prefix}{newest - RECENT:%Y/%m/%d}", ""):
        listed = (
            each["Key"].removeprefix(prefix)
            for each in buckets.listed(aws, watching.bucket, prefix, after)
        )
        known = itertools.takewhile(lambda key: not hour or key[: len(hour)] <= hour, listed)
        if found := {key.rpartition("/")[0] for key in known if key.endswith(f"/{last}.json")}:
            return sorted(found)
    return []


def fetch(aws: AwsClient, watching: Watching, monitor: str, hour: str, before: list[str]) -> Report:
    """Fetch the report of an hour, and of ``before`` as many as the history has.

    Raises:
        AwsError: a file may not be read.

    """
    baseline = {
        name: aws.read(watching.bucket, f"baseline/{monitor}/{name}.json")
        for name in ("statistics", "constraints")
    }
    minimum = int(watching.parameters["MinimumRecords"])

    def read(at: str, names: tuple[str, ...]) -> Contents:
        return {
            name: found
            for name in names
            if (found := _read(aws, watching, f"{watching.reports(monitor)}{at}/{name}.json"))
        }

    def recall(at: str) -> Run:
        # Ours says it all; of Model Monitor's report the distances are computed anew.
        own = read(at, ("drift",)) if watching.own else read(at, FILES)
        return recalled(at, whole(own, baseline, monitor, minimum))

    contents = whole(read(hour, FILES), baseline, monitor, minimum)
    with ThreadPoolExecutor(THREADS) as pool:
        history = [*pool.map(recall, before[-HISTORY:])]
    where = f"s3://{watching.bucket}/{watching.reports(monitor)}{hour}/"
    past = [*history, recalled(hour, contents)]
    return Report(monitor, where, contents, baseline, past, watching.verdict)


def _read(aws: AwsClient, watching: Watching, key: str) -> Json:
    """Read a report's file; {} when it is missing.

    Who may not list the whole bucket is told of a missing object that access is denied [S3 API
    reference, GetObject].
    """
    try:
        return aws.read(watching.bucket, key)
    except AwsError as error:
        if error.code in ("NoSuchKey", "404"):
            return {}
        if error.denied and not any(buckets.listed(aws, watching.bucket, key)):
            return {}
        raise


def local(folder: Path, baseline: Path | None) -> Report:
    """Read a report that ``analyze`` has written, and the baseline that it was compared with.

    Raises:
        GeneratorError: a file is missing, or is none.

    """
    found: Contents = {
        name: load(str(folder / f"{name}.json"))
        for name in FILES
        if (folder / f"{name}.json").exists()
    }
    if "statistics" not in found:
        raise GeneratorError(
            f"{folder} holds no report: there is no statistics.json. Write one with"
            f" `monitor-stack analyze data-quality --output {folder}`"
        )
    before: Contents = {}
    if baseline:
        before = {name: load(f"{baseline}/{name}.json") for name in ("statistics", "constraints")}
    monitor = DATA if "features" in found["statistics"] else MONITORS[1]
    return Report(monitor, str(folder), whole(found, before, monitor, 1), before)


def whole(found: Contents, baseline: Contents, monitor: str, minimum: int) -> Contents:
    """Give a report what it lacks of the shape of ours; ``drift`` alone is whole, too.

    ``minimum`` is the number of records below which there is no verdict.
    """
    contents = {name: {**part} for name, part in found.items()}
    violations = contents.setdefault("constraint_violations", {"violations": []})["violations"]
    statistics = contents.get("statistics", {})
    drift = contents.setdefault("drift", {})
    rows = statistics.get("dataset", {}).get("item_count", 0)
    drift.setdefault("records", rows)
    few = monitor == DATA and rows < minimum and bool(statistics)
    if monitor == DATA and statistics and not _exact(drift):
        judged = _judged(statistics, baseline, violations, few=few) if baseline else []
        drift["features"] = judged
    shown = drift.get("violations", violations)
    drift.setdefault("features", [])
    drift.setdefault("violations", violations)
    drift.setdefault("status", "violations" if shown else TOO_FEW if few else "clean")
    for name, empty in (("reason", ""), ("window", []), ("unread", {}), ("figures", {})):
        drift.setdefault(name, empty)
    return contents


def _exact(drift: Json) -> bool:
    """Tell whether the exact verdict is in: an empty list of features needs none."""
    return "features" in drift and all("modelMonitor" in each for each in drift["features"])


def _judged(
    statistics: Json, baseline: Contents, violations: list[Json], *, few: bool
) -> list[Json]:
    """Put the exact verdict beside Model Monitor's, as ``lambda_src.analyzer.report`` does."""
    theirs = compare(baseline["statistics"], statistics, baseline["constraints"], violations)
    old, new = (
        {each["name"]: each for each in side["features"]}
        for side in (baseline["statistics"], statistics)
    )
    found = []
    for one in theirs:
        name = one.pop("feature")
        if ours := compared(old[name], new[name]):
            found.append({"feature": name, **one, **ours, "modelMonitor": one})
    verdicts(found, few)
    return found


def recalled(hour: str, contents: Contents) -> Run:
    """Give what the history keeps of a run."""
    drift = contents["drift"]
    distances = {
        each["feature"]: (
            each.get("distance") if "modelMonitor" in each else None,
            each.get("modelMonitor", each).get("distance"),
        )
        for each in drift["features"]
    }
    metrics = drift.get("named") or metrics_of(contents.get("statistics", {}))
    return Run(hour, drift["status"], distances, metrics)


def chosen(
    aws: AwsClient, watching: Watching, monitor: str, hour: str | None, now: dt.datetime
) -> Report | None:
    """Fetch the report of an hour, or the newest; None when there is none.

    Raises:
        NoReportError: there is none of that hour.

    """
    found = hours(aws, watching, monitor, hour, now)
    if hour and hour not in found:
        raise NoReportError(monitor, hour, found)
    if not found:
        return None
    at = hour or found[-1]
    return fetch(aws, watching, monitor, at, found[: found.index(at)])


def shortened(contents: Contents) -> Contents:
    """Give a report whose violations are described in as many digits as a person reads."""
    found = contents["constraint_violations"]["violations"]
    short = [
        {
            **each,
            "description": FIGURE.sub(lambda said: number(float(said[0])), each["description"]),
        }
        for each in found
    ]
    return {**contents, "constraint_violations": {"violations": short}}
