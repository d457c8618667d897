"""The baseline that gates: a custom resource that runs Amazon's analyzer and checks its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from awacs import s3 as s3_actions
from troposphere import GetAtt, Ref, iam

from generator.iam import Grant, arn_of, document, only_if, statement
from generator.intrinsics import if_, s3_arn, s3_bucket, s3_path, stored
from generator.parts.base import Part
from generator.parts.encryption import use_key
from generator.parts.endpoint import image
from generator.parts.sagemaker_roles import read_from

if TYPE_CHECKING:
    from generator.parts.endpoint import Endpoint, Watched
    from generator.parts.lifecycle import Custom, Lifecycle
    from generator.parts.sagemaker_roles import Containers
    from generator.parts.storage import CleanUp

DATA_QUALITY, MODEL_QUALITY = "data-quality", "model-quality"
QUALITY = "Labels"


@dataclass(frozen=True)
class MonitorRole(Part):
    """The role of every analysis job."""

    TITLE: ClassVar[str] = "Analysis by Amazon's Model Monitor"
    role: iam.Role


def monitor_role(containers: Containers) -> MonitorRole:
    """Make the role; what an endpoint of others captures is added by :func:`captured_data`."""
    return MonitorRole(
        role=containers.role(
            "MonitorRole",
            [
                read_from(stored("*")),
                write_reports(),
                only_if("OwnBaseline", read_baseline_dataset()),
                only_if("OwnQuality", read_quality_dataset()),
            ],
        )
    )


@statement
def write_reports() -> Grant:
    """Write a baseline, for the check, and the reports of the runs."""
    return Grant([s3_actions.PutObject], [stored("baseline/*"), stored("reports/*")])


def _dataset(parameter: str) -> Grant:
    """Read a dataset of the user's; SageMaker finds it by its prefix."""
    uri = Ref(parameter)
    return Grant(
        [s3_actions.GetObject, s3_actions.ListBucket],
        [s3_arn("${B}", B=s3_bucket(uri)), s3_arn("${P}*", P=s3_path(uri))],
    )


@statement
def read_baseline_dataset() -> Grant:
    """Read the user's data-quality baseline."""
    return _dataset("BaselineDatasetUri")


@statement
def read_quality_dataset() -> Grant:
    """Read the user's model-quality baseline."""
    return _dataset("QualityBaselineDatasetUri")


@dataclass(frozen=True)
class CapturedData(Part):
    """The right to read what an endpoint that was there before captures, wherever that is."""

    policy: iam.PolicyType


def captured_data(role: iam.Role, watched: Watched) -> CapturedData:
    """Make the policy, from what the life-cycle function found of the endpoint."""
    place = s3_arn("${Watched.CapturePath}/*")
    return CapturedData(
        policy=iam.PolicyType(
            "CapturedData",
            Condition="Existing",
            PolicyName="CapturedData",
            Roles=[Ref(role)],
            PolicyDocument=document(
                read_from(place),
                list_captured(),
                use_key(watched.attribute("KeyArn")),
            ),
        )
    )


@statement
def list_captured() -> Grant:
    """Find the captured files of the endpoint."""
    return Grant([s3_actions.ListBucket], [s3_arn("${Watched.CaptureBucket}")])


@dataclass(frozen=True)
class Baselines(Part):
    """The baselines of both monitors, made side by side."""

    baselines: Custom

    @property
    def image(self) -> GetAtt:
        """URI of the analyzer's image, the same for baselines and runs."""
        return GetAtt(self.baselines, "ImageUri")


def baselines(lifecycle: Lifecycle, storage: CleanUp, role: iam.Role, made: Endpoint) -> Baselines:
    """Run the baseline jobs, beside the endpoint's creation.

    Whatever changes a baseline is a property here, so that a change of it runs the jobs again.
    """
    quality = {
        "Dataset": if_("OwnQuality", Ref("QualityBaselineDatasetUri"), _demo(made, "QualityUri")),
        "problem_type": Ref("ProblemType"),
        "inference_attribute": if_("OwnQuality", Ref("InferenceAttribute"), "prediction"),
        "probability_attribute": if_("OwnQuality", Ref("ProbabilityAttribute"), "probability"),
        "probability_threshold_attribute": Ref("ProbabilityThreshold"),
        "ground_truth_attribute": if_("OwnQuality", Ref("GroundTruthAttribute"), "label"),
    }
    return Baselines(
        baselines=lifecycle.custom(
            "Baselines",
            "Baselines",
            ServiceTimeout=3600,
            Bucket=storage.bucket,
            Prefix=storage.prefix,
            RoleArn=arn_of(role),
            ImageUri=image("model-monitor"),
            InstanceType=Ref("JobInstanceType"),
            KmsKeyId=storage.key,
            SubnetIds=Ref("SubnetIds"),
            SecurityGroupIds=Ref("SecurityGroupIds"),
            Threshold=Ref("DriftThreshold"),
            **{
                DATA_QUALITY: {
                    "Dataset": if_("OwnBaseline", Ref("BaselineDatasetUri"), _demo(made, "DataUri"))
                },
                MODEL_QUALITY: if_(QUALITY, quality),
            },
        )
    )


def _demo(made: Endpoint, name: str) -> GetAtt:
    """Give the demo's dataset; the rules see to it that it is there where it is needed."""
    return GetAtt(made.demo, name)
