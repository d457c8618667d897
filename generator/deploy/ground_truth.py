"""Labels: read, checked, and written where the merge with predictions looks for them.

``ground-truth/yyyy/mm/dd/hh/*.jsonl``, a JSON object a line [SageMaker developer guide, "Ingest
ground truth labels and merge them with predictions"].
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy import buckets
from generator.deploy.watching import HOUR
from generator.deploy.words import AGREE, time_of
from generator.errors import GeneratorError
from lambda_src.analyzer.quality import BINARY, REGRESSION, answer, labels_of
from lambda_src.analyzer.records import UNREADABLE, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.watching import Watching

COLUMNS = "inference_id", "label"
SHOWN = 20  # problems at once


@dataclass(frozen=True)
class Label:
    """The label of the request with this inference id; ``at`` is when that was, if it is known."""

    id: str
    label: str
    at: dt.datetime | None = None


def read(text: str, where: str, problem: str) -> list[Label]:
    """Read labels: a CSV with the columns inference_id and label, or JSON lines of such objects.

    A third column, time, says when the request was. Lines in the layout of ground truth do, too.

    Raises:
        GeneratorError: what is wrong with each line that cannot be a label of the problem type.

    """
    found: list[Label] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for place, item in _items(text, where, problems):
        try:
            label = _label(item, problem)
            if seen.setdefault(label.id, place) != place:
                raise ValueError(f"{label.id} has a label already, at {seen[label.id]}")
            found.append(label)
        except UNREADABLE as error:
            problems.append(f"{place}: {error}")
    if not found and not problems:
        problems.append(f"{where} has no labels")
    if problems:
        more = problems[SHOWN:] and [f"and {len(problems) - SHOWN} more"]
        raise GeneratorError("\n".join(["nothing was uploaded:", *problems[:SHOWN], *more]))
    return found


def _items(text: str, where: str, problems: list[str]) -> Iterator[tuple[str, Json]]:
    """Give each line's object, with its place; what is none goes to ``problems``."""
    if not text.lstrip().startswith("{"):
        yield from _of_csv(text, where, problems)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield f"{where}:{number}", {**json.loads(line)}
            except (ValueError, TypeError) as error:
                problems.append(f"{where}:{number}: no JSON object: {error}")


def _of_csv(text: str, where: str, problems: list[str]) -> Iterator[tuple[str, Json]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="more")
    names = reader.fieldnames or []
    if missing := [name for name in COLUMNS if name not in names]:
        has = f"it has {', '.join(names)}" if names else "it is empty"
        problems.append(f"{where}: no column {' and '.join(missing)}, {has}")
        return
    for row in reader:
        yield f"{where}:{reader.line_num}", row


def _label(item: Json, problem: str) -> Label:
    """Give the label in a line.

    Raises:
        ValueError: it has no id or no label, or none of the problem type, or no time.

    """
    if "groundTruthData" in item:
        unread = Unread()
        [(name, labels)] = labels_of([("", json.dumps(item))], unread).items() or [("", [])]
        item = {"inference_id": name, "label": ",".join(labels)}
    if "more" in item:
        raise ValueError("more cells than the header has")
    name, label = (
        str(item[each]).strip() if item.get(each) is not None else "" for each in COLUMNS
    )
    for column, value in zip(COLUMNS, (name, label), strict=True):
        if not value:
            raise ValueError(f"no {column}")
    if problem in (BINARY, REGRESSION):
        try:
            answer(label, "", label, problem)
        except ValueError as error:
            raise ValueError(f"{label!r} is no label of {problem}") from error
    return Label(name, label, time_of(item["time"]) if item.get("time") else None)


def lines(labels: Iterable[Label]) -> str:
    """Write labels as ground truth."""
    written = []
    for each in labels:
        cell = io.StringIO()
        csv.writer(cell, lineterminator="\n").writerow([each.label])
        record = {
            "groundTruthData": {"data": cell.getvalue()[:-1], "encoding": "CSV"},
            "eventMetadata": {"eventId": each.id},
            "eventVersion": "0",
        }
        written.append(json.dumps(record, ensure_ascii=False) + "\n")
    return "".join(written)


def upload(
    aws: AwsClient, watching: Watching, labels: Sequence[Label], name: str, otherwise: dt.datetime
) -> dict[str, int]:
    """Write labels below the hours of their requests, as ``name``; give address -> how many.

    Those whose hour is not known are ``otherwise``'s. The same name overwrites, so that an upload
    that was cut off can be repeated.
    """
    hours: dict[str, list[Label]] = defaultdict(list)
    for each in labels:
        at = (each.at or otherwise).astimezone(dt.UTC)
        hours[f"ground-truth/{at:%Y/%m/%d/%H}/{name}.jsonl"].append(each)
    for key, found in sorted(hours.items()):
        buckets.put(aws, watching.bucket, key, lines(found))
    return {f"s3://{watching.bucket}/{key}": len(found) for key, found in sorted(hours.items())}


def captured(
    aws: AwsClient, watching: Watching, wanted: set[str], now: dt.datetime, hours: int
) -> dict[str, dt.datetime]:
    """Look for requests in what was captured in the last hours; give id -> when it was."""
    bucket, prefix = buckets.place_of(watching.outputs["CaptureUri"])
    found: dict[str, dt.datetime] = {}
    for back in range(hours + 1):
        if len(found) == len(wanted):
            break
        at = now.astimezone(dt.UTC) - back * HOUR
        for each in buckets.listed(aws, bucket, f"{prefix}/{at:%Y/%m/%d/%H}/"):
            for line in buckets.text(aws, bucket, each["Key"]).splitlines():
                name = _captured_id(line)
                if name in wanted:
                    found.setdefault(name, at)
    return found


def _captured_id(line: str) -> str:
    """Give the id under which a captured record's label may come; ``""`` of what is unreadable."""
    try:
        about = json.loads(line)["eventMetadata"]
        return str(about.get("inferenceId") or about["eventId"])
    except UNREADABLE:
        return ""


def made(said: Sequence[str], problem: str, kind: str) -> list[str]:
    """Make a label for each prediction: one that agrees with it, or one that does not.

    To disagree is the other class, the next one of those that were predicted, or a number that is
    off by two standard deviations of all predictions.
    """
    if kind == AGREE:
        return [*said]
    if problem == BINARY:
        return ["01"[each == "0"] for each in said]
    if problem == REGRESSION:
        numbers = [float(each) for each in said]
        return [str(each + (2 * statistics.pstdev(numbers) or 1)) for each in numbers]
    names = sorted({*said})
    follows = dict(zip(names, [*names[1:], names[0]], strict=True))
    return [follows[each] if len(names) > 1 else f"not {each}" for each in said]
