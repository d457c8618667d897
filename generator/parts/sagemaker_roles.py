"""What SageMaker's roles share: hosting, and the jobs of Model Monitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import (
    cloudwatch as cloudwatch_actions,
    ec2 as ec2_actions,
    logs as logs_actions,
    s3 as s3_actions,
)
from troposphere import GetAtt, Ref, iam

from generator.iam import Grant, document, only_if, role, statement
from generator.intrinsics import arn
from generator.parts.base import Part
from generator.parts.encryption import grant_volumes, use_key_for_volumes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.parts.encryption import Encryption


@dataclass(frozen=True)
class Containers(Part):
    """The policy of every role whose containers SageMaker runs."""

    TITLE: ClassVar[str] = "What every container of SageMaker's may do"
    policy: iam.ManagedPolicy

    def role(self, title: str, statements: Sequence[Any], **more: Any) -> iam.Role:
        """Give a role for SageMaker that may do ``statements`` beside the shared policy."""
        return role(title, "sagemaker", statements, ManagedPolicyArns=[Ref(self.policy)], **more)


def containers(encryption: Encryption) -> Containers:
    """Make the shared policy."""
    key = encryption.data_key
    return Containers(
        policy=iam.ManagedPolicy(
            "ContainerPolicy",
            PolicyDocument=document(
                list_bucket(),
                use_key_for_volumes(key),
                grant_volumes(key),
                write_job_logs(),
                publish_sagemaker_metrics(),
                only_if("InVpc", use_network()),
            ),
        )
    )


@statement
def list_bucket() -> Grant:
    """Find objects by their prefix."""
    return Grant([s3_actions.ListBucket], [GetAtt("Bucket", "Arn")])


@statement
def write_job_logs() -> Grant:
    """Write the container's log; SageMaker makes groups and streams with the role."""
    return Grant(
        [
            logs_actions.CreateLogGroup,
            logs_actions.CreateLogStream,
            logs_actions.DescribeLogStreams,
            logs_actions.PutLogEvents,
        ],
        [arn("logs", "log-group:/aws/sagemaker/*")],
    )


@statement
def publish_sagemaker_metrics() -> Grant:
    """Publish the container's metrics, in either spelling of SageMaker's namespaces."""
    return Grant(
        [cloudwatch_actions.PutMetricData],
        ["*"],
        {"StringLike": {"cloudwatch:namespace": ["aws/sagemaker/*", "/aws/sagemaker/*"]}},
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
def read_from(*objects: Any) -> Grant:
    """Read these objects."""
    return Grant([s3_actions.GetObject], objects)
