"""One run: the objects of a window -> its report in S3.

``drift.json`` says all that a recorder needs: ``{"event", "monitor", "scheduled", "status",
"reason", "report", "window", "covered", "made", "records", "features", "violations",
"unread", "figures", "named"}``. ``status`` is clean, violations, too-few-records, no-data or
failed; ``figures`` are metric -> value, and ``named`` some under Model Monitor's names;
``violations`` are those of the verdict in force, which raise alarms; ``covered`` and ``made`` are
epoch seconds: up to when traffic was looked for, and when that was.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

from lambda_src.analyzer.bucket import lines, listed
from lambda_src.analyzer.dataset import Dataset
from lambda_src.analyzer.quality import answered, labels_of, quality_violations, statistics_of
from lambda_src.analyzer.records import UNREADABLE, Unread, captured
from lambda_src.analyzer.report import data_quality, feature_names
from lambda_src.analyzer.windows import WEEK, due, hours, path_of, reported
from lambda_src.aws import client
from lambda_src.clock import HOUR, iso
from lambda_src.monitors import DATA, MONITORS, metrics_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeAlias

    from lambda_src.analyzer.records import Line

    Json: TypeAlias = dict[str, Any]

ENV = os.environ
# Milliseconds that are kept back for comparing and writing, once everything is read.
RESERVE = 60_000


def pending(now: float, partial: bool, /) -> list[tuple[str, int, int]]:  # noqa: FBT001
    """Give the runs to make: monitor, hour of the run, and up to when there are traffic and labels.

    ``partial`` asks for the windows that are still open, and for no other; the run at their hour
    replaces their reports. What has not reported for two weeks starts anew.
    """
    step, found = int(ENV["STEP"]), []
    for monitor in MONITORS[: 1 + (ENV["QUALITY"] == "true")]:
        late = int(HOUR * float(ENV["DELAY"])) * (monitor != DATA)
        prefix = prefix_of(monitor)
        done = listed(ENV["BUCKET"], prefix, prefix + path_of(now - late - 2 * WEEK))
        runs = (
            [(int(now // step * step + step), int(now))]
            if partial
            else due(reported(done), now, step, late)
        )
        found += [(monitor, *run) for run in runs]
    return found


def prefix_of(monitor: str, /) -> str:
    """Give where a monitor's reports are."""
    return f"reports/{monitor}/{ENV['ENDPOINT']}/{ENV['PREFIX']}-{monitor}/"


def analysed(
    monitor: str,
    at: int,
    until: int,
    left: Callable[[], int],
    alone: bool,  # noqa: FBT001
    /,
) -> Json:
    """Analyse the window of the run ``at``, write its report, and give its ``drift.json``.

    ``left`` gives the milliseconds of this invocation. A window that cannot be analysed has a
    report, too, which says why; an error of AWS has none, so that the run stays due. So does what
    runs out of time that it did not have ``alone``.

    Raises:
        TimeoutError: the time of others' windows was up.

    """
    start, end = at - int(ENV["STEP"]), min(at, until)
    folder, unread = prefix_of(monitor) + path_of(at), Unread()
    detail: Json = {
        "event": "run", "monitor": monitor, "scheduled": iso(at), "made": time.time(),
        "report": f"s3://{ENV['BUCKET']}/{folder}", "window": [iso(start), iso(end)],
        "covered": end, "reason": "", "records": 0, "features": [],
        "violations": [], "named": {}, "unread": unread.reasons,
    }  # fmt: skip
    files: Json = {"constraint_violations": {"violations": []}}
    bucket, _, path = ENV["CAPTURED"].partition("/")
    try:
        traffic = within(left, alone, objects_of(bucket, path, hours(start, end)))
        if monitor == DATA:
            files |= data_run(traffic, unread, detail)
        else:
            truth = objects_of(ENV["BUCKET"], "ground-truth", hours(start, until))
            truth = within(left, alone, truth)
            files |= quality_run(traffic, labels_of(truth, unread), unread, detail)
    except UNREADABLE as error:
        detail.update(reason=repr(error), status="failed", figures={"RunFailures": 1})
    files["drift"] = detail
    # The violations last: with them the report is there.
    for name in sorted(files, key="constraint_violations".__eq__):
        written(f"{folder}/{name}.json", files[name])
    return detail


