"""What checkers for the CDK report on our templates, and why that is as it should be.

Two checkers: the AwsSolutions pack of cdk-nag, and the check of the emitted template that the CDK
runs by itself. Both take a reason for each finding on each resource; the constructs give these, so
that whoever uses them sees findings on resources of his own alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Acknowledged:
    """Findings that have one reason.

    Attributes:
        reason: why it is so; one sentence.
        ids: the checkers' names of the findings.
        resources: logical ids of the resources that they are found on, in any edition; or `WHOLE`.

    """

    reason: str
    ids: tuple[str, ...]
    resources: tuple[str, ...]


def _wildcard(*resources: str) -> tuple[str, ...]:
    return tuple(f"AwsSolutions-IAM5[Resource::{each}]" for each in resources)


def _validated(*rules: str) -> tuple[str, ...]:
    return tuple(f"CloudFormation-Validate::{rule}" for rule in rules)


_EMPTY = _validated("F3031", "E1150", "E1154")
_NO_TEXT = _validated("F3033", "W1030")

WHOLE = ""
"""In place of a resource: every resource of the template."""

ACKNOWLEDGED = (
    Acknowledged(
        "Its traffic is the monitoring itself; a log of it would need another bucket.",
        ("AwsSolutions-S1",),
        ("Bucket",),
    ),
    Acknowledged(
        "It is the dead-letter queue.",
        ("AwsSolutions-SQS3",),
        ("DeadLetters",),
    ),
    Acknowledged(
        "Only roles of the stack write to it, through AWS's SDK and services, which use TLS.",
        ("AwsSolutions-SQS4",),
        ("DeadLetters",),
    ),
    Acknowledged(
        "The code is tested on this runtime; a newer one comes with a new version.",
        ("AwsSolutions-L1",),
        ("Analyzer", "Function"),
    ),
    Acknowledged(
        "Objects of the stack's own bucket.",
        _wildcard("<Bucket.Arn>/*"),
        ("FunctionRole", "MonitorRole"),
    ),
    Acknowledged(
        "Objects of the stack's own bucket, only where reports, baselines and capture lie.",
        _wildcard("<Bucket.Arn>/baseline/*", "<Bucket.Arn>/capture/*", "<Bucket.Arn>/reports/*"),
        ("MonitorRole",),
    ),
    Acknowledged(
        "CloudWatch, ec2:Describe*, network interfaces and ecr:GetAuthorizationToken know no"
        " resource; metrics are bound by a condition on the namespace.",
        _wildcard("*"),
        ("FunctionRole", "MonitorRole"),
    ),
    Acknowledged(
        "Reading only: the endpoint's name and its configuration's are known after deployment.",
        _wildcard("arn:*:sagemaker:<AWS::Region>:*:endpoint*"),
        ("FunctionRole",),
    ),
    Acknowledged(
        "One event bus, the default one; the wildcards are partition, region and account.",
        _wildcard("arn:*:events:*:*:event-bus/default"),
        ("FunctionRole",),
    ),
    Acknowledged(
        "Amazon's monitoring names its jobs; they have no common prefix.",
        _wildcard("arn:*:sagemaker:<AWS::Region>:*:processing-job/*"),
        ("FunctionRole",),
    ),
    Acknowledged(
        "SageMaker writes its logs there; log groups of other names stay closed.",
        _wildcard("arn:*:logs:<AWS::Region>:*:log-group:/aws/sagemaker/*"),
        ("MonitorRole",),
    ),
    Acknowledged(
        "Pulling only: an image may lie in any account, and its repository's policy decides.",
        _wildcard("arn:*:ecr:*:*:repository/*"),
        ("MonitorRole",),
    ),
    Acknowledged(
        "Decrypting only, and only through S3: data may have a key of another account.",
        _wildcard("arn:*:kms:*:*:key/*"),
        ("MonitorRole",),
    ),
    Acknowledged(
        "The place of the endpoint's capture, read from its configuration; the wildcard is the"
        " partition, and the objects below.",
        _wildcard("arn:*:s3:::<Live.Bucket>", "arn:*:s3:::<Live.Path>/*"),
        ("CapturedData",),
    ),
    Acknowledged(
        "Empty without a VPC, and then a condition leaves the property out.",
        _EMPTY,
        ("Analyzer", "DataQualityJob", "Model", "ModelQualityJob"),
    ),
    Acknowledged(
        "Empty without a boundary, and then a condition leaves the property out.",
        _NO_TEXT,
        ("FunctionRole", "MonitorRole"),
    ),
    Acknowledged(
        "A value given in code decides a condition for good.",
        _validated("W1028"),
        (WHOLE,),
    ),
)

COMPUTED = ("FunctionRole", "MonitorRole")
"""Roles with resources that are functions of parameters, so that the values are in the names of
their findings: the constructs make the names."""

COMPUTED_REASON = (
    "One file that the user names, or the stack's own schedules; the wildcard is the partition,"
    " or what Amazon appends to a schedule's name."
)

STACK = {
    "CloudFormation-Validate::W1030": "Empty defaults: a condition leaves the property out then.",
    "CloudFormation-Validate::W8003": "A value given in code decides a condition for good.",
}
"""Findings on the whole stack, which its owner acknowledges: finding -> reason."""


def acknowledged() -> list[tuple[str, str, str]]:
    """List resource, finding and reason; an edition need not have the resource."""
    return [
        (resource, finding, each.reason)
        for each in ACKNOWLEDGED
        for resource in each.resources
        for finding in each.ids
    ]
