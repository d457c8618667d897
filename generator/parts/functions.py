"""Lambda functions: their code inline, one log group, one dead-letter queue for them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from awacs import aws, cloudwatch as cloudwatch_actions, logs as logs_actions, sqs as sqs_actions
from troposphere import GetAtt, Ref, awslambda, logs, sqs

from generator.iam import Grant, arn_of, document, resource_statement, statement
from generator.inline import inline
from generator.parts.base import Part

if TYPE_CHECKING:
    from troposphere import events, iam

    from generator.parts.encryption import Encryption

# Supported until 2029-06-30 [AWS Lambda developer guide, "Lambda runtimes"].
RUNTIME = "python3.13"
LOG_RETENTION_DAYS = 90
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
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
            KmsKeyId=GetAtt(encryption.key, "Arn"),
            RetentionInDays=LOG_RETENTION_DAYS,
        ),
        dead_letters=sqs.Queue(
            "DeadLetters",
            DeletionPolicy="Delete",
            UpdateReplacePolicy="Delete",
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
    timeout: int,
) -> awslambda.Function:
    """Give a function whose code is ``lambda_src/<package>``, inline.

    ``timeout`` is in seconds. What its asynchronous invocations fail at goes to the dead letters.
    """
    return awslambda.Function(
        title,
        Runtime=RUNTIME,
        Handler="index.handler",
        MemorySize=256,
        Timeout=timeout,
        Role=arn_of(role),
        DeadLetterConfig=awslambda.DeadLetterConfig(TargetArn=arn_of(shared.dead_letters)),
        LoggingConfig=awslambda.LoggingConfig(LogGroup=Ref(shared.logs)),
        Code=awslambda.Code(ZipFile=inline(package)),
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
def publish_metrics() -> Grant:
    """Publish in the namespace of this project, and in no other."""
    return Grant(
        [cloudwatch_actions.PutMetricData],
        ["*"],
        {"StringEquals": {"cloudwatch:namespace": NAMESPACE}},
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


def accepts_dead_letters(title: str, shared: FunctionLogs, rule: events.Rule) -> sqs.QueuePolicy:
    """Let ``rule`` put aside what it could not deliver."""
    put_aside = resource_statement(
        "PutAside",
        aws.Principal("Service", "events.amazonaws.com"),
        Grant(
            [sqs_actions.SendMessage],
            [arn_of(shared.dead_letters)],
            {"ArnEquals": {"aws:SourceArn": arn_of(rule)}},
        ),
    )
    return sqs.QueuePolicy(
        title,
        Queues=[Ref(shared.dead_letters)],
        PolicyDocument=document(put_aside),
    )
