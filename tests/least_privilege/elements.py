"""Every element of a template's policies, and the template without one of them. No I/O.

An element is what can be taken away by itself: an action or a resource of a statement that has
several, a statement whose action is its only one, a condition, a value of a condition that has
several, a principal, a function's permission.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.editions import EDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Path = tuple[str | int, ...]
# Stands where a statement was: it allows what everybody may, so that no policy is empty.
NOTHING: Json = {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}
NOBODY = "support.amazonaws.com"
PERMISSION = "AWS::Lambda::Permission"
# Kinds that no role's call shows: who takes a role, who calls a function, whom a bucket refuses.
UNRECORDED = ("principal", "permission", "condition")
_DOCUMENTS = {
    "AWS::IAM::Policy": ("PolicyDocument",),
    "AWS::KMS::Key": ("KeyPolicy",),
    "AWS::S3::BucketPolicy": ("PolicyDocument",),
    "AWS::SNS::TopicPolicy": ("PolicyDocument",),
    "AWS::SQS::QueuePolicy": ("PolicyDocument",),
}


@dataclass(frozen=True)
class Element:
    """What can be taken away.

    Attributes:
        holder: logical id of the resource whose policy it is in.
        statement: the statement's Sid, which a terse edition leaves out of its file.
        kind: statement, action, resource, condition, value, principal or permission.
        text: the element in words, as the table shows it.
        path: where it stands in the template's ``Resources``.
        narrows: whether a policy without it allows less.

    """

    holder: str
    statement: str
    kind: str
    text: str
    path: Path
    narrows: bool

    @property
    def key(self) -> str:
        """Name it, within its edition."""
        return f"{self.holder} / {self.statement} / {self.kind} / {self.text}"


@cache
def template(edition: str) -> Json:
    """Give an edition's template, every statement with its Sid."""
    found: Json = EDITIONS[edition]().template.to_dict()
    return found


def elements(edition: str) -> list[Element]:
    """List all elements of an edition's policies, in the template's order."""
    return [
        each
        for holder, resource in template(edition)["Resources"].items()
        for each in _of(holder, resource)
    ]


def without(content: Json, element: Element) -> Json:
    """Give a template that lacks an element."""
    changed = copy.deepcopy(content)
    place = changed["Resources"]
    for step in element.path[:-1]:
        place = place[step]
    last = element.path[-1]
    if element.kind == "statement":
        place[last] = dict(NOTHING)
    elif element.kind == "principal" and not isinstance(last, int):
        place[last] = NOBODY
    else:
        del place[last]
    return changed


def policies(resource: Json) -> Iterator[tuple[Path, Json]]:
    """Yield the policy documents of a resource, each with its place."""
    properties = resource.get("Properties", {})
    for name in _DOCUMENTS.get(resource["Type"], ()):
        yield ("Properties", name), properties[name]
    if resource["Type"] == "AWS::IAM::Role":
        name = "AssumeRolePolicyDocument"
        yield ("Properties", name), properties[name]
        for number, policy in enumerate(properties["Policies"]):
            yield (
                ("Properties", "Policies", number, "PolicyDocument"),
                policy["PolicyDocument"],
            )


def _of(holder: str, resource: Json) -> Iterator[Element]:
    if resource["Type"] == PERMISSION:
        yield Element(holder, "", "permission", "the permission", (holder,), narrows=True)
        if "SourceArn" in resource["Properties"]:
            path = (holder, "Properties", "SourceArn")
            yield Element(holder, "", "condition", "SourceArn", path, narrows=False)
    for place, document in policies(resource):
        for number, entry in enumerate(document["Statement"]):
            inner: Path = ("Fn::If", 2) if "Fn::If" in entry else ()
            statement = entry["Fn::If"][2] if inner else entry
            at = (holder, *place, "Statement", number)
            made = _Statement(holder, statement["Sid"], at, inner)
            yield from made.elements(statement)


@dataclass(frozen=True)
class _Statement:
    """Where a statement stands: its entry, and itself within that, behind an ``If``."""

    holder: str
    label: str
    entry: Path
    inner: Path

    def elements(self, statement: Json) -> Iterator[Element]:
        allows = statement["Effect"] == "Allow"
        trust = statement["Action"] == "sts:AssumeRole"
        actions, resources = statement["Action"], statement.get("Resource")
        if not isinstance(actions, list) and not trust:
            yield self._element("statement", actions, self.entry, narrows=allows)
        yield from self._listed("action", actions, ("Action",), narrows=allows)
        yield from self._listed("resource", resources, ("Resource",), narrows=allows)
        yield from self._principals(statement.get("Principal"))
        for operator, keys in statement.get("Condition", {}).items():
            for key, values in keys.items():
                path = ("Condition", operator, key)
                # The last key of a condition takes it along: an operator without one is no policy.
                whole = path[:1] if len(keys) == len(statement["Condition"]) == 1 else path
                yield self._element("condition", key, self._at(whole), narrows=not allows)
                yield from self._listed("value", values, path, narrows=allows)

    def _principals(self, principal: Any) -> Iterator[Element]:
        if not isinstance(principal, dict):
            return
        for kind, names in principal.items():
            if isinstance(names, list):
                yield from self._listed("principal", names, ("Principal", kind), narrows=True)
            elif self.label == "Assume":
                path = self._at(("Principal", kind))
                yield self._element("principal", words(names), path, narrows=True)

    def _listed(self, kind: str, items: Any, path: Path, *, narrows: bool) -> Iterator[Element]:
        if isinstance(items, list):
            for number, item in enumerate(items):
                yield self._element(kind, words(item), self._at((*path, number)), narrows=narrows)

    def _at(self, path: Path) -> Path:
        return (*self.entry, *self.inner, *path)

    def _element(self, kind: str, text: str, path: Path, *, narrows: bool) -> Element:
        return Element(self.holder, self.label, kind, text, path, narrows)


def words(value: Any) -> str:
    """Say a name or an ARN in few words: ``Key.Arn``, ``bucket of ModelDataUrl``."""
    if not isinstance(value, dict):
        return str(value)
    ((name, argument),) = value.items()
    if name == "Fn::If":
        _, yes, no = argument
        return words(no) if yes == {"Ref": "AWS::NoValue"} else f"{words(yes)} or {words(no)}"
    if name == "Fn::Select":
        return f"bucket of {words(argument[1])}"
    if name in ("Fn::Join", "Fn::Split"):
        return words(argument[1])
    if name == "Fn::GetAtt" and isinstance(argument, list):
        return ".".join(argument)
    return str(argument[0] if isinstance(argument, list) else argument)
