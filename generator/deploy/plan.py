"""A plan: what CloudFormation would change, as data; shown by ``plan``, executed by ``deploy``."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from generator.deploy.meanings import meaning
from generator.deploy.stacks import CAPABILITIES, OURS, validation_errors
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.stacks import Stack

NOTHING = ("didn't contain changes", "No updates are to be performed")
"""How CloudFormation says that there is nothing to do: by a change set that failed."""
LATER = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""The value of a property that is known only once other resources are made."""
_ORDER = ("replaced", "perhaps replaced", "removed", "changed", "added")


@dataclass(frozen=True)
class Wish:
    """What is asked of a stack.

    Attributes:
        name: the stack's.
        body: the template.
        parameters: as CloudFormation takes them.
        tags: of the stack; None leaves them as they are.
        role: ARN of the service role, ``""`` for the caller's own rights.

    """

    name: str
    body: str
    parameters: list[Json]
    tags: Mapping[str, str] | None = None
    role: str = ""

    def request(self) -> Json:
        """Give what creation, update and change set have in common."""
        asked: Json = {
            "StackName": self.name,
            "TemplateBody": self.body,
            "Parameters": self.parameters,
            "Capabilities": CAPABILITIES,
        }
        if self.tags is not None:
            asked["Tags"] = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        if self.role:
            asked["RoleARN"] = self.role
        return asked


@dataclass(frozen=True)
class Difference:
    """One property that changes, before and after; None where there is none, or it is not known."""

    path: str
    before: str | None
    after: str | None

    @property
    def known(self) -> bool:
        """Whether CloudFormation can say now what it will be."""
        return self.after != LATER and (self.before, self.after) != (None, None)


@dataclass(frozen=True)
class Change:
    """What happens to one resource.

    Attributes:
        what: ``replaced``, ``perhaps replaced``, ``removed``, ``changed``, ``added``.
        parameters: whose new values cause it.
        means: what that means for this stack, in words; ``""`` where it goes without saying.

    """

    what: str
    logical_id: str
    type: str
    physical_id: str = ""
    differences: tuple[Difference, ...] = ()
    parameters: tuple[str, ...] = ()
    means: str = ""

    @property
    def follows(self) -> bool:
        """Whether it may happen only because of others, in a way that nobody knows yet."""
        return self.what == "perhaps replaced" and not any(one.known for one in self.differences)

    def data(self) -> Json:
        """Give it for a machine."""
        return {
            "what": self.what,
            "resource": self.logical_id,
            "resourceType": self.type,
            "physicalId": self.physical_id,
            "properties": [vars(each) for each in self.differences],
            "parameters": list(self.parameters),
            "means": self.means,
        }


@dataclass(frozen=True)
class Plan:
    """What waits to be executed.

    Attributes:
        stack_id: the stack's, which planning makes where there was none: empty, under review.
        change_set: its ARN; ``""`` if there is nothing to do.
        new: whether there was no stack.
        changes: replacements first.

    """

    name: str
    stack_id: str
    change_set: str
    new: bool
    token: str
    changes: list[Change] = field(default_factory=list)


def new_token() -> str:
    """Give a token: a request that comes twice with it, as the client repeats it, is done once."""
    return OURS + uuid.uuid4().hex


def prepare(aws: AwsClient, wish: Wish, stack: Stack | None) -> Plan:
    """Let CloudFormation compare what is asked with what is there.

    Raises:
        AwsError: it refuses.
        GeneratorError: the change set could not be made, in CloudFormation's words.

    """
    token = new_token()
    made = aws.call(
        "cloudformation",
        "create_change_set",
        ChangeSetName=token,
        ChangeSetType="UPDATE" if stack else "CREATE",
        ClientToken=token,
        **wish.request(),
    )
    found = _ready(aws, made["Id"])
    if found["Status"] == "FAILED":
        reason = found.get("StatusReason", "")
        nothing = any(words in reason for words in NOTHING)
        wrong = [] if nothing else validation_errors(aws, ChangeSetName=made["Id"])
        discard(aws, Plan(wish.name, made["StackId"], made["Id"], not stack, token))
        if not nothing:
            words = "\n  ".join([reason, *wrong])
            raise GeneratorError(f"stack {wish.name}: the plan cannot be made: {words}")
        return Plan(wish.name, made["StackId"], "", not stack, token)
    changes = [_change(each["ResourceChange"]) for each in _changes(aws, found)]
    changes.sort(key=lambda each: _ORDER.index(each.what))
    return Plan(wish.name, made["StackId"], made["Id"], not stack, token, changes)


