"""The dashboard: drift by feature, violations, records, quality, endpoint, alarms, alerts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from troposphere import Sub, cloudwatch

from generator.intrinsics import if_
from generator.parts.base import Part
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.functions import NAMESPACE

if TYPE_CHECKING:
    from generator.parts.alarms import Alarms
    from generator.parts.endpoint import Watched

_FIGURES = ("accuracy", "auc", "f1", "rmse", "r2")


@dataclass(frozen=True)
class Dashboard(Part):
    """The dashboard, named by CloudFormation."""

    TITLE: ClassVar[str] = "Dashboard"
    dashboard: cloudwatch.Dashboard

    @property
    def url(self) -> Sub:
        """Address of the dashboard in the console."""
        return Sub(
            "https://console.aws.amazon.com/cloudwatch/home"
            "?region=${AWS::Region}#dashboards/dashboard/${Dashboard}"
        )


def dashboard(alarms: Alarms, watched: Watched) -> Dashboard:
    """Make the dashboard. ``M`` and ``L`` are what every widget of metrics, and of the log, has."""
    resources = list(alarms.resources())
    always = [
        f'"${{{alarm.title}.Arn}}"' for alarm in resources if "Condition" not in alarm.resource
    ]
    quality = [f',"${{{alarm.title}.Arn}}"' for alarm in resources if "Condition" in alarm.resource]
    variables: dict[str, Any] = {
        "E": watched.attribute("Name"),
        "V": watched.attribute("Variant"),
        "M": Sub('"type":"metric","properties":{"region":"${AWS::Region}","title"'),
        "L": Sub(
            '"type":"log","properties":{"region":"${AWS::Region}","view":"table",'
            '"query":"SOURCE \'${Logs}\'|filter ispresent'
        ),
        "More": if_(QUALITY, Sub("".join(quality)), ""),
    }
    body = ",\n".join([_alarms(always), *_logs(), *_metrics()])
    return Dashboard(
        dashboard=cloudwatch.Dashboard(
            "Dashboard", DashboardBody=Sub(f'{{"widgets":[\n{body}\n]}}', **variables)
        )
    )


def _alarms(arns: list[str]) -> str:
    listed = ",".join(arns)
    return f'{{"type":"alarm","properties":{{"title":"Alarms","alarms":[{listed}${{More}}]}}}}'


def _logs() -> list[str]:
    return [
        '{${L}(request.Subject)|display @timestamp,request.Subject","title":"Newest alerts"}}',
        '{${L}(distance)|stats latest(distance) as far,latest(threshold) by feature|sort far desc",'
        '"title":"Drift by feature"}}',
    ]


def _metrics() -> list[str]:
    violations = "ConstraintViolations"
    return [
        _own(
            "Drift, violations",
            ("MaxDriftDistance", DATA_QUALITY),
            ("DriftedFeatures", DATA_QUALITY),
            (violations, DATA_QUALITY),
            (violations, MODEL_QUALITY),
        ),
        _own("Records", ("CapturedRecords", DATA_QUALITY), ("LabelledRecords", MODEL_QUALITY)),
        _metric("Model quality", [{"expression": _search()}]),
        _endpoint(),
    ]


def _metric(title: str, *metrics: list[Any], **options: str) -> str:
    rest = json.dumps({**options, "metrics": metrics}, separators=(",", ":"))
    return f'{{${{M}}:"{title}",{rest[1:]}}}'


def _own(title: str, *figures: tuple[str, str]) -> str:
    """Draw figures of ours; a dot repeats what stands above it."""
    (name, monitor), *rest = figures
    first = [NAMESPACE, name, "Endpoint", "${E}", "Monitor", monitor]
    return _metric(title, first, *([".", name, ".", ".", ".", monitor] for name, monitor in rest))


def _endpoint() -> str:
    """Draw requests and errors, and the latency (microseconds) to the right."""
    first = ["AWS/SageMaker", "Invocations", "EndpointName", "${E}", "VariantName", "${V}"]
    same = [".", ".", ".", "."]
    latency = [".", "ModelLatency", *same, {"stat": "p99", "yAxis": "right"}]
    return _metric("Endpoint", first, [".", "Invocation5XXErrors", *same], latency, stat="Sum")


def _search() -> str:
    names = " OR ".join(_FIGURES)
    where = f'Endpoint="${{E}}" Monitor="{MODEL_QUALITY}" MetricName=({names})'
    return f"SEARCH('{{{NAMESPACE},Endpoint,Monitor}} {where}','Maximum',300)"
