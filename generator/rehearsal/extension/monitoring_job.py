"""The job of a monitoring execution: its window, its times, its request.

Sources: developer guide, "Container Contract Inputs" and "Schedule monitoring jobs"; names and
paths as in the printed outputs of AWS samples.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.rehearsal.extension.store import Json

_LOCAL = "/opt/ml/processing"
_OFFSET = re.compile(r"-?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def window_of(schedule: Json, definition: Json, at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Give begin and end: the hour or day before, moved by the offsets of model quality."""
    config = schedule["MonitoringScheduleConfig"]
    clock = config.get("ScheduleConfig", {}).get("ScheduleExpression", "cron(0 * ? * * *)")
    length = 1 if clock.startswith("cron(0 *") else 24
    source = definition[f"{config['MonitoringType']}JobInput"]["EndpointInput"]
    begin = _offset(source.get("StartTimeOffset"), dt.timedelta(hours=-length))
    return at + begin, at + _offset(source.get("EndTimeOffset"), dt.timedelta(0))


def request(
    schedule: Json,
    definition: Json,
    at: dt.datetime,
    window: tuple[dt.datetime, dt.datetime],
    inputs: list[str],
    now: dt.datetime,
) -> Json:
    """Give the job of an execution; ``Started`` and ``Ended`` are when it begins and ends."""
    monitor = schedule["MonitoringScheduleConfig"]["MonitoringType"]
    kind = "data" if monitor == "DataQuality" else "model"
    name = f"{kind}-quality-monitoring-{at:%Y%m%d%H%M}-{uuid.uuid4().hex[:24]}"
    output = output_of(definition, monitor)
    place = (
        f"{output['S3Uri']}/{schedule['EndpointName']}/{schedule['MonitoringScheduleName']}"
        f"/{at:%Y/%m/%d/%H}"
    )
    started, ended = times(at, now)
    return {
        "ProcessingJobName": name,
        "MonitoringScheduleArn": schedule["Arn"],
        "ProcessingInputs": [
            {
                "InputName": f"input_{number}",
                "S3Input": {
                    "S3Uri": where,
                    "LocalPath": f"{_LOCAL}/input_data/{number}",
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                },
            }
            for number, where in enumerate(inputs)
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {"OutputName": "result", "S3Output": {**output, "S3Uri": place}},
            ]
        },
        "ProcessingResources": definition["JobResources"],
        "StoppingCondition": definition.get("StoppingCondition", {"MaxRuntimeInSeconds": 3600}),
        "AppSpecification": {"ImageUri": definition[f"{monitor}AppSpecification"]["ImageUri"]},
        "Environment": _environment(schedule, definition, window),
        "RoleArn": definition["RoleArn"],
        "Started": started,
        "Ended": ended,
    }


def times(at: dt.datetime, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Give when a run that is due ``at`` begins and ends: soon after, and not in the future."""
    latest = max(at, now)
    begun, ended = (at + dt.timedelta(minutes=minutes) for minutes in (2, 10))
    return min(begun, latest), min(ended, latest)


def _environment(
    schedule: Json, definition: Json, window: tuple[dt.datetime, dt.datetime]
) -> dict[str, str]:
    """Give what the service tells the container."""
    monitor = schedule["MonitoringScheduleConfig"]["MonitoringType"]
    baseline = definition.get(f"{monitor}BaselineConfig", {})
    quality = monitor == "ModelQuality"
    form = "sagemakerMergeJson" if quality else "sagemakerCaptureJson"
    names = ["endpointOutput"] if quality else ["endpointInput", "endpointOutput"]
    given = {
        "dataset_format": json.dumps({form: {"captureIndexNames": names}}),
        "dataset_source": f"{_LOCAL}/input_data",
        "output_path": f"{_LOCAL}/output",
        "start_time": f"{window[0]:%Y-%m-%dT%H:%M:%SZ}",
        "end_time": f"{window[1]:%Y-%m-%dT%H:%M:%SZ}",
        "metric_time": f"{window[0]:%Y-%m-%dT%H:%M:%SZ}",
        "sagemaker_endpoint_name": schedule["EndpointName"],
        "sagemaker_monitoring_schedule_name": schedule["MonitoringScheduleName"],
        "baseline_constraints": baseline.get("ConstraintsResource", {}).get("S3Uri", ""),
        "baseline_statistics": baseline.get("StatisticsResource", {}).get("S3Uri", ""),
        **definition[f"{monitor}AppSpecification"].get("Environment", {}),
    }
    if quality:
        return given | _attributes(definition)
    excluded = definition["DataQualityJobInput"]["EndpointInput"].get("ExcludeFeaturesAttribute")
    return given | ({"exclude_features_attribute": excluded} if excluded else {})


def _attributes(definition: Json) -> dict[str, str]:
    source = definition["ModelQualityJobInput"]["EndpointInput"]
    fields = {
        "inference_attribute": source.get("InferenceAttribute"),
        "probability_attribute": source.get("ProbabilityAttribute"),
        "probability_threshold_attribute": source.get("ProbabilityThresholdAttribute"),
    }
    return {
        "analysis_type": "MODEL_QUALITY",
        "problem_type": definition["ModelQualityAppSpecification"].get("ProblemType", ""),
        **{name: str(value) for name, value in fields.items() if value is not None},
    }


def output_of(definition: Json, monitor: str) -> Json:
    """Give where a definition's reports go."""
    output: Json = definition[f"{monitor}JobOutputConfig"]["MonitoringOutputs"][0]["S3Output"]
    # EndOfJob is what the service fills in [API reference, MonitoringS3Output].
    return {"S3UploadMode": "EndOfJob", **output, "S3Uri": output["S3Uri"].rstrip("/")}


def _offset(text: str | None, otherwise: dt.timedelta) -> dt.timedelta:
    """Read an ISO 8601 duration such as ``-P1D`` or ``-PT25H``."""
    if not text:
        return otherwise
    found = _OFFSET.fullmatch(text)
    days, hour, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    length = dt.timedelta(days=days, hours=hour, minutes=minutes)
    return -length if text.startswith("-") else length


def hours(window: tuple[dt.datetime, dt.datetime]) -> list[str]:
    """Give a window's hours as the paths name them."""
    at, found = window[0].replace(minute=0, second=0, microsecond=0), []
    while at < window[1]:
        found.append(f"{at:%Y/%m/%d/%H}")
        at += dt.timedelta(hours=1)
    return found
