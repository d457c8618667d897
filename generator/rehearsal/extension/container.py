"""What a processing job with the analyzer's image does: its inputs and outputs, as its role.

Environment and inputs: developer guide, "Container Contract Inputs"; a baseline's are those that
the SageMaker Python SDK sends. The analysis itself is that of the stand-ins.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from generator.rehearsal.extension import stand_in_analyzer, stand_in_quality
from generator.rehearsal.extension.stand_in_quality import Answer

if TYPE_CHECKING:
    from generator.rehearsal.extension.objects import Objects
    from generator.rehearsal.extension.store import Json

CLEAN = "Completed: Job completed successfully with no violations."
FOUND = "CompletedWithViolations: Job completed successfully with {} violations."
_NO_DATA = "the dataset has no rows"


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
        base = self.objects.read_json(role, settings["baseline_statistics"])
        rows = [row for line in lines(texts) for row in captured(line)]
        names = [one["name"] for one in limits["features"]]
        now = stand_in_analyzer.statistics(names, rows)
        found = stand_in_analyzer.violations(rows, now, base, limits)
        return _results(now, limits, found)

    def _compare_quality(self, role: str, texts: list[str], settings: Json) -> dict[str, Json]:
        limits = self.objects.read_json(role, settings["baseline_constraints"])
        answers = [_merged(line, settings) for line in lines(texts)]
        problem = settings["problem_type"]
        now = stand_in_quality.statistics(problem, answers)
        return _results(now, limits, stand_in_quality.violations(problem, now, limits))


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
        stats = stand_in_analyzer.statistics(names, rows)
        return {"statistics": stats, "constraints": stand_in_analyzer.constraints(stats)}
    problem = settings["problem_type"]
    answers = [_labelled(dict(zip(names, row, strict=True)), settings) for row in rows]
    stats = stand_in_quality.statistics(problem, answers)
    return {"statistics": stats, "constraints": stand_in_quality.constraints(problem, stats)}


def _labelled(row: dict[str, str], settings: Json) -> Answer:
    return _answer(row, row[settings["ground_truth_attribute"]], settings)


def _answer(row: dict[str, str], label: str, settings: Json) -> Answer:
    chance = settings.get("probability_attribute")
    probability = float(row[chance]) if chance and chance in row else None
    made = settings.get("inference_attribute")
    if made:
        return Answer(row[made], label, probability)
    threshold = float(settings.get("probability_threshold_attribute", 0.5))
    if probability is None:
        raise ValueError("neither inference_attribute nor probability_attribute is in the data")
    return Answer(str(int(probability > threshold)), label, probability)


def _merged(line: Json, settings: Json) -> Answer:
    cells = sides(line)["endpointOutput"][0]
    row = {str(index): cell for index, cell in enumerate(cells)}
    return _answer(row, str(line["groundTruthData"]["data"]).strip(), settings)


def lines(texts: list[str]) -> list[Json]:
    """Give the records of JSON Lines files."""
    found = [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]
    if not found:
        raise ValueError(_NO_DATA)
    return found


def captured(line: Json) -> list[list[str]]:
    """Give the rows of a captured record: the answer's columns first, then the request's."""
    found = sides(line)
    kinds = {side: data["encoding"] for side, data in line["captureData"].items()}
    if len(set(kinds.values())) > 1:
        raise ValueError(
            f"Encoding mismatch: Encoding is {kinds['endpointOutput']} for endpointOutput, but "
            f"Encoding is {kinds['endpointInput']} for endpointInput. We currently only support "
            "the same type of input and output encoding at the moment."
        )
    parts = [found[side] for side in ("endpointOutput", "endpointInput") if side in found]
    return [[cell for part in row for cell in part] for row in zip(*parts, strict=True)]


def sides(line: Json) -> dict[str, list[list[str]]]:
    """Give the rows of each side of a captured record."""
    return {side: _rows(data) for side, data in line["captureData"].items()}


def _rows(data: Json) -> list[list[str]]:
    if data["encoding"] == "CSV":
        return [row for row in csv.reader(io.StringIO(data["data"])) if row]
    if data["encoding"] == "JSON":
        return [_flat(json.loads(data["data"]))]
    raise ValueError("Encoding BASE64 cannot be analysed: content types were not configured")


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [cell for item in value for cell in _flat(item)]
    return ["" if value is None else str(value)]
