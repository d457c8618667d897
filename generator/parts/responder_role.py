"""The responder's role: it records runs, answers alarms, and keeps a little state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from awacs import (
    cloudwatch as cloudwatch_actions,
    events as events_actions,
    s3 as s3_actions,
    sagemaker as sagemaker_actions,
    sns as sns_actions,
)
from troposphere import GetAtt, Ref

from generator.iam import Grant, only_if, role, statement
from generator.intrinsics import arn, stored
from generator.parts.base import Part
from generator.parts.encryption import use_key
from generator.parts.functions import (
    FunctionLogs,
    leave_dead_letters,
    publish_metrics,
    write_logs,
)
from generator.parts.sagemaker_roles import list_bucket

if TYPE_CHECKING:
    from troposphere import iam

    from generator.parts.alerts import Topic
    from generator.parts.encryption import Encryption


@dataclass(frozen=True)
class ResponderRole(Part):
    """The role."""

    TITLE: ClassVar[str] = "Responder: records every finished run, answers alarms"
    role: iam.Role


def responder_role(encryption: Encryption, logs: FunctionLogs, topic: Topic) -> ResponderRole:
    """Make the role."""
    return ResponderRole(
        role=role(
            "ResponderRole",
            "lambda",
            [
                write_logs(),
                leave_dead_letters(logs),
                list_bucket(),
                read_reports(),
                write_records(),
                use_key(encryption.data_key, GetAtt(encryption.key, "Arn")),
                read_runs_and_traffic(),
                read_jobs(),
                publish_metrics(),
                tell_events(),
                send_mail(topic),
                only_if("Retrains", start_retraining()),
            ],
        )
    )


@statement
def read_reports() -> Grant:
    """Read baselines, reports, and what was recorded before."""
    return Grant(
        [s3_actions.GetObject],
        [stored(f"{prefix}/*") for prefix in ("baseline", "reports", "state")],
    )


@statement
def write_records() -> Grant:
    """Write a run's drift beside its report; keep what was recorded, incidents and retraining."""
    return Grant(
        [s3_actions.PutObject],
        [stored("reports/*"), stored("state/*")],
    )


@statement
def read_runs_and_traffic() -> Grant:
    """List runs, count requests: neither knows a resource [Service Authorization Reference]."""
    return Grant(
        [cloudwatch_actions.GetMetricStatistics, sagemaker_actions.ListMonitoringExecutions], ["*"]
    )


@statement
def read_jobs() -> Grant:
    """Find a run's report and window; Model Monitor names the jobs itself."""
    return Grant([sagemaker_actions.DescribeProcessingJob], [arn("sagemaker", "processing-job/*")])


@statement
def tell_events() -> Grant:
    """Put events on the account's default bus."""
    return Grant([events_actions.PutEvents], [arn("events", "event-bus/default")])


@statement
def send_mail(topic: Topic) -> Grant:
    """Send an alert."""
    return Grant([sns_actions.Publish], [Ref(topic.topic)])


@statement
def start_retraining() -> Grant:
    """See which parameters the user's pipeline declares, and start it."""
    return Grant(
        [sagemaker_actions.DescribePipeline, sagemaker_actions.StartPipelineExecution],
        [Ref("RetrainingPipelineArn")],
    )
