"""Figures in CloudWatch: what runs say, and how long traffic waits for a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.clock import HOUR
from lambda_src.responder.store import ENV
from lambda_src.responder.told import ENDPOINT, VARIANT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Seconds. CloudWatch takes no figure older than two weeks (PutMetricData): such a run would block
# all behind it. GetMetricStatistics gives at most 1,440 points, 60 days of hours.
TOO_OLD, LOOK_BACK = 1_123_200, 5_011_200  # 13 and 58 days


def dimensions(**names: str) -> list[Json]:
    """Give a metric's dimensions as CloudWatch takes them."""
    return [{"Name": name, "Value": value} for name, value in names.items()]


def publish(monitor: str, figures: Mapping[str, float], at: Any, /) -> None:
    """Publish figures of a monitor, at a time that a repetition gives again."""
    return send_figures("ModelMonitoring", figures, at, Monitor=monitor)


def send_figures(namespace: str, figures: Mapping[str, float], at: Any, /, **by: str) -> None:
    """Publish figures of the endpoint in a namespace; ``by`` are further dimensions."""
    data = [
        {
            "MetricName": name,
            "Dimensions": dimensions(Endpoint=ENV[ENDPOINT], **by),
            "Value": value,
            "Timestamp": at,
        }
        for name, value in figures.items()
    ]
    while data:  # at most 1000 in a call
        client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=data[:1000])
        del data[:1000]


def waiting(state: Json, now: float, /) -> float:
    """Give the hours that the oldest traffic waits for a run that concludes; 0 without any.

    A run covers the traffic up to its scheduled time, whatever labels it waits for.
    """
    since = max(now - LOOK_BACK, state["covered"])
    # The service refuses an empty span.
    return (
        since < now
        and (
            now
            - min(
                (
                    point["Timestamp"].timestamp()
                    for point in client("cloudwatch").get_metric_statistics(
                        Namespace="AWS/SageMaker",
                        MetricName="Invocations",
                        Dimensions=dimensions(EndpointName=ENV[ENDPOINT], VariantName=ENV[VARIANT]),
                        StartTime=since,
                        EndTime=now,
                        Period=HOUR,
                        Statistics=["Sum"],
                    )["Datapoints"]
                    if point["Sum"]
                ),
                default=now,
            )
        )
        / HOUR
    )
