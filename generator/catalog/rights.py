"""What a deployer, or the launch role, has to be allowed, derived from what the editions contain.

Each resource type's schema, which cfn-lint brings, lists the actions of its handlers: an upper
bound. What of it our properties have no use for is left out by name, and the rest is scoped by the
table below.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from generator.editions import EDITIONS

# Of CloudFormation itself: the stack with its tags, and templates in whatever place.
STACK = [
    "cloudformation:*Stack*", "cloudformation:*ChangeSet*", "cloudformation:GetTemplate",
    "cloudformation:TagResource", "cloudformation:UntagResource",
]  # fmt: skip
TEMPLATE = ["cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate"]

# Parts of a resource's handlers that the editions have no use for: file systems, code signing and
# capacity of functions, log delivery and bearer tokens, metadata tables, replication, object locks
# and access lists of buckets, users and groups.
UNUSED = (
    "elasticfilesystem:*", "s3files:*", "firehose:*", "s3tables:*", "lambda:*CodeSigning*",
    "lambda:GetLayerVersion", "lambda:PassCapacityProvider", "lambda:AssociateRuntimeAlias",
    "lambda:PublishVersion", "logs:CreateLogDelivery", "logs:*BearerToken*", "logs:*ResourcePolicy",
    "s3:*Object*", "s3:REST*", "s3:*Metadata*", "s3:*Replication*", "iam:*User*", "iam:*Group*",
)  # fmt: skip
# CloudFormation calls the function of a custom resource with the same rights.
CUSTOM = "lambda:InvokeFunction"
# Service, verb and the first word of what it is done to; so many alike stand together.
_HEAD, TOGETHER = re.compile(r"\w+:[A-Z][a-z]+[A-Z][a-z]+"), 3
PASSED_TO = ["lambda.amazonaws.com", "sagemaker.amazonaws.com", "scheduler.amazonaws.com"]


@dataclass(frozen=True)
class Scope:
    """Actions and where they are allowed.

    Attributes:
        sid: of the statement.
        actions: patterns of them.
        resource: an ARN without partition, in which ``{stack}`` stands for the beginning of the
            stack's name; ``*`` where there is no narrower one, or names have no such beginning.
        condition: the statement's.

    """

    sid: str
    actions: tuple[str, ...]
    resource: str = "*"
    condition: dict[str, Any] = field(default_factory=dict)


SCOPES = (
    Scope(
        "PassRoles",
        ("iam:PassRole",),
        "iam::*:role/{stack}*",
        {"StringEquals": {"iam:PassedToService": PASSED_TO}},
    ),
    Scope("Roles", ("iam:*",), "iam::*:role/{stack}*"),
    # CloudFormation names most of them with upper and lower case letters of its own making.
    Scope("SageMaker", ("sagemaker:*",)),
    Scope("NewKey", ("kms:CreateKey",)),
    # Also the data-key actions: Lambda and SageMaker get at the key through the deployer.
    Scope("Key", ("kms:*",), "kms:*:*:key/*"),
    Scope("Bucket", ("s3:*",), "s3:::{bucket}*"),
    Scope("Functions", ("lambda:*",), "lambda:*:*:function:{stack}*"),
    Scope("Network", ("ec2:Describe*",)),
    Scope("Logs", ("logs:*",)),
    Scope("Watching", ("cloudwatch:*",)),
    Scope("Rule", ("events:*",), "events:*:*:rule/{stack}*"),
    Scope("Clock", ("scheduler:*",), "scheduler:*:*:schedule/default/{stack}*"),
    Scope("Subscription", ("sns:Unsubscribe", "sns:*SubscriptionAttributes")),
    Scope("Topic", ("sns:*",), "sns:*:*:{stack}*"),
    Scope("Queue", ("sqs:*",), "sqs:*:*:{stack}*"),
)


@cache
def _all_types() -> frozenset[str]:
    return frozenset(
        each["Type"]
        for edition in EDITIONS.values()
        for each in edition().template.to_dict()["Resources"].values()
    )


def types() -> set[str]:
    """Give the resource types of all editions, custom ones left out."""
    return {kind for kind in _all_types() if kind.startswith("AWS::")}


def handled(kind: str) -> set[str]:
    """Give the actions of a type's handlers but the listing one."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # noqa: PLC0415 - half a second

    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    handlers = (one for name, one in schema["handlers"].items() if name != "list")
    return {action for one in handlers for action in one["permissions"]}


@cache
def needed() -> tuple[str, ...]:
    """Give the actions that the editions need, sorted."""
    found = {action for kind in types() for action in handled(kind)}
    if _all_types() - types():
        found.add(CUSTOM)
    return tuple(sorted(action for action in found if not matches(action, UNUSED)))


def matches(action: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether an action is one of the patterns'."""
    return any(fnmatch.fnmatchcase(action, pattern) for pattern in patterns)


def scoped() -> list[tuple[Scope, list[str]]]:
    """Give each scope's actions: an action belongs to the first scope that has a pattern for it.

    Raises:
        ValueError: an action is in no scope.

    """
    found: dict[str, list[str]] = {scope.sid: [] for scope in SCOPES}
    for action in needed():
        scope = next((each for each in SCOPES if matches(action, each.actions)), None)
        if scope is None:
            raise ValueError(f"{action} is in no scope: give it one, or leave it out as unused")
        found[scope.sid].append(action)
    return [(scope, found[scope.sid]) for scope in SCOPES if found[scope.sid]]


def deployer_policy(stack: str = "sagemaker-model-monitor", partition: str = "aws") -> str:
    """Give the policy of who deploys stacks by hand whose names begin with ``stack``, as JSON."""
    own = f"arn:{partition}:cloudformation:*:*:stack/{stack}*/*"
    every = [
        {"Sid": "Stack", "Effect": "Allow", "Action": STACK, "Resource": own},
        {"Sid": "Template", "Effect": "Allow", "Action": TEMPLATE, "Resource": "*"},
        *statements(stack, partition),
    ]
    lines = ",\n  ".join(json.dumps(each) for each in every)
    return f'{{\n "Version": "2012-10-17",\n "Statement": [\n  {lines}\n ]\n}}\n'


def shortened(actions: list[str]) -> list[str]:
    """Put three and more actions of one verb on one thing together: ``s3:PutBucket*``.

    A managed policy may have 6,144 characters. Only where the resource is the stack's own.
    """
    heads = [_HEAD.match(action) for action in actions]
    counted = Counter(head[0] for head in heads if head)
    return sorted(
        {
            f"{head[0]}*" if head and counted[head[0]] >= TOGETHER else action
            for action, head in zip(actions, heads, strict=True)
        }
    )


def _one_or_more(actions: list[str]) -> list[str] | str:
    return actions if len(actions) > 1 else actions[0]


def statements(stack: str, partition: str = "*") -> list[dict[str, Any]]:
    """Give the policy's statements for stacks whose names begin with ``stack``.

    A bucket's name begins with the stack's in lower case.
    """
    names = {"stack": stack, "bucket": stack.lower()}
    return [
        {
            "Sid": scope.sid,
            "Effect": "Allow",
            "Action": _one_or_more(actions if scope.resource == "*" else shortened(actions)),
            "Resource": scope.resource
            if scope.resource == "*"
            else f"arn:{partition}:{scope.resource.format(**names)}",
            **({"Condition": scope.condition} if scope.condition else {}),
        }
        for scope, actions in scoped()
    ]