def objects_of(bucket: str, prefix: str, folders: list[str], /) -> Iterator[Line]:
    """Give the lines of all objects below the hours of a prefix."""
    for folder in folders:
        for each in listed(bucket, f"{prefix}/{folder}/"):
            yield from lines(bucket, each["Key"])


def within(
    left: Callable[[], int],
    alone: bool,  # noqa: FBT001
    found: Iterator[Line],
    /,
) -> Iterator[Line]:
    """Give lines while there is time for them.

    Raises:
        ValueError: there is none left, and there are more lines.
        TimeoutError: the same, for what was not ``alone``.

    """
    for number, line in enumerate(found):
        if not number % 1000 and left() < RESERVE:
            raise (ValueError if alone else TimeoutError)(
                f"too large, time was up after {number:,} records: lower"
                " CaptureSamplingPercentage, raise AnalyzerMemory or run hourly"
            )
        yield line


def stored(key: str, /) -> Json:
    """Read a JSON object from the stack's bucket."""
    found: Json = json.load(client("s3").get_object(Bucket=ENV["BUCKET"], Key=key)["Body"])
    return found


def written(key: str, content: Json, /) -> None:
    """Write a JSON object to the stack's bucket."""
    client("s3").put_object(Bucket=ENV["BUCKET"], Key=key, Body=json.dumps(content))


def data_run(traffic: Iterator[Line], unread: Unread, detail: Json, /) -> Json:
    """Compare traffic with the baseline: fill in ``detail``, give the other files."""
    before, constraints = (
        stored(f"baseline/{DATA}/{name}.json") for name in ("statistics", "constraints")
    )
    data = Dataset(feature_names(constraints))
    data.read(captured(traffic, unread, data.names))
    detail.update(status="no-data", figures={"RunFailures": 0, "CapturedRecords": 0})
    if not data.rows:
        return nothing(unread)
    excluded = ENV["EXCLUDE"].replace(" ", "").split(",")
    files = data_quality(
        data, (before, constraints), float(ENV["RECORDS"]), excluded, ENV["VERDICT"]
    )
    detail.update(files.pop("drift"))
    return files


def nothing(unread: Unread, /) -> Json:
    """Give the files of a window with nothing in it.

    Raises:
        ValueError: there was something, but nothing could be read.

    """
    if unread.reasons:
        raise ValueError(f"nothing could be read: {', '.join(unread.reasons)}")
    return {}


def quality_run(
    traffic: Iterator[Line], labels: dict[str, list[str]], unread: Unread, detail: Json, /
) -> Json:
    """Compare labelled predictions with the baseline's metrics, as ``data_run`` does."""
    problem = ENV["PROBLEM"]
    answers = [*answered(traffic, labels, unread, ENV["ATTRIBUTES"].split(","), problem)]
    figures: Json = {"RunFailures": 0, "LabelledRecords": len(answers)}
    detail.update(records=len(answers), status="no-data", figures=figures)
    if not answers:
        return nothing(unread)
    constraints = stored(f"baseline/{MONITORS[1]}/constraints.json")
    statistics = statistics_of(answers, problem)
    found = quality_violations(statistics, constraints, problem)
    detail.update(named=metrics_of(statistics), status="too-few-records")
    figures |= detail["named"]
    if len(answers) >= float(ENV["RECORDS"]):
        detail.update(violations=found, status="violations" if found else "clean")
        figures["ConstraintViolations"] = len(found)
    return {
        "statistics": statistics,
        "constraints": constraints,
        "constraint_violations": {"violations": found},
    }
