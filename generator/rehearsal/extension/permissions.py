"""What IAM decides by, where MiniStack 1.5.33 does not know it: actions, resources, condition keys.

Source: Service Authorization Reference, "Amazon SageMaker" and "Amazon CloudWatch".
"""

from __future__ import annotations

import json
from typing import Any

from ministack.core import iam_actions

from generator.rehearsal.extension.store import PREFIX

# Request field -> kind of resource in an ARN, for the operations that the service authorises on
# one; the others know no resource [Service Authorization Reference, Amazon SageMaker].
_RESOURCES = {
    "ProcessingJobName": "processing-job",
    "MonitoringScheduleName": "monitoring-schedule",
    "EndpointName": "endpoint",
    "EndpointConfigName": "endpoint-config",
    "PipelineName": "pipeline",
    "ModelName": "model",
    "JobDefinitionName": "",
}


def install() -> None:
    """Put all in; once, before the server starts."""
    iam_actions.SERVICE_TO_IAM_NAMESPACE["sagemaker"] = "sagemaker"
    _sagemaker_resources()
    _metric_namespace()
    _invocations()


def _sagemaker_resources() -> None:
    """IAM: the resource of a SageMaker request."""
    original = iam_actions.extract_resource_arn

    def extract(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        if service != "sagemaker":
            found: str = original(service, method, path, headers, body, *rest)
            return found
        operation = headers.get("x-amz-target", "").split(".")[-1]
        if path.startswith("/endpoints/"):
            return f"{PREFIX}endpoint/{path.split('/')[2]}".lower()
        return sagemaker_resource(operation, json.loads(body or b"{}"))

    iam_actions.extract_resource_arn = extract


def sagemaker_resource(operation: str, asked: dict[str, Any]) -> str:
    """Give the ARN on which a SageMaker operation is authorised, lower case as IAM has it."""
    if "ResourceArn" in asked:
        return str(asked["ResourceArn"])
    if operation == "ListPipelineExecutions" or not operation.startswith("List"):
        for field, kind in _RESOURCES.items():
            if field in asked:
                name = str(asked[field])
                kind = kind or _definition(operation)  # noqa: PLW2901 - the one kind that varies
                return name if name.startswith("arn:") else f"{PREFIX}{kind}/{name}".lower()
    return "*"


def _definition(operation: str) -> str:
    return f"{'data' if 'DataQuality' in operation else 'model'}-quality-job-definition"


def _invocations() -> None:
    """IAM: the action of an invocation, which has no target header."""
    original = iam_actions.extract_iam_action

    def action(service: str, method: str, path: str, *rest: Any) -> str | None:
        if service == "sagemaker" and path.startswith("/endpoints/"):
            return "sagemaker:InvokeEndpoint"
        found: str | None = original(service, method, path, *rest)
        return found

    iam_actions.extract_iam_action = action


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
