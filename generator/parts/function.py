"""The stack's one function: it stands behind the custom resources, the clock and the alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from troposphere import GetAtt, Ref, awslambda, iam
from troposphere.cloudformation import CustomResource

from generator.iam import Grant, arn_of, document, role
from generator.parts.base import Part
from generator.parts.encryption import use_key
from generator.parts.functions import FunctionLogs, function, leave_dead_letters, write_logs
from generator.parts.lifecycle_rights import invoke, lifecycle_rights
from generator.parts.responder_rights import responder_rights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.parts.alerts import Topic
    from generator.parts.encryption import Encryption


class Custom(CustomResource):
    """A custom resource: its properties are the function's business."""

    props: dict[str, Any] = {}


@dataclass(frozen=True)
class Function(Part):
    """Function and role."""

    TITLE: ClassVar[str] = "The function"
    role: iam.Role
    function: awslambda.Function

    def custom(self, title: str, kind: str, **given: Any) -> Custom:
        """Give the custom resource ``title``, of type ``Custom::<kind>``."""
        attributes = {name: given.pop(name) for name in ("Condition", "DependsOn") if name in given}
        props = {**CustomResource.props, **dict.fromkeys(given, (object, False))}
        made = type(kind, (Custom,), {"resource_type": f"Custom::{kind}", "props": props})
        resource: Custom = made(title, ServiceToken=arn_of(self.function), **given)
        for name, value in attributes.items():
            setattr(resource, name, value)
        return resource


@dataclass(frozen=True)
class Again(Part):
    """The right to invoke a function: itself, before its time is up, or the analyzer."""

    policy: iam.PolicyType


def stack_function(
    package: str,
    encryption: Encryption,
    logs: FunctionLogs,
    topic: Topic,
    analysis: Sequence[Grant],
    services: Sequence[str] = ("lambda",),
) -> Function:
    """Make the function of ``lambda_src/<package>``.

    ``analysis`` are the rights that the edition's analysis adds; ``services`` assume its role.
    """
    work = role(
        "FunctionRole",
        services,
        [
            write_logs(),
            leave_dead_letters(logs),
            use_key(encryption.data_key, GetAtt(encryption.key, "Arn")),
            *lifecycle_rights(encryption),
            *analysis,
            *responder_rights(topic),
        ],
    )
    return Function(
        role=work, function=function("Function", package=package, role=work, shared=logs)
    )


def invokes(function: Function, target: awslambda.Function) -> Again:
    """Let what has the function's role invoke ``target``, which may need the function first."""
    return Again(
        policy=iam.PolicyType(
            "Invoke",
            PolicyName="Invoke",
            Roles=[Ref(function.role)],
            PolicyDocument=document(invoke(target)),
        )
    )
