"""The life-cycle function: the custom resources that do what CloudFormation has no type for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import (
    awslambda as lambda_actions,
    cloudformation as cloudformation_actions,
    iam as iam_actions,
    kms as kms_actions,
    s3 as s3_actions,
    sagemaker as sagemaker_actions,
)
from troposphere import GetAtt, Ref, awslambda, iam
from troposphere.cloudformation import CustomResource

from generator.iam import Grant, arn_of, document, role, statement
from generator.intrinsics import arn, stack_id, stored
from generator.parts.base import Part
from generator.parts.encryption import use_key
from generator.parts.functions import (
    FunctionLogs,
    function,
    leave_dead_letters,
    publish_metrics,
    write_logs,
)

if TYPE_CHECKING:
    from generator.parts.encryption import Encryption

TIMEOUT = 900  # seconds; the longest that Lambda has [AWS Lambda developer guide, "Quotas"]


class Custom(CustomResource):
    """A custom resource: its properties are the function's business."""

    props: dict[str, Any] = {}


@dataclass(frozen=True)
class Lifecycle(Part):
    """Function, role, and the right to call itself again before its time is up."""

    TITLE: ClassVar[str] = "Life cycle: custom resources"
    role: iam.Role
    function: awslambda.Function
    again: iam.PolicyType

    def custom(self, title: str, kind: str, **given: Any) -> Custom:
        """Give the custom resource ``title``, of type ``Custom::<kind>``."""
        attributes = {name: given.pop(name) for name in ("Condition", "DependsOn") if name in given}
        own = dict.fromkeys(given, (object, False))
        made = type(
            kind,
            (Custom,),
            {
                "resource_type": f"Custom::{kind}",
                "props": {**CustomResource.props, **own, "ServiceTimeout": (int, False)},
            },
        )
        resource: Custom = made(title, ServiceToken=arn_of(self.function), **given)
        for name, value in attributes.items():
            setattr(resource, name, value)
        return resource


def lifecycle(encryption: Encryption, logs: FunctionLogs, analysis: list[Any]) -> Lifecycle:
    """Make the function; ``analysis`` are the statements that the edition's analysis adds."""
    work = role(
        "LifecycleRole",
        "lambda",
        [
            write_logs(),
            leave_dead_letters(logs),
            use_bucket(),
            use_key(encryption.data_key),
            retire_key(encryption),
            describe_keys(),
            read_stack(),
            describe_endpoints(),
            publish_metrics(),  # the silence metric's first value
            *analysis,
        ],
    )
    made = function(
        "Lifecycle",
        package="lifecycle",
        role=work,
        shared=logs,
        timeout=TIMEOUT,
    )
    again = iam.PolicyType(
        "LifecycleAgain",
        PolicyName="Again",
        Roles=[Ref(work)],
        PolicyDocument=document(go_on_later(made)),
    )
    return Lifecycle(role=work, function=made, again=again)


@statement
def use_bucket() -> Grant:
    """Write the demo model, put a checked baseline in its place; empty and delete the bucket."""
    return Grant(
        [
            s3_actions.AbortMultipartUpload,
            s3_actions.DeleteBucket,
            s3_actions.DeleteObject,
            s3_actions.DeleteObjectVersion,
            s3_actions.GetObject,
            s3_actions.ListBucket,
            s3_actions.ListBucketMultipartUploads,
            s3_actions.ListBucketVersions,
            s3_actions.PutObject,
        ],
        [GetAtt("Bucket", "Arn"), stored("*")],
    )


@statement
def retire_key(encryption: Encryption) -> Grant:
    """Schedule the deletion of the stack's own key, with the bucket."""
    return Grant([kms_actions.ScheduleKeyDeletion], [arn_of(encryption.key)])


@statement
def describe_keys() -> Grant:
    """Find the ARN behind an alias with which an endpoint's captured data is encrypted."""
    return Grant([kms_actions.DescribeKey], [arn("kms", "key/*")])


@statement
def read_stack() -> Grant:
    """See whether a creation is being rolled back."""
    return Grant([cloudformation_actions.DescribeStacks], [Ref("AWS::StackId")])


@statement
def describe_endpoints() -> Grant:
    """Find capture, variant and key of the watched endpoint, whoever made it."""
    return Grant(
        [sagemaker_actions.DescribeEndpoint, sagemaker_actions.DescribeEndpointConfig],
        [arn("sagemaker", "endpoint*")],
    )


@statement
def go_on_later(function: awslambda.Function) -> Grant:
    """Call itself again: a baseline may take longer than one invocation may last."""
    return Grant([lambda_actions.InvokeFunction], [arn_of(function)])


# --- what Amazon's Model Monitor adds --------------------------------------------------------


@statement
def run_jobs() -> Grant:
    """Run the baseline jobs; follow and stop those of runs, which Model Monitor names."""
    return Grant(
        [
            sagemaker_actions.AddTags,
            sagemaker_actions.CreateProcessingJob,
            sagemaker_actions.DescribeProcessingJob,
            sagemaker_actions.StopProcessingJob,
        ],
        [arn("sagemaker", "processing-job/*")],
    )


@statement
def list_jobs() -> Grant:
    """List jobs and runs: neither action knows a resource [Service Authorization Reference]."""
    return Grant(
        [sagemaker_actions.ListMonitoringExecutions, sagemaker_actions.ListProcessingJobs], ["*"]
    )


@statement
def pause_schedules() -> Grant:
    """Stop the stack's schedules before a change of theirs, and start them after it.

    By the stack's id in their names: the model's name may just have changed.
    """
    return Grant(
        [
            sagemaker_actions.DescribeMonitoringSchedule,
            sagemaker_actions.StartMonitoringSchedule,
            sagemaker_actions.StopMonitoringSchedule,
        ],
        [arn("sagemaker", "monitoring-schedule/*-${Id}-*", Id=stack_id())],
    )


@statement
def pass_monitor_role(monitor_role: iam.Role) -> Grant:
    """Hand the monitoring role to SageMaker, and to nobody else."""
    return Grant(
        [iam_actions.PassRole],
        [arn_of(monitor_role)],
        {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    )


def managed(monitor_role: iam.Role) -> list[Any]:
    """List what the life-cycle function may do for Amazon's Model Monitor."""
    return [
        run_jobs(),
        list_jobs(),
        pause_schedules(),
        pass_monitor_role(monitor_role),
    ]
