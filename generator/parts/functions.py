"""Lambda functions: their code inline, one log group, one dead-letter queue for them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import cloudwatch as cloudwatch_actions, logs as logs_actions, sqs as sqs_actions
from troposphere import GetAtt, Ref, awslambda, logs, sqs

from generator.iam import Grant, arn_of, statement
from generator.inline import inline
from generator.parts.base import Part

if TYPE_CHECKING:
    from troposphere import events, iam

    from generator.parts.encryption import Encryption

# Supported until 2029-06-30 [AWS Lambda developer guide, "Lambda runtimes"].
RUNTIME = "python3.13"
LOG_RETENTION_DAYS = 90
TIMEOUT = 900  # seconds; the longest that Lambda has [AWS Lambda developer guide, "Quotas"]
NAMESPACE = "ModelMonitoring"  # of the metrics that the functions publish


@dataclass(frozen=True)
class FunctionLogs(Part):
    """The log group that every function of the stack writes to."""

    TITLE: ClassVar[str] = "Logs, dead letters"
    logs: logs.LogGroup
    dead_letters: sqs.Queue


def function_logs(encryption: Encryption) -> FunctionLogs:
    """Make the log group and the dead-letter queue."""
    return FunctionLogs(
        logs=logs.LogGroup(
            "Logs",
            KmsKeyId=GetAtt(encryption.key, "Arn"),
            RetentionInDays=LOG_RETENTION_DAYS,
        ),
        dead_letters=sqs.Queue(
            "DeadLetters",
            MessageRetentionPeriod=1_209_600,
            SqsManagedSseEnabled=True,
        ),
    )


def function(
    title: str,
    *,
    package: str,
    role: iam.Role,
    shared: FunctionLogs,
    memory: Any = 256,
    **more: Any,
) -> awslambda.Function:
    """Give a function whose code is ``lambda_src/<package>``, inline.

    ``memory`` is in MB. What its asynchronous invocations fail at goes to the dead letters.
    """
    return awslambda.Function(
        title,
        Runtime=RUNTIME,
        Handler="index.handler",
        MemorySize=memory,
        Timeout=TIMEOUT,
        Role=arn_of(role),
        DeadLetterConfig=awslambda.DeadLetterConfig(TargetArn=arn_of(shared.dead_letters)),
        LoggingConfig=awslambda.LoggingConfig(LogGroup=Ref(shared.logs)),
        Code=awslambda.Code(ZipFile=inline(package)),
        **more,
    )


@statement
def write_logs() -> Grant:
    """Write to the stack's own log group, which is there already."""
    return Grant([logs_actions.CreateLogStream, logs_actions.PutLogEvents], [GetAtt("Logs", "Arn")])


@statement
def leave_dead_letters(shared: FunctionLogs) -> Grant:
    """Put an event aside that the function failed at."""
    return Grant([sqs_actions.SendMessage], [arn_of(shared.dead_letters)])


@statement
def publish_metrics(*namespaces: str) -> Grant:
    """Publish in the ``namespaces``, which may have wildcards, and in no other."""
    names = namespaces[0] if len(namespaces) == 1 else list(namespaces)
    return Grant(
        [cloudwatch_actions.PutMetricData],
        ["*"],
        {"StringLike": {"cloudwatch:namespace": names}},
    )


def invocable(title: str, function: awslambda.Function, rule: events.Rule) -> awslambda.Permission:
    """Let ``rule`` invoke ``function``."""
    return awslambda.Permission(
        title,
        Action="lambda:InvokeFunction",
        FunctionName=Ref(function),
        Principal="events.amazonaws.com",
        SourceArn=arn_of(rule),
    )
