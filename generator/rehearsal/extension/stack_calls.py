"""The calls that CloudFormation makes for a stack: which, and on what, by the type of the resource.

An account of its own, beside the permissions that AWS's schemas list, from which the launch role's
policy is derived. Sources: the API reference of each service; for an action's name and the resource
that it is decided on, the Service Authorization Reference.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generator.rehearsal.extension.store import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, Any]
HERE = f"{REGION}:{ACCOUNT}:"
_ROLES = ("Role", "RoleArn", "ExecutionRoleArn")


@dataclass(frozen=True)
class Call:
    """A call, as IAM decides on it: the action, the resource's ARN, the condition keys."""

    action: str
    resource: str = "*"
    context: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Kind:
    """What is called for resources of a type; several actions stand in one text.

    Attributes:
        arn: of a resource, with its physical id as ``{id}`` and that id's last part as ``{name}``;
            an id that is an ARN stays one.
        create, delete: actions.
        update: the action for a property that stands nowhere else.
        read: the action that looks whether all is as it should be.
        with_property: property -> actions of its own, when it is set and when it changes. Without
            the service's name before it, an action is on the resource; with it, on the property's
            value.
        on_change: the same, when it changes.
        of: property that names what the actions are on, instead of the physical id.
        passed_to: the service that roles are handed to.
        nowhere: actions for which the service knows no resource.

    """

    arn: str
    create: str
    delete: str
    update: str = ""
    read: str = ""
    with_property: Mapping[str, str] = field(default_factory=dict)
    on_change: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    passed_to: str = ""
    nowhere: tuple[str, ...] = ()


def _sagemaker(kind: str, *, updates: bool = False, **more: Any) -> Kind:
    with_property = {"Tags": "AddTags", **more}
    return Kind(
        "arn:aws:sagemaker:" + HERE + kind.lower() + "/{name}",
        f"Create{kind}",
        f"Delete{kind}",
        update=f"Update{kind}" if updates else "",
        read=f"Describe{kind}",
        with_property=with_property,
        passed_to="sagemaker.amazonaws.com",
    )


KINDS = {
    "AWS::CloudWatch::Alarm": Kind(
        f"arn:aws:cloudwatch:{HERE}alarm:{{id}}",
        "PutMetricAlarm", "DeleteAlarms", "PutMetricAlarm", "DescribeAlarms",
        on_change={"Tags": "TagResource"},
    ),
    "AWS::CloudWatch::Dashboard": Kind(
        f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{{id}}",
        "PutDashboard", "DeleteDashboards", "PutDashboard", "GetDashboard",
    ),
    "AWS::Events::Rule": Kind(
        f"arn:aws:events:{HERE}rule/{{name}}",
        "PutRule", "RemoveTargets DeleteRule", "PutRule", "DescribeRule",
        with_property={"Targets": "PutTargets"},
        passed_to="events.amazonaws.com",
    ),
    "AWS::IAM::Policy": Kind(
        f"arn:aws:iam::{ACCOUNT}:role/{{id}}",
        "PutRolePolicy", "DeleteRolePolicy", "PutRolePolicy", "GetRolePolicy",
        of="Roles",
    ),
    "AWS::IAM::Role": Kind(
        f"arn:aws:iam::{ACCOUNT}:role/{{id}}",
        "CreateRole", "DeleteRolePolicy DeleteRole", "UpdateRole", "GetRole",
        with_property={"Policies": "PutRolePolicy", "ManagedPolicyArns": "AttachRolePolicy"},
        on_change={
            "AssumeRolePolicyDocument": "UpdateAssumeRolePolicy",
            "PermissionsBoundary": "PutRolePermissionsBoundary",
            "Tags": "TagRole",
        },
    ),
    "AWS::KMS::Key": Kind(
        f"arn:aws:kms:{HERE}key/{{name}}",
        "CreateKey", "ScheduleKeyDeletion", "UpdateKeyDescription", "DescribeKey",
        with_property={"EnableKeyRotation": "EnableKeyRotation"},
        on_change={"KeyPolicy": "PutKeyPolicy", "Tags": "TagResource"},
        nowhere=("CreateKey",),
    ),
    "AWS::Lambda::Function": Kind(
        f"arn:aws:lambda:{HERE}function:{{id}}",
        "CreateFunction", "DeleteFunction", "UpdateFunctionConfiguration", "GetFunction",
        # The caller of a function in a network has to be able to see it [Lambda developer guide].
        with_property={
            "VpcConfig": "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs"
        },
        on_change={"Code": "UpdateFunctionCode", "Tags": "TagResource"},
        passed_to="lambda.amazonaws.com",
    ),
    "AWS::Lambda::Permission": Kind(
        f"arn:aws:lambda:{HERE}function:{{id}}",
        "AddPermission", "RemovePermission", "AddPermission", "GetPolicy",
        of="FunctionName",
    ),
    "AWS::Logs::LogGroup": Kind(
        f"arn:aws:logs:{HERE}log-group:{{id}}",
        "CreateLogGroup", "DeleteLogGroup", "", "DescribeLogGroups",
        with_property={"RetentionInDays": "PutRetentionPolicy"},
        on_change={"KmsKeyId": "AssociateKmsKey", "Tags": "TagResource"},
    ),
    "AWS::S3::Bucket": Kind(
        "arn:aws:s3:::{id}",
        "CreateBucket", "DeleteBucket", "", "ListBucket",
        with_property={
            "BucketEncryption": "PutEncryptionConfiguration",
            "LifecycleConfiguration": "PutLifecycleConfiguration",
            "PublicAccessBlockConfiguration": "PutBucketPublicAccessBlock",
            "Tags": "PutBucketTagging",
            "VersioningConfiguration": "PutBucketVersioning",
        },
    ),
    "AWS::S3::BucketPolicy": Kind(
        "arn:aws:s3:::{id}",
        "PutBucketPolicy", "DeleteBucketPolicy", "PutBucketPolicy", "GetBucketPolicy",
        of="Bucket",
    ),
    "AWS::SNS::Subscription": Kind(
        f"arn:aws:sns:{HERE}{{id}}",
        "Subscribe", "Unsubscribe", "SetSubscriptionAttributes", "",
        of="TopicArn",
        nowhere=("Unsubscribe", "SetSubscriptionAttributes"),
    ),
    "AWS::SNS::Topic": Kind(
        f"arn:aws:sns:{HERE}{{id}}",
        "CreateTopic", "DeleteTopic", "SetTopicAttributes", "GetTopicAttributes",
        with_property={"Tags": "TagResource"},
    ),
    "AWS::SQS::Queue": Kind(
        f"arn:aws:sqs:{HERE}{{name}}",
        "CreateQueue", "DeleteQueue", "SetQueueAttributes", "GetQueueAttributes",
        with_property={"Tags": "TagQueue"},
    ),
    "AWS::SageMaker::DataQualityJobDefinition": _sagemaker("DataQualityJobDefinition"),
    "AWS::SageMaker::Endpoint": _sagemaker("Endpoint", updates=True),
    # SageMaker gets at the volumes' key by a grant that the caller makes [developer guide].
    "AWS::SageMaker::EndpointConfig": _sagemaker("EndpointConfig", KmsKeyId="kms:CreateGrant"),
    "AWS::SageMaker::Model": _sagemaker("Model"),
    "AWS::SageMaker::ModelQualityJobDefinition": _sagemaker("ModelQualityJobDefinition"),
    "AWS::SageMaker::MonitoringSchedule": _sagemaker("MonitoringSchedule", updates=True),
    "AWS::Scheduler::Schedule": Kind(
        f"arn:aws:scheduler:{HERE}schedule/default/{{name}}",
        "CreateSchedule", "DeleteSchedule", "UpdateSchedule", "GetSchedule",
        passed_to="scheduler.amazonaws.com",
    ),
}  # fmt: skip


