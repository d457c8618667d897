"""The dashboard: drift by feature, violations, records, quality, endpoint, alarms, alerts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from troposphere import Ref, Sub, cloudwatch

from generator.intrinsics import if_
from generator.parts.alarms import EVERY
from generator.parts.base import Part
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.functions import NAMESPACE

if TYPE_CHECKING:
    from generator.parts.alarms import Alarms
    from generator.parts.endpoint import Watched

_FIGURES = ("accuracy", "auc", "f1", "precision", "recall", "weighted_f1", "rmse", "r2")


@dataclass(frozen=True)
class Dashboard(Part):
    """The dashboard, named by CloudFormation."""

    TITLE: ClassVar[str] = "Dashboard"
    dashboard: cloudwatch.Dashboard

    @property
    def url(self) -> Sub:
        """Address of the dashboard in the console."""
        return Sub(
            "https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home"
            "?region=${AWS::Region}#dashboards/dashboard/${Dashboard}"
        )


def dashboard(alarms: Alarms, watched: Watched) -> Dashboard:
    """Make the dashboard."""
    resources = list(alarms.resources())
    always = [str(alarm.title) for alarm in resources if "Condition" not in alarm.resource]
    quality = [str(alarm.title) for alarm in resources if "Condition" in alarm.resource]
    more = Sub("".join(f',"${{{title}.Arn}}"' for title in quality))
    variables: dict[str, Any] = {
        "E": watched.attribute("EndpointName"),
        "V": watched.attribute("VariantName"),
        "R": Ref("AWS::Region"),
        "More": if_(QUALITY, more, ""),
    }
    return Dashboard(
        dashboard=cloudwatch.Dashboard("Dashboard", DashboardBody=Sub(_body(always), **variables))
    )


def _body(alarms: list[str]) -> str:
    """Give the body's JSON, one widget a line; the console flows them, three rows of a kind."""
    lines = ",\n".join(json.dumps(widget, separators=(",", ":")) for widget in _widgets(alarms))
    return '{"widgets":[\n' + lines.replace(',"${More}"', "${More}") + "\n]}"


def _widgets(alarms: list[str]) -> list[dict[str, Any]]:
    arns = [f"${{{title}.Arn}}" for title in alarms]
    return [
        _widget("alarm", "Alarms", alarms=[*arns, "${More}"]),
        _log(
            "Newest alerts",
            'filter event="alert"|sort @timestamp desc|display @timestamp,kind,subject',
        ),
        _log(
            "Drift by feature, newest run",
            "filter ispresent(distance)|stats latest(distance) as Distance,latest(threshold) as"
            " Threshold by feature|sort Distance desc",
        ),
        _own("Drift", ("MaxDriftDistance", DATA_QUALITY), ("DriftedFeatures", DATA_QUALITY)),
        _own("Constraint violations", *(("ConstraintViolations", m) for m in _MONITORS)),
        _own("Records", ("CapturedRecords", DATA_QUALITY), ("LabelledRecords", MODEL_QUALITY)),
        _metric("Model quality", [{"expression": _search()}]),
        _own("Runs", ("HoursSinceLastReport", EVERY), ("RunFailures", EVERY)),
        _endpoint("Endpoint latency (us)", "p99", "ModelLatency"),
        _endpoint("Endpoint requests and errors", "Sum", "Invocations", "Invocation5XXErrors"),
    ]


_MONITORS = (DATA_QUALITY, MODEL_QUALITY)


def _widget(kind: str, title: str, **properties: Any) -> dict[str, Any]:
    return {"type": kind, "properties": {"title": title, **properties}}


def _metric(title: str, *metrics: list[Any], **options: str) -> dict[str, Any]:
    return _widget("metric", title, region="${R}", **options, metrics=list(metrics))


def _own(title: str, *figures: tuple[str, str]) -> dict[str, Any]:
    """Draw figures of ours; a dot repeats what stands above it."""
    (name, monitor), *rest = figures
    first = [NAMESPACE, name, "Endpoint", "${E}", "Monitor", monitor]
    return _metric(title, first, *([".", name, ".", ".", ".", monitor] for name, monitor in rest))


def _endpoint(title: str, stat: str, name: str, *more: str) -> dict[str, Any]:
    first = ["AWS/SageMaker", name, "EndpointName", "${E}", "VariantName", "${V}"]
    return _metric(title, first, *([".", each, ".", ".", ".", "."] for each in more), stat=stat)


def _search() -> str:
    names = " OR ".join(_FIGURES)
    where = f'Endpoint="${{E}}" Monitor="{MODEL_QUALITY}" MetricName=({names})'
    return f"SEARCH('{{{NAMESPACE},Endpoint,Monitor}} {where}','Maximum',300)"


def _log(title: str, query: str) -> dict[str, Any]:
    return _widget("log", title, region="${R}", view="table", query="SOURCE '${Logs}'|" + query)
