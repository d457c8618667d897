"""What MiniStack 1.5.33 lacks beside SageMaker, put in from outside.

Every patch names what it is for; one that a newer MiniStack makes needless can go.
"""

from __future__ import annotations

import json
from typing import Any

from ministack.core import iam_actions
from ministack.services.cloudformation import changesets, engine, handlers, stacks

ACCOUNT_ARN = "arn:aws:sagemaker:us-east-1:123456789012:"
# Request field -> kind of resource in an ARN, for the operations that the service authorises on
# one; the others know no resource [Service Authorization Reference, Amazon SageMaker].
_RESOURCES = {
    "ProcessingJobName": "processing-job",
    "MonitoringScheduleName": "monitoring-schedule",
    "EndpointName": "endpoint",
    "EndpointConfigName": "endpoint-config",
    "PipelineName": "pipeline",
}


def install() -> None:
    """Put all patches in; once, before the server starts."""
    iam_actions.SERVICE_TO_IAM_NAMESPACE["sagemaker"] = "sagemaker"
    _sagemaker_resources()
    _metric_namespace()
    _condition_functions()


def _sagemaker_resources() -> None:
    """IAM: the resource of a SageMaker request."""
    original = iam_actions.extract_resource_arn

    def extract(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        if service != "sagemaker":
            found: str = original(service, method, path, headers, body, *rest)
            return found
        operation = headers.get("x-amz-target", "").split(".")[-1]
        if path.startswith("/endpoints/"):
            return f"{ACCOUNT_ARN}endpoint/{path.split('/')[2]}".lower()
        asked = json.loads(body or b"{}")
        if operation.startswith("List"):
            return "*"
        for field, kind in _RESOURCES.items():
            if field in asked:
                name = str(asked[field])
                return name if name.startswith("arn:") else f"{ACCOUNT_ARN}{kind}/{name}"
        return "*"

    iam_actions.extract_resource_arn = extract


def _metric_namespace() -> None:
    """IAM: the condition key ``cloudwatch:namespace`` of PutMetricData."""
    original = iam_actions.request_tag_context

    def context(service: str, action: str, body: bytes, params: Any) -> dict[str, Any]:
        found = dict(original(service, action, body, params))
        if action == "cloudwatch:PutMetricData":
            found["cloudwatch:namespace"] = _namespace(body, params)
        return found

    iam_actions.request_tag_context = context


def _namespace(body: bytes, params: Any) -> str:
    given = params.get("Namespace", [""]) if params else [""]
    if given and given[0]:
        return str(given[0] if isinstance(given, list) else given)
    try:
        return str(json.loads(body)["Namespace"])
    except (ValueError, KeyError, UnicodeDecodeError):
        return _from_cbor(body)


def _from_cbor(body: bytes) -> str:
    """Find the namespace in a CBOR body: a text behind its key [RFC 8949]."""
    at = body.find(b"iNamespace")
    if at < 0:
        return ""
    head, start = body[at + 10], at + 11
    length = head & 0x1F
    if length == 24:  # noqa: PLR2004 - RFC 8949: the length is in the next byte
        length, start = body[start], start + 1
    return body[start : start + length].decode(errors="replace")


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
        given = _text(items, params).split(",") if isinstance(items, dict) else items
        return separator.join(_text(item, params) for item in given)
    if "Fn::Split" in value:
        separator, text = value["Fn::Split"]
        return _text(text, params).split(separator)
    return {name: _joined(item, params) for name, item in value.items()}


def _text(value: Any, params: dict[str, Any]) -> str:
    return str(params[value["Ref"]]["Value"]) if isinstance(value, dict) else str(value)