def made(kind: str, known: str, props: Json) -> list[Call]:
    """Give the calls that make a resource."""
    table = KINDS[kind]
    calls = [*_on(kind, table.create, known, props), *_passed(table, roles(props))]
    for name, actions in table.with_property.items():
        if props.get(name):
            calls += _on(kind, actions, known, props, str(props[name]))
    return [*calls, *_on(kind, table.read, known, props)]


def changed(kind: str, known: str, old: Json, props: Json) -> list[Call]:
    """Give the calls that change a resource in place."""
    table = KINDS[kind]
    own = {**table.with_property, **table.on_change}
    calls = _passed(table, set(roles(props)) - set(roles(old)))
    for name in sorted({*old, *props}):
        if old.get(name) != props.get(name):
            actions = own.get(name, table.update)
            calls += _on(kind, actions, known, props, str(props.get(name) or old.get(name)))
    return [*dict.fromkeys(calls)]


def gone(kind: str, known: str, props: Json) -> list[Call]:
    """Give the calls that delete a resource."""
    return _on(kind, KINDS[kind].delete, known, props)


def called(function: str) -> Call:
    """Give the call of a custom resource: its function's, by the stack's caller."""
    return Call("lambda:InvokeFunction", function)


def roles(value: Any) -> Iterator[str]:
    """Yield the ARNs of the roles that properties hand over."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _ROLES and isinstance(item, str):
                yield item
            yield from roles(item)
    elif isinstance(value, list):
        for item in value:
            yield from roles(item)


def _passed(table: Kind, given: Iterable[str]) -> list[Call]:
    if not table.passed_to:
        return []
    to = {"iam:PassedToService": table.passed_to}
    return [Call("iam:PassRole", role, to) for role in sorted(given)]


def _on(kind: str, actions: str, known: str, props: Json, value: str = "") -> list[Call]:
    """Give the calls of a text of actions on what they are decided on."""
    table = KINDS[kind]
    targets = props.get(table.of, known) if table.of else known
    places = [_arn(table.arn, str(each)) for each in _listed(targets)]
    service = table.arn.split(":")[2]
    calls = []
    for action in actions.split():
        if ":" in action:
            calls.append(Call(action, value if value.startswith("arn:") else "*"))
        elif action in table.nowhere:
            calls.append(Call(f"{service}:{action}"))
        else:
            calls += [Call(f"{service}:{action}", place) for place in places]
    return calls


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _arn(pattern: str, known: str) -> str:
    if known.startswith("arn:"):
        return known
    return pattern.format(id=known, name=known.rpartition("/")[2])
