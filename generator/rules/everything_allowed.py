"""W9125: a policy that allows every action on every resource."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._statements import Statement, statements
from generator.rules._walk import named, properties, references, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_TYPES = ("AWS::IAM::", "AWS::Serverless::")
_EVERY_ACTION = ("*", "*:*")
_EVERY_RESOURCE = ("*",)


class EverythingAllowed(Check):
    """Finds `Action: "*"` on `Resource: "*"` in the policies of roles, users and groups."""

    id = "W9125"
    shortdesc = "A policy that allows every action on every resource"
    description = (
        "Whoever takes over a principal with * on * has the whole account: its data, its keys, its "
        "users and its bill. A workload uses a few actions on a few resources"
    )
    source_url = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
    )
    tags: ClassVar[list[str]] = ["resources", "iam", "least-privilege"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every such statement, but none of a policy that is a permissions boundary here."""
        boundaries = set(_boundaries(reader))
        for one in statements(reader, *_TYPES):
            if one.owner not in boundaries and _everything(reader, one):
                yield Problem((*one.path, "Action"), _WORDS)


def _everything(reader: Reader, statement: Statement) -> bool:
    return (
        statement.allows
        and not statement.body.get("Condition")
        and "AssumeRolePolicyDocument" not in properties(statement.path)
        and _says(reader, statement, "Action", _EVERY_ACTION)
        and _says(reader, statement, "Resource", _EVERY_RESOURCE)
    )


def _says(reader: Reader, statement: Statement, key: str, wanted: tuple[str, ...]) -> bool:
    return any(value.literal in wanted for value in statement.values(reader, key))


def _boundaries(reader: Reader) -> Iterator[str]:
    """Yield the policies that take rights away from someone instead of giving them."""
    for name, _, body in resources(reader.template):
        for _, value in named(body, root(name), {"PermissionsBoundary"}):
            yield from (policy for _, policy, _ in references(value, ()))


_WORDS = (
    "this allows every action on every resource, also to change users, roles and keys: whoever "
    "takes over the principal has the whole account. Name the actions and resources that are used; "
    "CloudTrail or IAM Access Analyzer tells which"
)
