"""Alarms, on metrics of our own and on what AWS really publishes, on nothing else.

The responder hears of them through EventBridge; only the alarm on what could not be delivered goes
to the topic itself, since it tells that the responder failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from troposphere import AWSHelperFn, GetAtt, Ref, Sub, cloudwatch

from generator.intrinsics import if_
from generator.parts.base import Part
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.functions import NAMESPACE

if TYPE_CHECKING:
    from generator.parts.alerts import Topic
    from generator.parts.endpoint import Watched
    from generator.parts.functions import FunctionLogs

EVERY = "runs"  # value of the dimension Monitor for what concerns the runs of both
ERROR_RATE = 0.05
LATENCY_MICROSECONDS = 1_000_000
SILENCE_HOURS = (27, 3)  # daily, hourly: a run late by three hours is no silence yet
_MINUTES_5 = 300
# What it means that an alarm rings; and, behind the first full stop, what to do next. The console
# shows it as the alarm's description, and the responder writes it into its e-mails.
_COMPARE = "Compare traffic and baseline; retrain, or rebaseline"
_SERVING = "See its log and load"
TEXTS = {
    "DriftAlarm": f"data drift. {_COMPARE}",
    "ViolationsAlarm": "violated constraints. See what feeds the model",
    "FailedAlarm": "a failed run. See its log and input",
    "SilentAlarm": "no report despite traffic. See the schedule",
    "QualityAlarm": "a loss of model quality. Check labels, then data drift",
    "ErrorsAlarm": f"server errors. {_SERVING}",
    "LatencyAlarm": f"slow answers (microseconds). {_SERVING}",
}


@dataclass(frozen=True)
class Alarms(Part):
    """All alarms that open an incident."""

    TITLE: ClassVar[str] = "Alarms"
    drift: cloudwatch.Alarm
    violations: cloudwatch.Alarm
    failed: cloudwatch.Alarm
    silent: cloudwatch.Alarm
    quality: cloudwatch.Alarm
    errors: cloudwatch.Alarm
    latency: cloudwatch.Alarm


def alarms(watched: Watched) -> Alarms:
    """Make the alarms. Only a clean report recovers those on drift, violations and quality."""
    runs = {"Period": _daily(86400, 3600), "EvaluationPeriods": Ref("PeriodsToAlarm")}
    short = {"Period": _MINUTES_5, "EvaluationPeriods": 3, "TreatMissingData": "notBreaching"}

    def own(title: str, metric: str, monitor: str, **more: Any) -> cloudwatch.Alarm:
        dimensions = {"Endpoint": watched.attribute("Name"), "Monitor": monitor}
        given = {"Statistic": "Maximum", "Threshold": 0, "TreatMissingData": "ignore", **more}
        if monitor == MODEL_QUALITY:
            given["Condition"] = QUALITY
        return _alarm(title, TEXTS[title], NAMESPACE, metric, dimensions, **given)

    def of_endpoint(title: str, metric: str, **more: Any) -> cloudwatch.Alarm:
        dimensions = {
            "EndpointName": watched.attribute("Name"),
            "VariantName": watched.attribute("Variant"),
        }
        given = {"Statistic": "Average", **short, **more}
        return _alarm(title, TEXTS[title], "AWS/SageMaker", metric, dimensions, **given)

    at_once = {"Period": 3600, "EvaluationPeriods": 1}  # by what is published every ten minutes
    return Alarms(
        drift=own("DriftAlarm", "DriftedFeatures", DATA_QUALITY, **runs),
        violations=own("ViolationsAlarm", "ConstraintViolations", DATA_QUALITY, **runs),
        failed=own("FailedAlarm", "RunFailures", EVERY, **at_once),
        silent=own(
            "SilentAlarm",
            "HoursSinceLastReport",
            EVERY,
            **at_once,
            Threshold=_daily(*SILENCE_HOURS),
            TreatMissingData="breaching",
        ),
        quality=own("QualityAlarm", "ConstraintViolations", MODEL_QUALITY, **runs),
        errors=of_endpoint("ErrorsAlarm", "Invocation5XXErrors", Threshold=ERROR_RATE),
        latency=of_endpoint("LatencyAlarm", "ModelLatency", Threshold=LATENCY_MICROSECONDS),
    )


def undelivered(logs: FunctionLogs, topic: Topic) -> cloudwatch.Alarm:
    """Make the alarm on dead letters: it tells the topic itself, without the responder."""
    return _alarm(
        "UndeliveredAlarm",
        Sub("${ModelName} ${Environment}: alerting failed: see its log"),
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        {"QueueName": GetAtt(logs.dead_letters, "QueueName")},
        Statistic="Maximum",
        Threshold=0,
        Period=_MINUTES_5,
        EvaluationPeriods=1,
        TreatMissingData="notBreaching",
        AlarmActions=[Ref(topic.topic)],
    )


def _daily(daily: int, hourly: int) -> AWSHelperFn:
    return if_("Daily", daily, hourly)


def _alarm(
    title: str, text: Any, namespace: str, metric: str, dimensions: dict[str, Any], **more: Any
) -> cloudwatch.Alarm:
    return cloudwatch.Alarm(
        title,
        AlarmDescription=text,
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[
            cloudwatch.MetricDimension(Name=name, Value=value) for name, value in dimensions.items()
        ],
        ComparisonOperator="GreaterThanThreshold",
        **more,
    )
