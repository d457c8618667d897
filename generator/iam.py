"""IAM in one manner: a statement is a documented function, and its ``Sid`` is the function's name.

Policies are awacs objects, so that an action's service and a statement's shape are checked when
they are built. No network, no AWS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from awacs import aws, sts
from troposphere import AWSHelperFn, GetAtt, Ref, iam

from generator.intrinsics import NO_VALUE, if_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")


@dataclass(frozen=True)
class Grant:
    """What a statement allows: actions, on resources, under conditions.

    ``conditions`` holds one dict an operator: ``{"StringEquals": {key: value}}``.
    """

    actions: Sequence[aws.Action]
    resources: Sequence[Any]
    conditions: dict[str, dict[str, Any]] = field(default_factory=dict)


def statement(build: Callable[P, Grant]) -> Callable[P, aws.Statement]:
    """Turn a function that returns a grant into one that returns the statement named after it."""
    sid = "".join(word.capitalize() for word in build.__name__.split("_"))

    @wraps(build)
    def named(*args: P.args, **kwargs: P.kwargs) -> aws.Statement:
        grant = build(*args, **kwargs)
        given = {"Condition": _condition(grant.conditions)} if grant.conditions else {}
        return aws.Statement(
            Sid=sid,
            Effect=aws.Allow,
            Action=list(grant.actions),
            Resource=list(grant.resources),
            **given,
        )

    return named


def _condition(operators: dict[str, dict[str, Any]]) -> aws.Condition:
    return aws.Condition([getattr(aws, name)(keys) for name, keys in operators.items()])


class _Document(aws.PolicyDocument):
    """A policy document that may hold a conditional statement, which awacs does not foresee."""

    props: dict[str, Any] = {
        **aws.PolicyDocument.props,
        "Statement": ([aws.Statement, AWSHelperFn], False),
    }


def document(*statements: aws.Statement | AWSHelperFn) -> aws.PolicyDocument:
    """Give a policy document of the current language version."""
    return _Document(Version="2012-10-17", Statement=list(statements))


def only_if(condition: str, statement: aws.Statement) -> AWSHelperFn:
    """Give the statement if ``condition`` holds, and nothing otherwise."""
    return if_(condition, statement, NO_VALUE)


def role(title: str, service: str, statements: Sequence[Any], **more: Any) -> iam.Role:
    """Give a role for ``service`` (its principal's first label) that has ``statements``."""
    return iam.Role(
        title,
        AssumeRolePolicyDocument=document(
            aws.Statement(
                Sid="Assume",
                Effect=aws.Allow,
                Principal=aws.Principal("Service", f"{service}.amazonaws.com"),
                Action=[sts.AssumeRole],
            )
        ),
        PermissionsBoundary=if_("Bounded", Ref("PermissionsBoundaryArn"), NO_VALUE),
        Policies=[iam.Policy(PolicyName="Work", PolicyDocument=document(*statements))],
        **more,
    )


def arn_of(resource: Any) -> GetAtt:
    """Give the ``Arn`` attribute of a resource."""
    return GetAtt(resource, "Arn")
