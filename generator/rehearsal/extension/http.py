"""SageMaker's door: what a request must be allowed to pass, then the service, then the answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from ministack.core.iam_actions import identity_denial_message
from ministack.core.iam_evaluator import AuthError, enforce
from ministack.core.router import extract_access_key_id, extract_region

from generator.rehearsal.extension.store import Json, RefusalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rehearsal.extension.capture import Traffic
    from generator.rehearsal.extension.service import Service

Answer = tuple[int, dict[str, str], bytes]
_JSON = {"Content-Type": "application/x-amz-json-1.1"}
_ROLES = ("RoleArn", "ExecutionRoleArn")


class Door:
    """Serves ``sagemaker`` and ``sagemaker-runtime``, beside the event loop.

    ``auth``: whether IAM is enforced. MiniStack authorises the action itself; the role that is
    handed over with it is looked at here [IAM user guide, "Grant a user permissions to pass a role
    to an AWS service"].
    """

    def __init__(self, service: Service, traffic: Traffic, *, auth: bool) -> None:
        self.service, self.traffic, self.auth = service, traffic, auth

    async def serve(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: Any
    ) -> Answer:
        """Answer a request."""
        del method
        try:
            if path.startswith("/endpoints/"):
                return await asyncio.to_thread(self._invoke, path, headers, body)
            asked = json.loads(body or b"{}")
            if self.auth and not _operation(headers).startswith(("Describe", "List")):
                _may_pass(asked, headers, query)
            answer = await asyncio.to_thread(self.service.do, _operation(headers), asked)
        except RefusalError as refusal:
            return _refused(refusal)
        return 200, dict(_JSON), json.dumps(answer, default=dt.datetime.timestamp).encode()

    def _invoke(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        made, kinds = self.traffic.invoke(path.split("/")[2], headers, body)
        return 200, kinds, made


def _operation(headers: dict[str, str]) -> str:
    return headers.get("x-amz-target", "").rpartition(".")[-1]


def _may_pass(asked: Json, headers: dict[str, str], query: Any) -> None:
    """Refuse a role that the caller must not pass to SageMaker."""
    for role in roles(asked):
        denied = enforce(
            extract_access_key_id(headers, query),
            "iam:PassRole",
            "iam",
            extract_region(headers),
            resource_arn=role,
            service_context={"iam:PassedToService": "sagemaker.amazonaws.com"},
        )
        if denied and not isinstance(denied, AuthError):
            words = identity_denial_message(
                "iam:PassRole", denied.principal_arn, role, denied.decision == "Deny"
            )
            raise RefusalError("AccessDeniedException", words)


def roles(value: Any) -> Iterator[str]:
    """Yield the roles that a request hands over."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _ROLES and isinstance(item, str):
                yield item
            yield from roles(item)
    elif isinstance(value, list):
        for item in value:
            yield from roles(item)


def _refused(refusal: RefusalError) -> Answer:
    status = 424 if refusal.code == "ModelError" else 400
    said: Json = {"__type": refusal.code, "message": str(refusal), "Message": str(refusal)}
    if refusal.code == "ModelError":
        said |= {"OriginalStatusCode": 500, "OriginalMessage": str(refusal)}
    headers = {**_JSON, "x-amzn-errortype": refusal.code}
    return status, headers, json.dumps(said).encode()


def install(door: Door, app: Any, router: Any) -> None:
    """Put the door into MiniStack."""
    serve: Callable[..., Any] = door.serve
    app.SERVICE_HANDLERS["sagemaker"] = serve
    router.SERVICE_PATTERNS["sagemaker"] = {
        "host_patterns": [r"sagemaker\."],
        "target_prefixes": ["SageMaker"],
        "credential_scope": "sagemaker",
    }
