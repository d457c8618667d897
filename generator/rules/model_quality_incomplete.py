"""E9121: a model-quality monitor that lacks what quality is computed from."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import readings
from generator.rules._walk import at, named, resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_MODEL = re.compile(r"model[-_]?quality", re.IGNORECASE)
_DATA = re.compile(r"data[-_]?quality", re.IGNORECASE)
_DEFINITION = "AWS::SageMaker::ModelQualityJobDefinition"
_BINARY = "BinaryClassification"
_INPUTS = ("EndpointInput", "BatchTransformInput")
_INSTEAD = "Use an AWS::SageMaker::ModelQualityJobDefinition, and name it in the schedule"


class ModelQualityIncomplete(Check):
    """Finds model-quality monitors without attributes, ground truth, problem type or type."""

    id = "E9121"
    shortdesc = "A model-quality monitor without ground truth, problem type or attributes"
    description = (
        "Model quality compares predictions with labels: it needs to know where both are and what "
        "the problem is. A schedule without MonitoringType monitors data quality"
    )
    source_url = (
        "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-model-quality-schedule.html"
    )
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "schedule"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield what each model-quality monitor lacks."""
        for name, _, body in resources(
            reader.template, "AWS::SageMaker::ModelQualityJobDefinition"
        ):
            problem = ("ModelQualityAppSpecification", "ProblemType")
            kinds = [str(one) for one in reader.read(at(body, problem), root(name))]
            yield from _no_attributes(body, root(name), kinds)
        for name, _, body in resources(reader.template, "AWS::SageMaker::MonitoringSchedule"):
            for path, job in named(body, root(name), ["MonitoringJobDefinition"]):
                if isinstance(job, Mapping):
                    yield from _inline(reader, (name, body), job, path)


def _no_attributes(body: Mapping[str, Any], path: Place, problems: list[str]) -> Iterator[Problem]:
    """Yield each input that does not say where the prediction stands."""
    enough = ["InferenceAttribute"]
    if not problems or _BINARY in problems or any("${" in one for one in problems):
        enough.append("ProbabilityAttribute")
    for where, node in named(body, path, _INPUTS):
        if isinstance(node, Mapping) and not any(key in node for key in enough):
            yield Problem(
                where,
                "nothing says where the prediction stands in what was captured: SageMaker refuses "
                f"the job definition. Set {' or '.join(enough)}: a column's index for CSV, a "
                "JSONPath for JSON",
            )


def _inline(
    reader: Reader, schedule: tuple[str, Mapping[str, Any]], job: Mapping[str, Any], path: Place
) -> Iterator[Problem]:
    name, body = schedule
    given = [value for _, value in named(body, root(name), ["MonitoringType"])]
    kinds = [str(one) for value in given for one in reader.read(value, path)] or ["DataQuality"]
    if kinds == ["DataQuality"]:
        if _called_quality(reader, name, body):
            yield Problem(path, _second_data_quality(bool(given)))
        return
    environment = job.get("Environment") or {}
    if kinds == ["ModelQuality"] and isinstance(environment, Mapping):
        lacks = [key for key in ("problem_type", "ground_truth_input") if key not in environment]
        if lacks and "Fn::If" not in environment:
            yield Problem(
                path,
                f"this model-quality monitor has no {' and no '.join(lacks)}: an inline definition "
                "has no property for them, and without labels every run fails. " + _INSTEAD,
            )
        yield from _no_attributes(job, path, [str(environment.get("problem_type", _BINARY))])


def _called_quality(reader: Reader, name: str, body: Mapping[str, Any]) -> bool:
    """Say whether the schedule's names speak of model quality, and not of data quality too."""
    texts = [name]
    for where, value in named(body, root(name), ["MonitoringScheduleName"]):
        texts += [str(one) for one in readings(reader, value, where)]
    return any(_MODEL.search(text) and not _DATA.search(text) for text in texts)


def _second_data_quality(given: bool) -> str:  # noqa: FBT001 - one of two texts
    said = "MonitoringType is DataQuality" if given else "MonitoringType is missing"
    return (
        f"this is called model quality, but {said}: SageMaker runs a second data-quality job, and "
        "no label is ever looked at. " + _INSTEAD + " with MonitoringType ModelQuality"
    )
