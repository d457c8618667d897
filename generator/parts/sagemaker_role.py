"""The one role of all that reads and writes traffic: the model's container, and the analyzer's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import ec2 as ec2_actions, ecr as ecr_actions, logs as logs_actions, s3 as s3_actions
from troposphere import GetAtt, Ref, iam

from generator.iam import Grant, document, role, statement, unless
from generator.intrinsics import (
    NO_VALUE,
    arn,
    everywhere,
    if_,
    s3_arn,
    s3_bucket_arn,
    s3_object_arn,
    stored,
)
from generator.parts.base import Part
from generator.parts.encryption import decrypt_inputs, grant_volumes, use_key_for_volumes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.parts.endpoint import Watched


@dataclass(frozen=True)
class SageMakerRole(Part):
    """The role of the model and of every analysis job."""

    TITLE: ClassVar[str] = "SageMaker's role"
    role: iam.Role


def sagemaker_role(
    key: Any,
    services: Sequence[str] = ("sagemaker",),
    more: Sequence[Any] = (),
    own_logs: Sequence[Any] = (),
) -> SageMakerRole:
    """Make the role; what an endpoint of others captures is added by :func:`captured_data`.

    ``key`` is the ARN of the bucket's key. ``services`` assume the role; ``more`` are the
    rights that an analyzer outside SageMaker needs, and ``own_logs`` the ARNs of log groups that
    it writes to.
    """
    return SageMakerRole(
        role=role(
            "MonitorRole",
            services,
            [
                *more,
                read_data(listing=not more),
                use_key_for_volumes(key),
                write_job_logs(*own_logs),
                pull_images(),
                write_data(),
                grant_volumes(key),
                decrypt_inputs(),
                log_in_to_registry(),
                unless("NoVpc", use_network()),
            ],
        )
    )


@statement
def read_data(*, listing: bool) -> Grant:
    """Read the stack's bucket, and the artefact and datasets that the user names.

    SageMaker finds a dataset by its prefix, and needs ``listing`` of its bucket for that.
    """
    model, baseline, quality = (
        Ref(name) for name in ("ModelDataUrl", "BaselineDatasetUri", "QualityBaselineDatasetUri")
    )
    buckets = (
        if_("DemoBaseline", NO_VALUE, s3_bucket_arn(baseline)),
        if_("DemoQuality", NO_VALUE, s3_bucket_arn(quality)),
    )
    return Grant(
        [s3_actions.GetObject, s3_actions.ListBucket],
        [
            GetAtt("Bucket", "Arn"),
            stored("*"),
            if_("DemoData", NO_VALUE, s3_object_arn(model)),
            if_("DemoBaseline", NO_VALUE, s3_object_arn(baseline)),
            if_("DemoQuality", NO_VALUE, s3_object_arn(quality)),
            *(buckets if listing else ()),
        ],
    )


@statement
def write_data() -> Grant:
    """Write what is captured [SageMaker developer guide, "Capture data"], baselines and reports."""
    return Grant(
        [s3_actions.PutObject],
        [stored(f"{prefix}/*") for prefix in ("baseline", "capture", "reports")],
    )


@statement
def write_job_logs(*own: Any) -> Grant:
    """Write the container's log, and ``own``; SageMaker makes groups and streams with the role."""
    return Grant(
        [
            logs_actions.CreateLogGroup,
            logs_actions.CreateLogStream,
            logs_actions.DescribeLogStreams,
            logs_actions.PutLogEvents,
        ],
        [arn("logs", "log-group:/aws/sagemaker/*"), *own],
    )


@statement
def use_network() -> Grant:
    """Attach to the user's subnets; EC2 knows no narrower resource for most of these.

    [Amazon SageMaker developer guide, "SageMaker roles": CreateProcessingJob, CreateModel in a VPC]
    """
    return Grant(
        [
            ec2_actions.CreateNetworkInterface,
            ec2_actions.CreateNetworkInterfacePermission,
            ec2_actions.DeleteNetworkInterface,
            ec2_actions.DeleteNetworkInterfacePermission,
            ec2_actions.DescribeDhcpOptions,
            ec2_actions.DescribeNetworkInterfaces,
            ec2_actions.DescribeSecurityGroups,
            ec2_actions.DescribeSubnets,
            ec2_actions.DescribeVpcs,
        ],
        ["*"],
    )


@statement
def pull_images() -> Grant:
    """Pull Amazon's images, or the user's, whose account may be another; the repository decides."""
    return Grant(
        [
            ecr_actions.BatchCheckLayerAvailability,
            ecr_actions.BatchGetImage,
            ecr_actions.GetDownloadUrlForLayer,
        ],
        [everywhere("ecr", "repository/*")],
    )


@statement
def log_in_to_registry() -> Grant:
    """Log in to Amazon ECR: the action knows no resource [Service Authorization Reference]."""
    return Grant([ecr_actions.GetAuthorizationToken], ["*"])


@dataclass(frozen=True)
class CapturedData(Part):
    """The right to read what an endpoint that was there before captures, wherever that is."""

    policy: iam.PolicyType


def captured_data(role: iam.Role, watched: Watched) -> CapturedData:
    """Make the policy, from what the life-cycle function found of the endpoint.

    Apart from the role: the baselines, which run beside the endpoint's creation, need only that.
    It adds nothing where the endpoint is the stack's.
    """
    return CapturedData(
        policy=iam.PolicyType(
            "CapturedData",
            PolicyName="CapturedData",
            Roles=[Ref(role)],
            PolicyDocument=document(read_captured(watched)),
        )
    )


@statement
def read_captured(watched: Watched) -> Grant:
    """Find and read the captured files of the endpoint."""
    title = watched.watched.title
    return Grant(
        [s3_actions.GetObject, s3_actions.ListBucket],
        [s3_arn(f"${{{title}.Bucket}}"), s3_arn(f"${{{title}.Path}}/*")],
    )
