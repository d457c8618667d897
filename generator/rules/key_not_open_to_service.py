"""E9144: a key whose policy shuts out the service that has to use it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._key_users import KEYS, Use, uses
from generator.rules._links import given
from generator.rules._principals import lets_in
from generator.rules._statements import Statement, statements, written_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.rules._reader import Reader

_NEEDED = ("kms:Decrypt", "kms:GenerateDataKey")
_LOUD = ("logs", "s3")
"""Services that try the key when they are set up; the others find out at each message."""


class KeyNotOpenToService(Check):
    """Holds the policy of each key against the log groups, topics and queues that it encrypts."""

    id = "E9144"
    shortdesc = "A key whose policy shuts out the service that has to use it"
    description = (
        "CloudWatch Logs, and services that send to an encrypted topic or queue, use its key under "
        "their own principal. A statement for the account lets none of them in: the key policy "
        "has to name each"
    )
    source_url = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
    tags: ClassVar[list[str]] = ["resources", "kms", "logs", "sns", "sqs", "alarms", "events"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every use of a key that no statement of its policy allows."""
        stated = list(statements(reader, *KEYS))
        for use in uses(reader):
            own = [one for one in stated if one.owner == use.key]
            if _readable(reader, use.key) and not _open(reader, own, use.service):
                yield Problem(use.path, _words(use))


def _readable(reader: Reader, key: str) -> bool:
    """Say whether the whole policy stands here; without one KMS lets the account in alone."""
    body = given(reader, key)
    return written_out(body["KeyPolicy"]) if "KeyPolicy" in body else not body.get("Fn::Transform")


def _open(reader: Reader, policy: Sequence[Statement], service: str) -> bool:
    mine = [one for one in policy if lets_in(reader, one, service)]
    return all(any(one.grants(reader, action) for one in mine) for action in _NEEDED)


def _words(use: Use) -> str:
    stem = "logs.${AWS::Region}" if use.service == "logs" else use.service
    principal = f"{stem}.amazonaws.com"
    what = (
        f"{principal} encrypts {use.encrypted}"
        if use.service == "logs"
        else f"{principal} sends to {use.encrypted} (for {use.sender})"
    )
    then = "The stack fails on it" if use.service in _LOUD else "Nothing arrives, nobody is told"
    actions = "kms:Encrypt*, kms:ReEncrypt*, kms:Describe*, " if use.service == "logs" else ""
    return (
        f"{what}, and the policy of its key {use.key} does not allow that service kms:Decrypt and "
        f"kms:GenerateDataKey*. {then}; the account's own rights do not help. Add to {use.key}'s "
        f"policy: Principal: {{Service: {principal}}}, Action: [{actions}kms:Decrypt, "
        "kms:GenerateDataKey*], Resource: '*'"
    )
