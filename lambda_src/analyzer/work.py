"""One run: the objects of a window -> its report in S3.

``drift.json`` says all that a recorder needs: ``{"event", "monitor", "scheduled", "status",
"reason", "report", "window", "partial", "records", "features", "violations", "unread",
"figures"}``. ``status`` is clean, violations, too-few-records, no-data or failed; ``figures`` are
metric -> value; ``violations`` are those of the verdict in force, which raise alarms.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from lambda_src.analyzer.bucket import lines, listed
from lambda_src.analyzer.checks import drift_violation
from lambda_src.analyzer.dataset import Dataset
from lambda_src.analyzer.quality import answered, labels_of, quality_violations, statistics_of
from lambda_src.analyzer.records import UNREADABLE, Unread, captured
from lambda_src.analyzer.report import data_quality, feature_names
from lambda_src.analyzer.windows import WEEK, due, hours, newest, path_of
from lambda_src.aws import client
from lambda_src.clock import HOUR, iso
from lambda_src.monitors import DATA, MONITORS, metrics_of
from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from lambda_src.analyzer.records import Line

    Json: TypeAlias = dict[str, Any]

ENV = os.environ
# Milliseconds that are kept back for comparing and writing, once everything is read.
RESERVE = 60_000


class TooLargeError(Exception):
    """A window that cannot be read in the time of one invocation."""


def pending(now: float, partial: bool, /) -> list[tuple[str, int, int]]:  # noqa: FBT001
    """Give the runs to make: monitor, hour of the run, and up to when its window reaches.

    ``partial`` asks for the window that is still open, and for no other; its report is not the
    last word, and the run at its hour replaces it. What has not reported for two weeks starts anew.
    """
    step = HOUR * int(ENV["HOURS"])
    found = []
    for monitor in MONITORS[: 1 + (ENV["QUALITY"] == "true")]:
        if partial:
            found.append((monitor, int(now // step * step + step), int(now)))
            continue
        prefix = prefix_of(monitor)
        after = prefix + path_of(now - 2 * WEEK)
        last = newest([key for key, _ in listed(ENV["BUCKET"], prefix, after)])
        if last and stored(f"{prefix}{path_of(last)}/drift.json")["partial"]:
            last -= step
        found += [(monitor, at, at) for at in due(last, now, step)]
    return found


def prefix_of(monitor: str, /) -> str:
    """Give where a monitor's reports are."""
    return f"reports/{monitor}/{ENV['ENDPOINT']}/{ENV['PREFIX']}-{monitor}/"


def analysed(monitor: str, at: int, until: int, left: Callable[[], int], /) -> Json:
    """Analyse the window of the run ``at``, write its report, and give its ``drift.json``.

    ``left`` gives the milliseconds of this invocation. A window that cannot be analysed has a
    report, too, which says why; an error of AWS has none, so that the run stays due.
    """
    late = HOUR * int(ENV["DELAY"]) if monitor != DATA else 0
    start, end = at - HOUR * int(ENV["HOURS"]) - late, until - late
    folder, unread = prefix_of(monitor) + path_of(at), Unread()
    detail: Json = {
        "event": "run", "monitor": monitor, "scheduled": iso(at), "status": "failed",
        "report": f"s3://{ENV['BUCKET']}/{folder}", "window": [iso(start), iso(end)],
        "reason": "", "records": 0, "features": [], "violations": [],
        "figures": {"RunFailures": 1}, "partial": until < at,
    }  # fmt: skip
    files: Json = {}
    bucket, _, path = ENV["CAPTURED"].partition("/")
    try:
        traffic = within(left, objects_of(bucket, path, hours(start, end)))
        if monitor == DATA:
            files = data_run(traffic, unread, detail)
        else:
            truth = objects_of(ENV["BUCKET"], "ground-truth", hours(start, until))
            files = quality_run(traffic, labels_of(within(left, truth), unread), unread, detail)
    except TooLargeError as error:
        detail["reason"] = str(error)
    except UNREADABLE as error:
        detail["reason"] = repr(error)
    detail["unread"] = unread.reasons
    files = {"constraint_violations": {"violations": []}, **files, "drift": detail}
    # The violations last: with them the report is there.
    for name in sorted(files, key="constraint_violations".__eq__):
        client("s3").put_object(
            Bucket=ENV["BUCKET"], Key=f"{folder}/{name}.json", Body=json.dumps(files[name])
        )
    return detail


