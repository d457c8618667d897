"""IAM's decision where taking away allows more: no loop can show that, a refused call does. No I/O.

The judge is MiniStack's evaluation of policies, by itself, on one statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ministack.core import iam_evaluator

from .elements import PERMISSION, without, words

if TYPE_CHECKING:
    from .elements import Element

Json = dict[str, Any]
_ALL: Json = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_OTHER = {"true": "false", "false": "true"}


def judged(content: Json, element: Element) -> str:
    """Say which call only the element refuses; "" if there is none."""
    statement = _statement(content, element)
    action = _one(statement["Action"])
    action = "s3:GetObject" if action == "s3:*" else action.rstrip("*")
    resources = statement["Resource"]
    resource = plain(element.text) if element.kind == "resource" else _one(resources)
    denies = statement["Effect"] == "Deny"
    keys = {
        key: _one(value) if denies else _OTHER.get(_one(value), "another")
        for operator in statement["Condition"].values()
        for key, value in operator.items()
    }
    asked = iam_evaluator.EvalContext(
        principal_arn="arn:aws:sts::123456789012:assumed-role/role/session",
        principal_type="AssumedRole",
        principal_account="123456789012",
        action=action,
        resource_arn=resource.replace("*", "x"),
        region="us-east-1",
        secure_transport=keys.get("aws:SecureTransport") != "false",
        service_context={key.lower(): value for key, value in keys.items()},
    )
    less = _statement(without(content, element), element)
    before, after = (_allowed(each, asked, denies=denies) for each in (statement, less))
    told = ", ".join(f"`{key}` = `{value}`" for key, value in keys.items())
    return f"`{action}` with {told} is refused, and allowed without" if after > before else ""


def plain(value: Any) -> Any:
    """Put names for intrinsic functions, which IAM's variables would look like."""
    if isinstance(value, str):
        return value.replace("${", "").replace("}", "")
    if isinstance(value, list):
        return [plain(item) for item in value]
    if next(iter(value), "").startswith(("Fn::", "Ref")):
        return plain(words(value))
    return {name: plain(item) for name, item in value.items()}


def _statement(content: Json, element: Element) -> Json:
    """Give the statement of an element; a function's permission as it stands in its policy."""
    found = content["Resources"][element.holder]
    if found["Type"] == PERMISSION:
        given = plain(found["Properties"])
        source = given.get("SourceArn")
        condition = {"ArnLike": {"aws:SourceArn": source}} if source else {}
        return {**_ALL, "Action": given["Action"], "Condition": condition}
    path = element.path
    for step in path[1 : path.index("Statement") + 2]:
        found = found[step]
    made: Json = plain(found["Fn::If"][2] if "Fn::If" in found else found)
    return {"Condition": {}, **made}


def _allowed(statement: Json, asked: Any, *, denies: bool) -> bool:
    stated = [_ALL, statement] if denies else [statement]
    policy = iam_evaluator.parse_policy_document({"Statement": stated})
    return bool(iam_evaluator.evaluate(asked, [policy]).decision == "Allow")


def _one(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)
