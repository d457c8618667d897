"""E9120: a monitor on an endpoint that captures nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import branches, existing, given
from generator.rules._pieces import Assumptions, merge
from generator.rules._reader import intrinsic
from generator.rules._walk import named, resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_MONITORS = (
    "AWS::SageMaker::MonitoringSchedule",
    "AWS::SageMaker::DataQualityJobDefinition",
    "AWS::SageMaker::ModelQualityJobDefinition",
    "AWS::SageMaker::ModelBiasJobDefinition",
    "AWS::SageMaker::ModelExplainabilityJobDefinition",
)


class ScheduleWithoutCapture(Check):
    """Follows each monitor to its endpoint and the endpoint's configuration."""

    id = "E9120"
    shortdesc = "A monitor on an endpoint whose data capture is off"
    description = (
        "A monitoring job reads what the endpoint has captured. Without data capture SageMaker "
        "refuses the monitor, and the stack says only 'GeneralServiceException'"
    )
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html"
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "capture", "schedule"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every monitor that can be made while its endpoint captures nothing."""
        for name, _, body in resources(reader.template, *_MONITORS):
            for path, node in named(body, root(name), ["EndpointInput"]):
                value = node.get("EndpointName") if isinstance(node, Mapping) else None
                for endpoint, seen in _named(reader, value, path, "Endpoint"):
                    if any(
                        merge(one, made) is not None
                        for one in _silent(reader, endpoint, seen)
                        for made in existing(reader, name)
                    ):
                        yield Problem((*path, "EndpointName"), _words(endpoint))


def _named(reader: Reader, value: Any, path: Place, what: str) -> Iterator[tuple[str, Assumptions]]:
    """Yield each endpoint, or configuration, that the value names, and what that assumes."""
    if value is None:
        return
    for name, _, body in resources(reader.template, f"AWS::SageMaker::{what}"):
        if body.get(f"{what}Name") == value:
            yield name, ()
    for reading in reader.read(value, path):
        hole = reading.only_hole
        if hole is not None and hole.name and _is(reader, hole.name, what):
            yield hole.name, reading.assumed


def _is(reader: Reader, name: str, what: str) -> bool:
    return any(
        name == found and kind == f"AWS::SageMaker::{what}"
        for found, kind, _ in resources(reader.template, f"AWS::SageMaker::{what}")
    )


def _silent(reader: Reader, endpoint: str, assumed: Assumptions) -> Iterator[Assumptions]:
    """Yield what is assumed where the endpoint captures nothing."""
    value = given(reader, endpoint).get("EndpointConfigName")
    for config, more in _named(reader, value, root(endpoint), "EndpointConfig"):
        for off in _off(reader, given(reader, config).get("DataCaptureConfig")):
            first = merge(assumed, more)
            both = None if first is None else merge(first, off)
            if both is not None:
                yield both


def _off(reader: Reader, capture: Any) -> Iterator[Assumptions]:
    """Yield what is assumed where a capture's configuration is missing, or switched off."""
    if capture is None or capture == {"Ref": "AWS::NoValue"}:
        yield ()
    elif intrinsic(capture) == "Fn::If":
        for _, assumed, branch in branches(reader, capture):
            for more in _off(reader, branch):
                if (both := merge(assumed, more)) is not None:
                    yield both
    elif isinstance(capture, Mapping):
        for reading in reader.read(capture.get("EnableCapture"), ()):
            if str(reading) == "false":
                yield reading.assumed


def _words(endpoint: str) -> str:
    return (
        f"the configuration of {endpoint} captures no data, or can be told not to, and this "
        "monitor reads what was captured: SageMaker refuses it, and the stack fails. Give the "
        "EndpointConfig a DataCaptureConfig with EnableCapture true, or make both under one "
        "condition"
    )