def _ready(aws: AwsClient, change_set: str) -> Json:
    """Wait until a change set is made, or could not be; seconds, as a rule."""
    pause = 0.1
    while True:
        found: Json = aws.call(
            "cloudformation",
            "describe_change_set",
            ChangeSetName=change_set,
            IncludePropertyValues=True,
        )
        if not found["Status"].endswith(("_PENDING", "_IN_PROGRESS")):
            return found
        time.sleep(pause)
        pause = min(2.0, pause * 1.5)


def _changes(aws: AwsClient, found: Json) -> list[Json]:
    changes: list[Json] = list(found.get("Changes", []))
    while token := found.get("NextToken"):
        found = aws.call(
            "cloudformation",
            "describe_change_set",
            ChangeSetName=found["ChangeSetId"],
            IncludePropertyValues=True,
            NextToken=token,
        )
        changes += found.get("Changes", [])
    return [each for each in changes if "ResourceChange" in each]


def _change(found: Json) -> Change:
    what = _what(found)
    logical_id, kind = found["LogicalResourceId"], found["ResourceType"]
    details = found.get("Details", [])
    causes = {each.get("CausingEntity") for each in details if _by_parameter(each)}
    return Change(
        what=what,
        logical_id=logical_id,
        type=kind,
        physical_id=found.get("PhysicalResourceId", ""),
        differences=tuple(_differences(details)),
        parameters=tuple(sorted(causes - {None})),
        means=meaning(what, logical_id, kind),
    )


def _what(found: Json) -> str:
    if found["Action"] == "Modify":
        return {"True": "replaced", "Conditional": "perhaps replaced"}.get(
            found.get("Replacement", ""), "changed"
        )
    return {"Add": "added", "Remove": "removed", "Import": "added"}.get(found["Action"], "changed")


def _by_parameter(detail: Json) -> bool:
    return str(detail.get("ChangeSource", "")) == "ParameterReference"


def _differences(details: list[Json]) -> list[Difference]:
    """Give each property once: CloudFormation tells it again for each of its causes."""
    found: dict[str, Difference] = {}
    for detail in details:
        target = detail.get("Target", {})
        path = target.get("Path") or target.get("Name") or target.get("Attribute", "")
        path = path.removeprefix("/Properties/").strip("/").replace("/", ".")
        one = Difference(path, target.get("BeforeValue"), target.get("AfterValue"))
        known = found.get(path)
        if known is None or not known.known:
            found[path] = one
    return list(found.values())


def execute(aws: AwsClient, plan: Plan) -> None:
    """Let CloudFormation do what is planned; asked twice, it does it once."""
    aws.call(
        "cloudformation",
        "execute_change_set",
        ChangeSetName=plan.change_set,
        ClientRequestToken=plan.token,
    )


def discard(aws: AwsClient, plan: Plan) -> None:
    """Leave nothing of a plan: neither the change set, nor the empty stack that was made for it."""
    if plan.new:
        aws.call("cloudformation", "delete_stack", StackName=plan.stack_id)
    elif plan.change_set:
        _delete(aws, plan.stack_id, plan.change_set)


def _delete(aws: AwsClient, stack: str, change_set: str) -> None:
    aws.call("cloudformation", "delete_change_set", StackName=stack, ChangeSetName=change_set)


def directly(aws: AwsClient, wish: Wish, stack: Stack | None) -> str | None:
    """Create or update a stack without a plan, and give its id; None if there is nothing to do.

    Raises:
        AwsError: CloudFormation refuses.

    """
    operation = "update_stack" if stack else "create_stack"
    try:
        made = aws.call(
            "cloudformation", operation, ClientRequestToken=new_token(), **wish.request()
        )
    except AwsError as error:
        if stack and NOTHING[1] in str(error):
            return None
        raise
    return str(made["StackId"])
