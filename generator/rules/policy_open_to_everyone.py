"""E9132: a topic, a queue or a function that everyone may use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._principals import AWS, principals
from generator.rules._statements import Statement, statements, statements_in_text
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_POLICIES = {
    "AWS::SNS::TopicPolicy": "topic",
    "AWS::SNS::TopicInlinePolicy": "topic",
    "AWS::SQS::QueuePolicy": "queue",
    "AWS::SQS::QueueInlinePolicy": "queue",
}
_ANYONE_CAN = frozenset(
    [
        "aws:securetransport",
        "aws:currenttime",
        "aws:epochtime",
        "aws:useragent",
        "aws:referer",
        "aws:requestedregion",
    ]
)
"""Keys whose value anyone may choose: a condition on them shuts nobody out."""
_NARROWS = ("SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken")
_URL = ("lambda:InvokeFunctionUrl",)


class PolicyOpenToEveryone(Check):
    """Looks for principals `*` in the policies of topics, queues and functions."""

    id = "E9132"
    shortdesc = "A topic, a queue or a function open to everyone"
    description = (
        "Principal * without a condition on account, organization, source or network lets every "
        "AWS account in the world in, and for topics and queues everyone without an account too"
    )
    source_url = "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html"
    tags: ClassVar[list[str]] = ["resources", "sns", "sqs", "lambda", "policies"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every statement, and every Lambda permission, that shuts nobody out."""
        written_out = ((one, True) for one in statements(reader, *_POLICIES))
        in_text = ((one, False) for one in statements_in_text(reader, *_POLICIES))
        for one, exact in (*written_out, *in_text):
            if one.allows and (key := _everyone(reader, one)) and not _narrowed(reader, one):
                path = (*one.path, key) if exact else one.path
                yield Problem(path, _words(_POLICIES.get(one.kind, "resource"), key))
        for name, _, given in resources(reader.template, "AWS::Lambda::Permission"):
            if _open_function(reader, given, root(name)):
                yield Problem((*root(name), "Principal"), _words("function"))


def _everyone(reader: Reader, statement: Statement) -> str:
    """Give the element that lets everyone in, or ''. `NotPrincipal` lets in all it does not name.

    IAM's page says that it is not supported with Allow, and in earlier years what it did there.
    """
    if "NotPrincipal" in statement.body:
        return "NotPrincipal"
    everyone = any(
        kind == AWS and reading.literal == "*" for kind, reading in principals(reader, statement)
    )
    return "Principal" if everyone else ""


def _narrowed(reader: Reader, statement: Statement) -> bool:
    """Say whether a condition shuts someone out. One that only AWS can read counts as such."""
    tests = list(statement.conditions(reader))
    if "Condition" in statement.body and not tests:
        return True
    return any(
        key not in _ANYONE_CAN and not (values and all(value.literal == "*" for value in values))
        for _, key, _, values in tests
    )


def _open_function(reader: Reader, given: Mapping[str, Any], path: Place) -> bool:
    if any(name in given for name in _NARROWS) or given.get("InvokedViaFunctionUrl"):
        return False
    if given.get("Action") in _URL:
        return False  # a public URL wants just this
    return any(
        reading.literal == "*"
        for reading in reader.read(given.get("Principal"), (*path, "Principal"))
    )


def _words(what: str, key: str = "Principal") -> str:
    if key == "NotPrincipal":
        return (
            f"NotPrincipal belongs to Deny. With Allow it is not supported, and where it is taken "
            f"everyone but those it names, in any AWS account, may use this {what}. Name in "
            "Principal whom you let in"
        )
    return (
        f"everyone, in any AWS account, may use this {what}: the principal is * and no condition "
        "shuts anyone out. Strangers can then send to it at your cost, or read what it carries. "
        "Name the account or the service, or add a condition on aws:SourceAccount, aws:SourceArn "
        "or aws:PrincipalOrgID"
    )
