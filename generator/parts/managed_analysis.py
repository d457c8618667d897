"""Analysis by Amazon's Model Monitor: job definitions, schedules, and the hooks around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from troposphere import Ref, Select, Sub, sagemaker

from generator.iam import arn_of
from generator.intrinsics import NO_VALUE, if_, last_segment
from generator.parts.base import Part, lasting_tags
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.endpoint import subnets

if TYPE_CHECKING:
    from troposphere import iam

    from generator.parts.baseline import Baselines
    from generator.parts.endpoint import Watched
    from generator.parts.function import Custom, Function
    from generator.parts.sagemaker_role import CapturedData
    from generator.parts.storage import CleanUp

_INPUT = "/opt/ml/processing/input"
_OUTPUT = "/opt/ml/processing/output"
# Seconds of a daily and of an hourly run: the service refuses an hourly data-quality run of more
# than 3600, and a model-quality run of more than 1800 [API reference, MonitoringStoppingCondition].
_RUNTIME = {DATA_QUALITY: (7200, 3600), MODEL_QUALITY: (7200, 1800)}
_VOLUME_GB = 20


@dataclass(frozen=True)
class ManagedAnalysis(Part):
    """Two monitors: for each a job definition and a schedule; one hook before and one after."""

    data_quality_job: sagemaker.DataQualityJobDefinition
    model_quality_job: sagemaker.ModelQualityJobDefinition
    before: Custom
    data_quality: sagemaker.MonitoringSchedule
    model_quality: sagemaker.MonitoringSchedule
    after: Custom


def managed_analysis(
    storage: CleanUp,
    role: iam.Role,
    function: Function,
    watched: Watched,
    baselines: Baselines,
    captured: CapturedData,
) -> ManagedAnalysis:
    """Make both monitors.

    The hooks stand around the schedules, since the service refuses to change or delete one during
    a run: ``before`` stops them ahead of an update, ``after`` stops them ahead of the deletion and
    starts them again behind an update. The properties of ``before`` are all that a schedule is made
    of, so that it is called whenever one changes; it has another ``Ref`` then, which calls
    ``after``.
    """
    data_job = _data_quality_job(storage, role, watched, baselines)
    model_job = _model_quality_job(storage, role, watched, baselines)
    before = function.custom(
        "BeforeSchedules",
        "Before",
        Captured=Ref(captured.policy),
        Jobs=[Ref(data_job), if_(QUALITY, Ref(model_job))],
        Frequency=Ref("MonitoringFrequency"),
        Prefix=storage.prefix,
    )
    data = _schedule("DataQuality", storage.named(DATA_QUALITY), data_job, before)
    model = _schedule("ModelQuality", storage.named(MODEL_QUALITY), model_job, before)
    model.Condition = QUALITY
    after = function.custom(
        "AfterSchedules",
        "After",
        Schedules=[Ref(data), if_(QUALITY, Ref(model))],
        Prefix=storage.prefix,
        Before=Ref(before),
    )
    return ManagedAnalysis(
        data_quality_job=data_job,
        model_quality_job=model_job,
        before=before,
        data_quality=data,
        model_quality=model,
        after=after,
    )


def _schedule(kind: str, name: Sub, job: Any, before: Custom) -> sagemaker.MonitoringSchedule:
    """Make a schedule; it is named, since CloudFormation makes no name for it."""
    return sagemaker.MonitoringSchedule(
        f"{kind}Schedule",
        DependsOn=before.title,
        MonitoringScheduleName=name,
        MonitoringScheduleConfig=sagemaker.MonitoringScheduleConfig(
            MonitoringJobDefinitionName=last_segment(Ref(job)),
            MonitoringType=kind,
            ScheduleConfig=sagemaker.ScheduleConfig(
                ScheduleExpression=if_("Daily", "cron(0 0 ? * * *)", "cron(0 * ? * * *)")
            ),
        ),
        Tags=lasting_tags(),
    )


def _data_quality_job(
    storage: CleanUp, role: iam.Role, watched: Watched, baselines: Baselines
) -> sagemaker.DataQualityJobDefinition:
    return sagemaker.DataQualityJobDefinition(
        "DataQualityJob",
        DataQualityAppSpecification=sagemaker.DataQualityAppSpecification(
            ImageUri=baselines.image, Environment=_PUBLISH
        ),
        DataQualityBaselineConfig=sagemaker.DataQualityBaselineConfig(
            ConstraintsResource=sagemaker.ConstraintsResource(
                S3Uri=_baseline(storage, DATA_QUALITY, "constraints")
            ),
            StatisticsResource=sagemaker.StatisticsResource(
                S3Uri=_baseline(storage, DATA_QUALITY, "statistics")
            ),
        ),
        DataQualityJobInput=sagemaker.DataQualityJobInput(
            EndpointInput=sagemaker.EndpointInput(
                EndpointName=watched.attribute("Name"),
                LocalPath=_INPUT,
                ExcludeFeaturesAttribute=if_("AllFeatures", NO_VALUE, Ref("ExcludeFeatures")),
            )
        ),
        DataQualityJobOutputConfig=_output(storage, DATA_QUALITY),
        **_common(storage, role, DATA_QUALITY),
    )


def _model_quality_job(
    storage: CleanUp, role: iam.Role, watched: Watched, baselines: Baselines
) -> sagemaker.ModelQualityJobDefinition:
    return sagemaker.ModelQualityJobDefinition(
        "ModelQualityJob",
        Condition=QUALITY,
        ModelQualityAppSpecification=sagemaker.ModelQualityAppSpecification(
            ImageUri=baselines.image,
            ProblemType=Ref("ProblemType"),
            Environment=_PUBLISH,
        ),
        ModelQualityBaselineConfig=sagemaker.ModelQualityBaselineConfig(
            ConstraintsResource=sagemaker.ConstraintsResource(
                S3Uri=_baseline(storage, MODEL_QUALITY, "constraints")
            )
        ),
        ModelQualityJobInput=sagemaker.ModelQualityJobInput(
            EndpointInput=_predictions(watched),
            GroundTruthS3Input=sagemaker.MonitoringGroundTruthS3Input(
                S3Uri=storage.uri("ground-truth")
            ),
        ),
        ModelQualityJobOutputConfig=_output(storage, MODEL_QUALITY),
        **_common(storage, role, MODEL_QUALITY),
    )


def _predictions(watched: Watched) -> sagemaker.ModelQualityEndpointInput:
    """Say where prediction and probability stand in what the endpoint answers."""
    return sagemaker.ModelQualityEndpointInput(
        EndpointName=watched.attribute("Name"),
        LocalPath=_INPUT,
        StartTimeOffset=watched.attribute("Start"),
        EndTimeOffset=watched.attribute("End"),
        InferenceAttribute=Select(0, Ref("ResponseAttributes")),
        ProbabilityAttribute=if_("HasProbability", Select(1, Ref("ResponseAttributes"))),
    )


# Its own metrics are one a column and figure, and nothing here reads them.
_PUBLISH = {"publish_cloudwatch_metrics": "Disabled"}


def _baseline(storage: CleanUp, monitor: str, name: str) -> Sub:
    return storage.uri(f"baseline/{monitor}/{name}.json")


def _output(storage: CleanUp, monitor: str) -> sagemaker.MonitoringOutputConfig:
    return sagemaker.MonitoringOutputConfig(
        KmsKeyId=storage.key,
        MonitoringOutputs=[
            sagemaker.MonitoringOutput(
                S3Output=sagemaker.S3Output(
                    LocalPath=_OUTPUT,
                    S3UploadMode="EndOfJob",
                    S3Uri=storage.uri(f"reports/{monitor}"),
                )
            )
        ],
    )


def _common(storage: CleanUp, role: iam.Role, monitor: str) -> dict[str, Any]:
    cluster = sagemaker.ClusterConfig(
        InstanceCount=1,
        InstanceType=Ref("JobInstanceType"),
        VolumeSizeInGB=_VOLUME_GB,
        VolumeKmsKeyId=storage.key,
    )
    return {
        "JobResources": sagemaker.MonitoringResources(ClusterConfig=cluster),
        "NetworkConfig": if_("NoVpc", NO_VALUE, sagemaker.NetworkConfig(VpcConfig=subnets())),
        "RoleArn": arn_of(role),
        "StoppingCondition": sagemaker.StoppingCondition(
            MaxRuntimeInSeconds=if_("Daily", *_RUNTIME[monitor])
        ),
    }
