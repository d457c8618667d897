"""CloudFormation makes a stack's resources with the rights of its caller, or of a service role.

MiniStack's provisioners make them with nobody's. Here each call that :mod:`stack_calls` knows is
judged by MiniStack's own evaluation of the policies, and what is not allowed fails the resource, as
on AWS [CloudFormation user guide, "AWS CloudFormation service role"]. The account's root may do
all, and is not judged.
"""

from __future__ import annotations

import contextvars
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ministack.core import iam_evaluator as iam
from ministack.core.iam_actions import identity_denial_message
from ministack.services import iam as iam_service
from ministack.services.cloudformation import custom_resource, handlers, helpers, provisioners

from generator.rehearsal.extension import stack_calls
from generator.rehearsal.extension.stack_calls import Call
from generator.rehearsal.extension.store import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]
_WHO: contextvars.ContextVar[str] = contextvars.ContextVar("stack_rights", default="")
_SERVICE_ROLES: dict[str, str] = {}  # stack -> the role that it was given, which it keeps
_TAKEN: list[Json] = []
# The operations that begin something which runs on; a change set's role is that of its execution.
_BEGIN = (
    "CreateStack", "UpdateStack", "DeleteStack", "ExecuteChangeSet", "RollbackStack",
    "ContinueUpdateRollback",
)  # fmt: skip
_TO_CLOUDFORMATION = {"iam:PassedToService": "cloudformation.amazonaws.com"}


class DeniedError(Exception):
    """A call that the stack's caller is not allowed; in IAM's words."""


def taken() -> list[Json]:
    """Give the calls that were judged since the last time: who, action, resource, allowed."""
    found = [*_TAKEN]
    _TAKEN.clear()
    return found


def install(*, auth: bool) -> None:
    """Judge what stacks do; after all that changes the provisioners. Without IAM, nothing."""
    if not auth:
        return
    for name in (*_BEGIN, "CreateChangeSet"):
        handlers._ACTION_HANDLERS[name] = _as_its_caller(name, handlers._ACTION_HANDLERS[name])  # noqa: SLF001 - a patch
    for kind in stack_calls.KINDS:
        table = provisioners._RESOURCE_HANDLERS[kind]  # noqa: SLF001 - a patch
        table["create"] = _create(kind, table["create"], table["delete"])
        table["update"] = _update(kind, table["update"])
        table["delete"] = _delete(kind, table["delete"])
    custom_resource.invoke_custom_resource = _custom(custom_resource.invoke_custom_resource)


def _as_its_caller(name: str, original: Callable[[Json], Any]) -> Any:
    """Let all that an operation begins be done as its service role, or its caller."""

    def begin(params: Json) -> Any:
        stack = helpers._p(params, "StackName").rpartition(":stack/")[2].split("/")[0]  # noqa: SLF001
        role = helpers._p(params, "RoleARN")  # noqa: SLF001
        if role and (said := _denial(Call("iam:PassRole", role, _TO_CLOUDFORMATION), _caller())):
            return helpers._error("AccessDenied", said, 403)  # noqa: SLF001
        if role or name == "CreateStack":
            _SERVICE_ROLES[stack] = role
        token = _WHO.set(_SERVICE_ROLES.get(stack) or _caller())
        try:
            return original(params)  # what it begins runs in a copy of this context
        finally:
            _WHO.reset(token)

    return begin


def _caller() -> str:
    found: str = iam.caller_arn()
    return "" if found.endswith(":root") else found


def _create(kind: str, original: Any, undo: Any) -> Any:
    """Judge behind the creation, since only then there is a name; undo it if it was not allowed."""

    def create(logical_id: str, props: Json, *rest: Any) -> tuple[str, Json]:
        known, attributes = original(logical_id, props, *rest)
        try:
            _judge(stack_calls.made(kind, known, props))
        except DeniedError:
            undo(known, props)
            raise
        return known, attributes

    return create


def _update(kind: str, original: Any) -> Any:
    def update(known: str, old: Json, props: Json, *rest: Any) -> Any:
        _judge(stack_calls.changed(kind, known, old, props))
        return original(known, old, props, *rest)

    return update


def _delete(kind: str, original: Any) -> Any:
    def delete(known: str, props: Json, *rest: Any) -> None:
        _judge(stack_calls.gone(kind, known, props))
        original(known, props, *rest)

    return delete


def _custom(original: Any) -> Any:
    def invoke(request: str, logical_id: str, props: Json, *rest: Any, **more: Any) -> Any:
        _judge([stack_calls.called(str(props["ServiceToken"]))])
        return original(request, logical_id, props, *rest, **more)

    return invoke


def _judge(calls: Iterable[Call]) -> None:
    """Refuse the first call that the stack's caller is not allowed, and keep each."""
    who = _WHO.get()
    if not who:
        return
    for call in calls:
        said = _denial(call, who)
        _TAKEN.append({"who": who, **asdict(call), "allowed": not said})
        if said:
            raise DeniedError(said)


def _denial(call: Call, who: str) -> str:
    """Give IAM's words if a call is not allowed; the account's root is "", and may do all."""
    if not who:
        return ""
    kind, name = _principal(who)
    role = kind == "AssumedRole"
    gather = iam._gather_role_policies if role else iam._gather_user_policies  # noqa: SLF001
    store = iam_service._roles if role else iam_service._users  # noqa: SLF001
    context = iam.EvalContext(
        principal_arn=who,
        principal_type=kind,
        principal_account=ACCOUNT,
        action=call.action,
        resource_arn=call.resource,
        region=REGION,
        secure_transport=True,
        service_context={key.lower(): value for key, value in call.context.items()},
    )
    limits = iam._permissions_boundary(store, name, ACCOUNT)  # noqa: SLF001
    found = iam.evaluate(context, gather(name, ACCOUNT), *limits)
    if found.decision == "Allow":
        return ""
    explicit = found.decision == "Deny"
    words: str = identity_denial_message(call.action, who, call.resource, explicit)
    return words


def _principal(arn: str) -> tuple[str, str]:
    """Give kind and name: of a role, a role's session, or a user."""
    what, _, name = arn.rpartition(":")[2].partition("/")
    if what == "user":
        return "User", name.rpartition("/")[2]
    return "AssumedRole", name.split("/")[0] if what == "assumed-role" else name.rpartition("/")[2]