def objects_of(bucket: str, prefix: str, folders: list[str], /) -> Iterator[Line]:
    """Give the lines of all objects below the hours of a prefix."""
    for folder in folders:
        for key, _ in listed(bucket, f"{prefix}/{folder}/"):
            yield from lines(bucket, key)


def within(left: Callable[[], int], found: Iterator[Line], /) -> Iterator[Line]:
    """Give lines while there is time for them.

    Raises:
        TooLargeError: there is none left, and there are more lines.

    """
    for number, line in enumerate(found):
        if not number % 1000 and left() < RESERVE:
            raise TooLargeError(
                f"window too large: time was up after {number:,} records. Nothing is half analyzed:"
                " lower CaptureSamplingPercentage, raise AnalyzerMemory, or take hourly runs"
            )
        yield line


def stored(key: str, /) -> Json:
    """Read a JSON object from the stack's bucket."""
    found: Json = json.load(client("s3").get_object(Bucket=ENV["BUCKET"], Key=key)["Body"])
    return found


def data_run(traffic: Iterator[Line], unread: Unread, detail: Json, /) -> Json:
    """Compare traffic with the baseline: fill in ``detail``, give the other files."""
    constraints = stored(f"baseline/{DATA}/constraints.json")
    data = Dataset(feature_names(constraints))
    data.read(captured(traffic, unread, data.names))
    figures = {"RunFailures": 0, "CapturedRecords": data.rows}
    detail.update(records=data.rows, figures=figures, status="no-data")
    if not data.rows:
        return {}
    excluded = ENV["EXCLUDE"].replace(" ", "").split(",")
    before, minimum = stored(f"baseline/{DATA}/statistics.json"), int(ENV["RECORDS"])
    files = data_quality(data, before, constraints, minimum, excluded)
    drift = files.pop("drift")
    verdicts = [
        (each["feature"], each if ENV["VERDICT"] == "exact" else each["modelMonitor"])
        for each in drift["features"]
    ]
    found = [
        each
        for each in files["constraint_violations"]["violations"]
        if each["constraint_check_type"] != DRIFT
    ]
    if not drift["few"]:
        far = [
            drift_violation(name, said["distance"], said["threshold"])
            for name, said in verdicts
            if said["drifted"]
        ]
        found += far
        figures["DriftedFeatures"] = len(far)
        figures["MaxDriftDistance"] = max((said["distance"] for _, said in verdicts), default=0)
    judged(detail, found, "too-few-records" if drift["few"] else "clean")
    detail["features"] = drift["features"]
    return files


def quality_run(
    traffic: Iterator[Line], labels: dict[str, list[str]], unread: Unread, detail: Json, /
) -> Json:
    """Compare labelled predictions with the baseline's metrics, as ``data_run`` does."""
    problem, places = ENV["PROBLEM"], ENV["ATTRIBUTES"].split(",")
    answers = [*answered(traffic, labels, unread, places, problem)]
    figures: dict[str, float] = {"RunFailures": 0, "LabelledRecords": len(answers)}
    detail.update(records=len(answers), figures=figures, status="no-data")
    if not answers:
        return {}
    constraints = stored(f"baseline/{MONITORS[1]}/constraints.json")
    statistics = statistics_of(answers, problem)
    found = quality_violations(statistics, constraints, problem)
    figures |= metrics_of(statistics)
    judged(detail, found, "clean")
    return {
        "statistics": statistics,
        "constraints": constraints,
        "constraint_violations": {"violations": found},
    }


def judged(detail: Json, found: list[Json], otherwise: str, /) -> None:
    """Put the violations that count into ``detail``, with the status that follows."""
    detail["violations"], detail["status"] = found, "violations" if found else otherwise
    detail["figures"]["ConstraintViolations"] = len(found)
