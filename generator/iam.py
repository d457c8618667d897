"""IAM in one manner: a grant is a documented function, and its ``Sid`` is the function's name.

A role's grants are written as the fewest statements that allow exactly the same: a statement takes
100 bytes of a template that may have 51,200. Policies are awacs objects, so that an action's
service and a statement's shape are checked when they are built. No network, no AWS.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from awacs import aws, sts
from troposphere import AWSHelperFn, GetAtt, Ref, encode_to_dict, iam

from generator.intrinsics import NO_VALUE, if_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

P = ParamSpec("P")
# Sids of grants that stand in one statement: on their resources, and of actions that know none.
TOGETHER, UNSCOPED = "Work", "Unscoped"


@dataclass(frozen=True)
class Grant:
    """What is allowed: actions, on resources, under conditions.

    Attributes:
        actions: all of one service.
        resources: ARNs.
        conditions: one dict an operator, ``{"StringEquals": {key: value}}``.
        kind: the service, or what tells apart the resources of two grants of one service that have
            no resource type in common, as ``sagemaker:endpoint``.
        sid: the statement's, where the grant has one of its own.

    """

    actions: Sequence[aws.Action]
    resources: Sequence[Any]
    conditions: dict[str, dict[str, Any]] = field(default_factory=dict)
    kind: str = ""
    sid: str = ""


def statement(build: Callable[P, Grant]) -> Callable[P, Grant]:
    """Name the grant that a function returns after the function."""
    sid = "".join(word.capitalize() for word in build.__name__.split("_"))

    @wraps(build)
    def named(*args: P.args, **kwargs: P.kwargs) -> Grant:
        grant = build(*args, **kwargs)
        kind = grant.kind or grant.actions[0].prefix
        return replace(grant, sid=sid, kind=kind)

    return named


class _Statement(aws.Statement):
    """A statement whose only action or resource stands without a list around it."""

    props: dict[str, Any] = {
        **aws.Statement.props,
        "Action": (object, False),
        "Resource": (object, False),
    }


class _Document(aws.PolicyDocument):
    """A policy document that may hold a conditional statement, which awacs does not foresee."""

    props: dict[str, Any] = {
        **aws.PolicyDocument.props,
        "Statement": ([aws.Statement, AWSHelperFn], False),
    }


def document(*grants: Grant | AWSHelperFn | aws.Statement) -> aws.PolicyDocument:
    """Give a policy document.

    Without ``Version``, which only policy variables need [IAM user guide, "Version"].
    """
    statements = [_written(each) if isinstance(each, Grant) else each for each in _merged(grants)]
    return _Document(Statement=statements)


def unless(condition: str, grant: Grant) -> AWSHelperFn:
    """Give the grant's statement, or nothing where ``condition`` holds."""
    return if_(condition, NO_VALUE, _written(grant))


def _merged(grants: Sequence[Any]) -> Iterator[Any]:
    """Put grants into one that share no kind of resource: the sum allows what they do, no more.

    An action takes resources of its own types only, so that it makes no use of the others' ARNs.
    What knows no resource stands together, too; what has a condition stands by itself.
    """
    together: dict[str, Grant] = {}
    alone: list[Any] = []
    for each in grants:
        if not isinstance(each, Grant) or each.conditions:
            alone.append(each)
            continue
        kind = UNSCOPED if list(each.resources) == ["*"] else each.kind
        before = together.get(kind)
        if before and not _same(before, each):
            alone.append(each)
        else:
            actions = [*(before.actions if before else []), *each.actions]
            together[kind] = replace(each, actions=actions, sid=UNSCOPED if before else each.sid)
    unscoped = together.pop(UNSCOPED, None)
    if len(together) > 1:
        actions = [action for grant in together.values() for action in grant.actions]
        resources = [resource for grant in together.values() for resource in grant.resources]
        yield Grant(actions, resources, sid=TOGETHER)
    else:
        yield from together.values()
    yield from [unscoped, *alone] if unscoped else alone


def _same(one: Grant, other: Grant) -> bool:
    return bool(encode_to_dict(list(one.resources)) == encode_to_dict(list(other.resources)))


def _written(grant: Grant) -> aws.Statement:
    given = {"Condition": _condition(grant.conditions)} if grant.conditions else {}
    return _Statement(
        Sid=grant.sid,
        Effect=aws.Allow,
        Action=_one_or_more(grant.actions),
        Resource=_one_or_more(grant.resources),
        **given,
    )


def _one_or_more(items: Sequence[Any]) -> Any:
    return items[0] if len(items) == 1 else list(items)


def _condition(operators: dict[str, dict[str, Any]]) -> aws.Condition:
    return aws.Condition([getattr(aws, name)(keys) for name, keys in operators.items()])


def resource_statement(
    sid: str, principal: aws.Principal, grant: Grant, *, effect: str = aws.Allow
) -> aws.Statement:
    """Give a statement of a resource's own policy: who may do what with it."""
    made = _written(replace(grant, sid=sid))
    made.Principal = principal
    made.Effect = effect
    return made


def without_sids(content: Any) -> Any:
    """Give a template's content without the names of statements: nobody but a reader needs them."""
    if isinstance(content, list):
        return [without_sids(item) for item in content]
    if not isinstance(content, dict):
        return content
    left = content.keys() - {"Sid"} if "Effect" in content else content.keys()
    return {name: without_sids(item) for name, item in content.items() if name in left}


def role(title: str, services: Sequence[str], grants: Sequence[Any], **more: Any) -> iam.Role:
    """Give a role for ``services`` (their principals' first labels) that has ``grants``."""
    names = [f"{service}.amazonaws.com" for service in services]
    principal = aws.Principal("Service", _one_or_more(names))
    trust = _Statement(Sid="Assume", Effect=aws.Allow, Principal=principal, Action=sts.AssumeRole)
    return iam.Role(
        title,
        AssumeRolePolicyDocument=document(trust),
        PermissionsBoundary=if_("Boundless", NO_VALUE, Ref("PermissionsBoundaryArn")),
        Policies=[iam.Policy(PolicyName="Work", PolicyDocument=document(*grants))],
        **more,
    )


def arn_of(resource: Any) -> GetAtt:
    """Give the ``Arn`` attribute of a resource."""
    return GetAtt(resource, "Arn")
