"""Analysis by our own analyzer: a function, its baselines, and the clock that runs it.

It is the one function that stands in the user's network, if there is one, and needs nothing there
but S3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from troposphere import Join, Ref, Sub, awslambda, scheduler

from generator.iam import Grant, arn_of
from generator.intrinsics import NO_VALUE, if_
from generator.parameters import LABELLED
from generator.parts.base import Part
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.functions import (
    NAMESPACE,
    function,
    leave_dead_letters,
    publish_metrics,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troposphere import iam

    from generator.parts.endpoint import Watched
    from generator.parts.function import Again, Custom, Function
    from generator.parts.functions import FunctionLogs
    from generator.parts.storage import CleanUp

# Minutes behind the full hour: captured files arrive one to two minutes late [real buckets].
LATE_MINUTES = 15
MODEL_MONITORS = "aws/sagemaker/Endpoints/*-metrics"  # the namespaces of its metrics


def analyzer_rights(logs: FunctionLogs) -> list[Grant]:
    """List what the analyzer needs beside the rights on data and logs that every reader has."""
    return [leave_dead_letters(logs)]


def reporting_rights() -> list[Grant]:
    """List what recording its reports needs."""
    return [publish_metrics(NAMESPACE, MODEL_MONITORS)]


@dataclass(frozen=True)
class Analyzer(Part):
    """The analyzer's function."""

    TITLE: ClassVar[str] = "The analyzer"
    function: awslambda.Function


def analyzer(logs: FunctionLogs, role: iam.Role, storage: CleanUp, watched: Watched) -> Analyzer:
    """Make the analyzer, which is told by its environment for whom it works."""
    told = {
        "BUCKET": storage.bucket,
        "CAPTURED": Sub("${Live.Path}/${Live.Variant}"),
        "ENDPOINT": watched.attribute("Name"),
        "PREFIX": storage.prefix,
        "STEP": if_("Daily", "86400", "3600"),
        "DELAY": Ref("GroundTruthDelay"),
        "QUALITY": Ref("EnableModelQuality"),
        "PROBLEM": Ref("ProblemType"),
        "ATTRIBUTES": Join(",", Ref("ResponseAttributes")),
        "EXCLUDE": Ref("ExcludeFeatures"),
        "RECORDS": Ref("MinimumRecords"),
        "VERDICT": Ref("DriftVerdict"),
    }
    network = awslambda.VPCConfig(
        SecurityGroupIds=Ref("SecurityGroupIds"), SubnetIds=Ref("SubnetIds")
    )
    return Analyzer(
        function=function(
            "Analyzer",
            package="analyzer",
            role=role,
            shared=logs,
            memory=Ref("AnalyzerMemory"),
            Environment=awslambda.Environment(Variables=told),
            VpcConfig=if_("NoVpc", NO_VALUE, network),
        )
    )


@dataclass(frozen=True)
class OwnAnalysis(Part):
    """Baselines that gate the stack, and the schedule."""

    baselines: Custom
    schedule: scheduler.Schedule


def own_analysis(
    function: Function, analyzer: Analyzer, invoke: Again, storage: CleanUp, captured: Part
) -> OwnAnalysis:
    """Make the baselines, then run the analyzer by the clock.

    Whatever changes a baseline is a property here, so that a change of it makes a new one.
    """
    ready = [resource.title for part in (invoke, captured) for resource in part.resources()]
    baselines = function.custom(
        "Baselines",
        "Baselines",
        DependsOn=ready,
        Analyzer=Ref(analyzer.function),
        Into="baseline",
        Threshold=Ref("DriftThreshold"),
        Problem=Ref("ProblemType"),
        **{
            DATA_QUALITY: {
                "Dataset": if_(
                    "DemoBaseline", storage.uri("model/baseline.csv"), Ref("BaselineDatasetUri")
                )
            },
            MODEL_QUALITY: if_(QUALITY, if_("DemoQuality", *_labelled(storage))),
        },
    )
    schedule = scheduler.Schedule(
        "Schedule",
        DependsOn=baselines.title,
        FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
        ScheduleExpression=if_(
            "Daily", f"cron({LATE_MINUTES} 0 * * ? *)", f"cron({LATE_MINUTES} * * * ? *)"
        ),
        Target=scheduler.Target(Arn=arn_of(analyzer.function), RoleArn=arn_of(function.role)),
    )
    return OwnAnalysis(baselines=baselines, schedule=schedule)


def _labelled(storage: CleanUp) -> Sequence[dict[str, object]]:
    """Give the demo's labelled dataset, and the user's."""
    return (
        {
            "Dataset": storage.uri("model/quality.csv"),
            "Attributes": ["prediction", "probability", "label"],
        },
        {
            "Dataset": Ref("QualityBaselineDatasetUri"),
            "Attributes": [Ref(name) for name in LABELLED],
        },
    )
