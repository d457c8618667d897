"""E9133: a KMS key whose policy nobody could change again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._principals import SERVICE, principals
from generator.rules._statements import Statement, statements, written_out
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_TYPES = ("AWS::KMS::Key", "AWS::KMS::ReplicaKey")
_POLICY = "KeyPolicy"
_CHANGE = "kms:PutKeyPolicy"
_THROUGH_A_SERVICE = ("kms:viaservice", "kms:encryptioncontext", "kms:grantisforawsresource")
"""Keys of conditions that a call of PutKeyPolicy never fulfils."""


class KeyWithoutAdministrator(Check):
    """Looks for a statement in each key policy that lets someone change that policy."""

    id = "E9133"
    shortdesc = "A key policy without an administrator"
    description = (
        "KMS refuses a key policy that does not let the caller put the next one; with that check "
        "bypassed, nobody can change or delete the key but AWS Support"
    )
    source_url = "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html"
    tags: ClassVar[list[str]] = ["resources", "kms", "policies"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every key policy that gives kms:PutKeyPolicy to nobody."""
        stated = list(statements(reader, *_TYPES))
        administered = {one.owner for one in stated if _administers(reader, one)}
        for name, _, given in resources(reader.template, *_TYPES):
            policy = given.get(_POLICY)
            path = (*root(name), _POLICY)
            if written_out(policy) and name not in administered:
                yield Problem(path, _WORDS)


def _administers(reader: Reader, statement: Statement) -> bool:
    return (
        statement.allows
        and statement.grants(reader, _CHANGE)
        and _someone(reader, statement)
        and not _only_through_a_service(reader, statement)
    )


def _someone(reader: Reader, statement: Statement) -> bool:
    """Say whether a statement's principals are more than services."""
    return "NotPrincipal" in statement.body or any(
        kind != SERVICE for kind, _ in principals(reader, statement)
    )


def _only_through_a_service(reader: Reader, statement: Statement) -> bool:
    return any(key.startswith(_THROUGH_A_SERVICE) for _, key, _, _ in statement.conditions(reader))


_WORDS = (
    "nobody may change this key's policy: no statement gives kms:PutKeyPolicy to the account or "
    "to a role. KMS refuses such a policy while the stack is created ('The new key policy will "
    "not allow you to update the key policy in the future'); with that check bypassed, only AWS "
    "Support could ever change or delete the key. Add a statement that allows kms:* to the "
    "account: Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}, "
    "Resource: '*'"
)
