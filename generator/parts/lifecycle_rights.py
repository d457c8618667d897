"""What the stack's function may do for the custom resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awacs import (
    awslambda as lambda_actions,
    cloudformation as cloudformation_actions,
    iam as iam_actions,
    kms as kms_actions,
    s3 as s3_actions,
    sagemaker as sagemaker_actions,
)
from troposphere import GetAtt, Ref

from generator.iam import Grant, arn_of, statement
from generator.intrinsics import arn, stack_id, stored
from generator.parts.functions import NAMESPACE, publish_metrics

if TYPE_CHECKING:
    from troposphere import awslambda, iam

    from generator.parts.encryption import Encryption


def lifecycle_rights(encryption: Encryption) -> list[Grant]:
    """List the rights that every edition's custom resources need."""
    return [use_bucket(), retire_key(encryption), read_stack(), describe_endpoints()]


@statement
def use_bucket() -> Grant:
    """Write the demo model, put a checked baseline in its place; empty and delete the bucket."""
    return Grant(
        [
            s3_actions.DeleteBucket,
            s3_actions.DeleteObject,
            s3_actions.DeleteObjectVersion,
            s3_actions.GetObject,
            s3_actions.ListBucket,
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
def read_stack() -> Grant:
    """See whether a creation is being rolled back."""
    return Grant([cloudformation_actions.DescribeStacks], [Ref("AWS::StackId")])


@statement
def describe_endpoints() -> Grant:
    """Find capture and variant of the watched endpoint, whoever made it."""
    return Grant(
        [sagemaker_actions.DescribeEndpoint, sagemaker_actions.DescribeEndpointConfig],
        [arn("sagemaker", "endpoint*")],
        kind="sagemaker:endpoint",
    )


@statement
def invoke(function: awslambda.Function) -> Grant:
    """Invoke a function: the analyzer, or itself where one invocation is too short."""
    return Grant([lambda_actions.InvokeFunction], [arn_of(function)])


# --- what Amazon's Model Monitor adds --------------------------------------------------------


@statement
def run_jobs() -> Grant:
    """Run the baseline jobs; read and stop those of runs, which Model Monitor names."""
    return Grant(
        [
            sagemaker_actions.CreateProcessingJob,
            sagemaker_actions.DescribeProcessingJob,
            sagemaker_actions.StopProcessingJob,
        ],
        [arn("sagemaker", "processing-job/*")],
        kind="sagemaker:processing-job",
    )


@statement
def list_jobs() -> Grant:
    """List jobs: the action knows no resource [Service Authorization Reference]."""
    return Grant([sagemaker_actions.ListProcessingJobs], ["*"])


@statement
def list_runs() -> Grant:
    """List runs: the action knows no resource [Service Authorization Reference]."""
    return Grant([sagemaker_actions.ListMonitoringExecutions], ["*"])


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
        kind="sagemaker:monitoring-schedule",
    )


@statement
def pass_role(monitor_role: iam.Role) -> Grant:
    """Hand the monitoring role to SageMaker, and to nobody else."""
    return Grant(
        [iam_actions.PassRole],
        [arn_of(monitor_role)],
        {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
    )


def managed_rights(monitor_role: iam.Role) -> list[Grant]:
    """List the rights that Amazon's Model Monitor adds."""
    return [
        run_jobs(),
        list_jobs(),
        list_runs(),
        pause_schedules(),
        publish_metrics(NAMESPACE),
        pass_role(monitor_role),
    ]
