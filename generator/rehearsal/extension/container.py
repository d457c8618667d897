"""What a processing job with the analyzer's image does: its inputs and outputs, as its role.

Environment and inputs: developer guide, "Container Contract Inputs"; a baseline's are those that
the SageMaker Python SDK sends. The analysis is that of :mod:`lambda_src.analyzer`, which reproduces
Model Monitor's results. Where that reads on and counts what it could not read, a job fails, as
Amazon's does.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from lambda_src.analyzer.dataset import Dataset, statistics, suggested
from lambda_src.analyzer.quality import (
    answer,
    answered,
    quality_violations,
    statistics_of,
    suggested_quality,
)
from lambda_src.analyzer.records import Unread, requests
from lambda_src.analyzer.report import data_quality, feature_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rehearsal.extension.objects import Objects
    from generator.rehearsal.extension.store import Json

CLEAN = "Completed: Job completed successfully with no violations."
FOUND = "CompletedWithViolations: Job completed successfully with {} violations."
_NO_DATA = "the dataset has no rows"
_THRESHOLD = 0.1  # that the container suggests


class Container:
    """Does the work of processing jobs."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects

    def work(self, job: Json) -> str:
        """Do a job; give its exit message.

        Raises:
            ValueError: the job's environment or its data make no sense.
            ClientError: its role must not read or write something.

        """
        settings = job["Environment"]
        role, sources = job["RoleArn"], job.get("ProcessingInputs", [])
        texts = [
            body.decode()
            for source in sources
            if source["InputName"] not in ("baseline", "constraints")
            for body in self.objects.read_all(role, source["S3Input"]["S3Uri"])
        ]
        if "sagemakerCaptureJson" in settings["dataset_format"]:
            made = self._compare(role, texts, settings)
        elif "sagemakerMergeJson" in settings["dataset_format"]:
            made = self._compare_quality(role, texts, settings)
        else:
            made = baseline(texts, settings)
        return self.write(job, made)

    def write(self, job: Json, made: dict[str, Json]) -> str:
        """Write a job's results; give the exit message that fits them."""
        target = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"]
        key = job["ProcessingOutputConfig"].get("KmsKeyId", "")
        for name, content in made.items():
            body = json.dumps(content).encode()
            self.objects.write(job["RoleArn"], f"{target}/{name}.json", body, key)
        count = len(made.get("constraint_violations", {}).get("violations", []))
        return FOUND.format(count) if count else CLEAN

    def _compare(self, role: str, texts: list[str], settings: Json) -> dict[str, Json]:
        limits = self.objects.read_json(role, settings["baseline_constraints"])
        before = self.objects.read_json(role, settings["baseline_statistics"])
        unread, data = Unread(), Dataset(feature_names(limits))
        found = requests(_records(texts), unread, data.names)
        data.read(row for _, _, rows in found for row in rows)
        _whole(unread)
        excluded = settings.get("exclude_features_attribute", "").replace(" ", "").split(",")
        files = data_quality(data, (before, limits), 0, excluded)
        return _results(files["statistics"], limits, files["constraint_violations"]["violations"])

    def _compare_quality(self, role: str, texts: list[str], settings: Json) -> dict[str, Json]:
        limits = self.objects.read_json(role, settings["baseline_constraints"])
        problem, unread = settings["problem_type"], Unread()
        merged = ((place, json.dumps(record)) for place, record in _records(texts))
        answers = [*answered(merged, {}, unread, _attributes(settings), problem)]
        _whole(unread)
        now = statistics_of(answers, problem)
        return _results(now, limits, quality_violations(now, limits, problem))


def _results(now: Json, limits: Json, found: list[Json]) -> dict[str, Json]:
    """Give the files of a run; no file of violations where there are none."""
    made = {"statistics": now, "constraints": limits}
    return made | {"constraint_violations": {"violations": found}} if found else made


def baseline(texts: list[str], settings: Json) -> dict[str, Json]:
    """Give statistics and suggested constraints of CSV files with headers."""
    names: list[str] = []
    rows: list[list[str]] = []
    for text in texts:
        names, *more = [row for row in csv.reader(io.StringIO(text)) if row]
        rows += more
    if not rows:
        raise ValueError(_NO_DATA)
    if settings.get("analysis_type") != "MODEL_QUALITY":
        data = Dataset(names)
        data.read(rows)
        found = statistics(data.named(), data.rows)
        return {"statistics": found, "constraints": suggested(found, _THRESHOLD)}
    problem = settings["problem_type"]
    columns = [*_attributes(settings), settings["ground_truth_attribute"]]
    places = [names.index(name) if name else None for name in columns]
    cells = [["" if at is None else row[at] for at in places] for row in rows]
    found = statistics_of([answer(a, b, label, problem) for a, b, label in cells], problem)
    return {"statistics": found, "constraints": suggested_quality(found, problem)}


def _attributes(settings: Json) -> list[str]:
    """Say where prediction and probability stand, ``""`` for nowhere.

    Raises:
        ValueError: neither is said.

    """
    found = [settings.get(f"{name}_attribute", "") for name in ("inference", "probability")]
    if not any(found):
        raise ValueError("neither inference_attribute nor probability_attribute is given")
    return found


def lines(texts: list[str]) -> list[Json]:
    """Give the records of JSON Lines files."""
    found = [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]
    if not found:
        raise ValueError(_NO_DATA)
    return found


def _records(texts: list[str]) -> Iterator[tuple[str, Json]]:
    """Give captured records, each with its number, that the container can read.

    Raises:
        ValueError: one is encoded in two ways, or not as text.

    """
    for number, record in enumerate(lines(texts), 1):
        kinds = {side: data["encoding"] for side, data in record["captureData"].items()}
        if len({*kinds.values()}) > 1:
            raise ValueError(
                f"Encoding mismatch: Encoding is {kinds['endpointOutput']} for endpointOutput, but "
                f"Encoding is {kinds['endpointInput']} for endpointInput. We currently only "
                "support the same type of input and output encoding at the moment."
            )
        if "BASE64" in kinds.values():
            raise ValueError("Encoding BASE64 cannot be analysed: no content types were configured")
        yield f"record {number}", record


def _whole(unread: Unread) -> None:
    """Fail where something could not be read."""
    if unread.reasons:
        raise ValueError("; ".join(unread.reasons))
