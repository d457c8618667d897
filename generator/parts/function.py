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
from generator.parts.lifecycle_rights import go_on_later, lifecycle_rights
from generator.parts.responder_rights import responder_rights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.parts.alerts import Topic
    from generator.parts.encryption import Encryption

TIMEOUT = 900  # seconds; the longest that Lambda has [AWS Lambda developer guide, "Quotas"]


class Custom(CustomResource):
    """A custom resource: its properties are the function's business."""

    props: dict[str, Any] = {}


@dataclass(frozen=True)
class Function(Part):
    """Function, role, and the right to call itself again before its time is up."""

    TITLE: ClassVar[str] = "The function"
    role: iam.Role
    function: awslambda.Function
    again: iam.PolicyType

    def custom(self, title: str, kind: str, **given: Any) -> Custom:
        """Give the custom resource ``title``, of type ``Custom::<kind>``."""
        attributes = {name: given.pop(name) for name in ("Condition", "DependsOn") if name in given}
        props = {**CustomResource.props, **dict.fromkeys(given, (object, False))}
        made = type(kind, (Custom,), {"resource_type": f"Custom::{kind}", "props": props})
        resource: Custom = made(title, ServiceToken=arn_of(self.function), **given)
        for name, value in attributes.items():
            setattr(resource, name, value)
        return resource


def stack_function(
    encryption: Encryption, logs: FunctionLogs, topic: Topic, analysis: Sequence[Grant]
) -> Function:
    """Make the function; ``analysis`` are the rights that the edition's analysis adds."""
    work = role(
        "FunctionRole",
        "lambda",
        [
            write_logs(),
            leave_dead_letters(logs),
            use_key(encryption.data_key, GetAtt(encryption.key, "Arn")),
            *lifecycle_rights(encryption),
            *analysis,
            *responder_rights(topic),
        ],
    )
    made = function("Function", package="stack", role=work, shared=logs, timeout=TIMEOUT)
    again = iam.PolicyType(
        "FunctionAgain",
        PolicyName="Again",
        Roles=[Ref(work)],
        PolicyDocument=document(go_on_later(made)),
    )
    return Function(role=work, function=made, again=again)
