"""What MiniStack 1.5.33 lacks beside SageMaker, put in from outside.

Every patch names what it is for; one that a newer MiniStack makes needless can go.
"""

from __future__ import annotations

import json
from typing import Any

from ministack import app
from ministack.core import sigv4
from ministack.services import cloudformation, cloudwatch, sns
from ministack.services.cloudformation import (
    changesets,
    engine,
    handlers,
    provisioners,
    stacks,
)


def install() -> None:
    """Put all patches in; once, before the server starts."""
    _condition_functions()
    _one_port()
    _dashboards()
    _topic_keys()
    _cleanup_phase()
    _any_clock()


def _one_port() -> None:
    """Listen on the one port that was given, not on 443 as well."""
    app._port_is_bindable = lambda *_: False  # noqa: SLF001 - a patch


def _any_clock() -> None:
    """IAM: accept a request whenever it was signed; functions go by the clock that is set."""
    sigv4.request_time_failure = lambda *_: None


def _dashboards() -> None:
    """CloudWatch: refuse a dashboard that is not JSON."""
    original = cloudwatch.cloudformation_put_dashboard

    def put(name: str, body: str) -> None:
        json.loads(body)
        original(name, body)

    cloudwatch.cloudformation_put_dashboard = put


def _topic_keys() -> None:
    """SNS: keep a topic's key, by CloudFormation."""
    table = provisioners._RESOURCE_HANDLERS["AWS::SNS::Topic"]  # noqa: SLF001

    def keeping(original: Any, at: int) -> Any:
        def made(*given: Any) -> tuple[str, dict[str, Any]]:
            arn, attributes = original(*given)
            known = sns._topics[arn]["attributes"]  # noqa: SLF001
            known.pop("KmsMasterKeyId", None)
            if key := given[at].get("KmsMasterKeyId"):
                known["KmsMasterKeyId"] = key
            return arn, attributes

        return made

    table["create"], table["update"] = keeping(table["create"], 1), keeping(table["update"], 2)


def _cleanup_phase() -> None:
    """CloudFormation: what an update leaves is deleted in the cleanup phase, and it shows."""
    original = stacks._delete_resource  # noqa: SLF001

    def delete(kind: str, known: str, props: Any, stack: str = "", logical: str = "") -> None:
        found = cloudformation._stacks.get(stack)  # noqa: SLF001
        if found and found["StackStatus"] == "UPDATE_IN_PROGRESS":
            found["StackStatus"] = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
        original(kind, known, props, stack, logical)

    stacks._delete_resource = delete  # noqa: SLF001


def _condition_functions() -> None:
    """CloudFormation: ``Fn::Join`` and ``Fn::Split`` within conditions."""
    original = engine._evaluate_conditions  # noqa: SLF001 - a patch

    def evaluate(template: dict[str, Any], params: dict[str, Any]) -> dict[str, bool]:
        conditions = _joined(template.get("Conditions", {}), params)
        found: dict[str, bool] = original({**template, "Conditions": conditions}, params)
        return found

    for module in (engine, changesets, handlers, stacks):
        module._evaluate_conditions = evaluate  # noqa: SLF001


def _joined(value: Any, params: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_joined(item, params) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        separator, items = value["Fn::Join"]
        return separator.join(_text(item, params) for item in _list(items, params))
    if "Fn::Split" in value:
        separator, text = value["Fn::Split"]
        return _text(text, params).split(separator)
    return {name: _joined(item, params) for name, item in value.items()}


def _list(value: Any, params: dict[str, Any]) -> list[Any]:
    """Give a list: as it stands, split from a text, or of a parameter."""
    if isinstance(value, list):
        return value
    if "Ref" in value:
        return _text(value, params).split(",")
    found: list[Any] = _joined(value, params)
    return found


def _text(value: Any, params: dict[str, Any]) -> str:
    if not isinstance(value, dict):
        return str(value)
    return str(params[value["Ref"]]["Value"] if "Ref" in value else _joined(value, params))
