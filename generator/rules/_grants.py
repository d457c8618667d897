"""What a function may do: its role's policies, as far as the template tells.

Only actions count, not resources and conditions: what is missing entirely is certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from generator.rules._links import given, linked, readings
from generator.rules._reader import section
from generator.rules._statements import Statement, statements
from generator.rules._walk import properties, references, resources, root, types

if TYPE_CHECKING:
    from generator.rules._reader import Reader

_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
_NETWORK = ("ec2:*NetworkInterface*", "ec2:*PrivateIpAddresses", "ec2:DescribeSubnets")
_MANAGED = {
    "AWSLambdaBasicExecutionRole": _LOGS,
    "AWSLambdaVPCAccessExecutionRole": (*_LOGS, *_NETWORK),
    "AWSXRayDaemonWriteAccess": ("xray:*",),
    "AWSXrayWriteOnlyAccess": ("xray:*",),
}
"""AWS's managed policies whose content is known here; any other may allow anything."""
_POLICIES = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
_TOPICS_DEFAULT = ("sns:Publish", "sns:Subscribe", "sns:*TopicAttributes", "sns:List*ByTopic")
"""A topic without a policy of its own lets the whole account do this."""


class Grants:
    """Answers whether a function may call an action."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._by_owner: dict[str, list[Statement]] = defaultdict(list)
        self._of_resources: list[Statement] = []
        for one in statements(reader):
            if "AssumeRolePolicyDocument" in properties(one.path):
                continue
            if one.kind.startswith("AWS::IAM::"):
                self._by_owner[one.owner].append(one)
            elif _lets_principals_in(one):
                self._of_resources.append(one)

    def roles(self, function: str) -> list[str]:
        """Give the roles that a function may run under; none where one is not of the template."""
        node, path = given(self._reader, function).get("Role"), (*root(function), "Role")
        found = [hole.name for _, hole in linked(self._reader, node, path, "AWS::IAM::Role")]
        return found if len(found) == len(list(readings(self._reader, node, path))) else []

    def may(self, function: str, action: str) -> bool:
        """Say whether the function may; what is not known counts as may."""
        roles = self.roles(function)
        return (
            not roles
            or any(self._granting(roles, action))
            or any(self._open(role, action) for role in roles)
            or self._elsewhere(function, action)
        )

    def certainly_may(self, function: str, action: str, resource: str) -> bool:
        """Say whether a statement certainly lets the function do this to a resource of the stack.

        A statement does so that names the resource, or every resource.
        """
        return any(
            reading.literal == "*" or any(hole.name == resource for hole in reading.holes)
            for one in self._granting(self.roles(function), action)
            for reading in one.values(self._reader, "Resource")
        )

    def _granting(self, roles: list[str], action: str) -> Iterator[Statement]:
        """Yield the roles' statements that allow the action."""
        for role in roles:
            for owner in (role, *self._policies(role)):
                for one in self._by_owner.get(owner, ()):
                    if one.allows and one.grants(self._reader, action):
                        yield one

    def _policies(self, role: str) -> Iterator[str]:
        """Yield the policies of the template that are attached to the role."""
        body = given(self._reader, role)
        for _, name, _ in references(body.get("ManagedPolicyArns"), ()):
            yield name
        for name, _, policy in resources(self._reader.template, *_POLICIES):
            for key in ("Roles", "RoleName"):
                for reading in readings(self._reader, policy.get(key), (*root(name), key)):
                    hole = reading.only_hole
                    named = reading.literal is not None and reading.literal == body.get("RoleName")
                    if named or (hole is not None and hole.name == role):
                        yield name

    def _open(self, role: str, action: str) -> bool:
        """Say whether something attached to the role may allow this, and cannot be read."""
        body = given(self._reader, role)
        if "Fn::Transform" in str(body):
            return True
        path = (*root(role), "ManagedPolicyArns")
        for reading in readings(self._reader, body.get("ManagedPolicyArns"), path):
            hole = reading.only_hole
            if hole is not None and hole.name in self._by_owner:
                continue
            known = _MANAGED.get(str(reading).rpartition("/")[2])
            if known is None or any(fnmatchcase(action, pattern) for pattern in known):
                return True
        return False

    def _elsewhere(self, function: str, action: str) -> bool:
        """Say whether a policy of a topic, a queue, a bucket or a key may let the role in."""
        if any(fnmatchcase(action, pattern) for pattern in _TOPICS_DEFAULT):
            mentioned = {name for _, name, _ in references(given(self._reader, function), ())}
            foreign = mentioned & set(section(self._reader.template, "Parameters"))
            if self._topics_without_policy() or any("topic" in name.lower() for name in foreign):
                return True
        return any(one.grants(self._reader, action) for one in self._of_resources)

    def _topics_without_policy(self) -> bool:
        """Say whether a topic has the policy that SNS gives it; none in the template may have."""
        kinds = types(self._reader.template)
        topics = {name for name, kind in kinds.items() if kind == "AWS::SNS::Topic"}
        for _, _, policy in resources(self._reader.template, "AWS::SNS::TopicPolicy"):
            topics -= {name for _, name, _ in references(policy.get("Topics"), ())}
        return bool(topics) or "AWS::SNS::Topic" not in kinds.values()


def _lets_principals_in(statement: Statement) -> bool:
    """Say whether a resource's policy names principals other than services."""
    principal = statement.body.get("Principal")
    return statement.allows and (
        principal == "*" or (isinstance(principal, Mapping) and "AWS" in principal)
    )
