"""The dashboard: drift by feature, violations, records, quality, endpoint, alarms, alerts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from troposphere import Sub, cloudwatch

from generator.intrinsics import if_
from generator.parts.base import Part
from generator.parts.baseline import QUALITY
from generator.parts.functions import NAMESPACE

if TYPE_CHECKING:
    from generator.parts.alarms import Alarms
    from generator.parts.endpoint import Watched

# What the widgets on our own metrics draw, by title; of both monitors, where both have it.
_OWN = {
    "Drift, violations": ("MaxDriftDistance", "DriftedFeatures", "ConstraintViolations"),
    "Records": ("CapturedRecords", "LabelledRecords"),
    "Model quality": ("accuracy", "auc", "f1", "rmse", "r2"),
}


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
    """Make the dashboard.

    ``M`` and ``L`` are how every widget of metrics, and of the log, begins; ``S`` and ``T`` stand
    around the names of metrics of ours, which a search finds, so that none is drawn that is not.
    """
    resources = list(alarms.resources())
    always = [
        f'"${{{alarm.title}.Arn}}"' for alarm in resources if "Condition" not in alarm.resource
    ]
    quality = [f',"${{{alarm.title}.Arn}}"' for alarm in resources if "Condition" in alarm.resource]
    name, variant = (f"${{{watched.watched.title}.{each}}}" for each in ("Name", "Variant"))
    variables: dict[str, Any] = {
        "M": Sub('"type":"metric","properties":{"region":"${AWS::Region}","title":'),
        "S": Sub(
            f'"metrics":[[{{"expression":"SEARCH(\'{{{NAMESPACE},Endpoint,Monitor}}'
            f' Endpoint=\\"{name}\\" MetricName=('
        ),
        "T": ")','Maximum',300)\"}]]}}",
        "L": Sub(
            '"type":"log","properties":{"region":"${AWS::Region}","view":"table",'
            '"query":"SOURCE \'${Logs}\'|filter ispresent'
        ),
        "More": if_(QUALITY, Sub("".join(quality)), ""),
    }
    own = [f'{{${{M}}"{title}",${{S}}{" OR ".join(names)}${{T}}' for title, names in _OWN.items()]
    body = ",\n".join([_alarms(always), *_logs(), *own, _endpoint(name, variant)])
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


def _endpoint(name: str, variant: str) -> str:
    """Draw requests and errors, and the latency (microseconds) to the right."""
    of = ["EndpointName", name, "VariantName", variant]
    same = [".", ".", ".", "."]
    metrics = [
        ["AWS/SageMaker", "Invocations", *of],
        [".", "Invocation5XXErrors", *same],
        [".", "ModelLatency", *same, {"stat": "p99", "yAxis": "right"}],
    ]
    drawn = json.dumps({"stat": "Sum", "metrics": metrics}, separators=(",", ":"))
    return f'{{${{M}}"Endpoint",{drawn[1:]}}}'
