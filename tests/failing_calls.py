"""Calls of AWS that fail, on the wire: what botocore repeats and what it makes of it are real.

A double answers operations; between it and boto3 stands a :class:`Wire`, which counts the calls and
lets one of them fail.
"""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
import botocore
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from lambda_src.aws import client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Serve = Callable[[Any, dict[str, Any]], dict[str, Any]]

# What each service says to who asks too often. Sources: botocore's service models and _retry.json;
# of S3, its API reference, "Error responses".
TOO_OFTEN = {
    "s3": ("SlowDown", 503),
    "lambda": ("TooManyRequestsException", 429),
    "cloudformation": ("Throttling", 400),
    "sns": ("Throttled", 429),
}
ATTEMPTS = 5  # of botocore's legacy mode, which functions have by default


@dataclass(frozen=True)
class Fault:
    """A way for a call to fail.

    Attributes:
        name: in a person's words.
        times: how many attempts in a row.
        done: the service did what was asked, its answer was lost.
        cut: the answer's body breaks off.

    """

    name: str
    times: int = 1
    done: bool = False
    cut: bool = False

    @property
    def mended(self) -> bool:
        """Tell whether botocore's next attempt gets through."""
        return self.times < ATTEMPTS and self.name != "denied" and not self.cut

    def said(self, service: str) -> tuple[str, int]:
        """Give the service's error code and status; botocore's words for what broke off."""
        if self.cut:
            return "bytes expected", 200
        if self.name.startswith("throttled"):
            return TOO_OFTEN.get(service, ("ThrottlingException", 400))
        if self.name == "denied":
            return ("AccessDenied" if service == "s3" else "AccessDeniedException"), 403
        return ("InternalError" if service == "s3" else "InternalFailure"), 500


THROTTLED, BROKEN, DENIED = Fault("throttled"), Fault("broken"), Fault("denied")
THROTTLED_LONG = Fault("throttled to the end", ATTEMPTS)
LOST = Fault("done, its answer lost", done=True)
CUT = Fault("its body broken off", cut=True)
FAULTS = THROTTLED, BROKEN, DENIED, THROTTLED_LONG, LOST, CUT
READS = "Get", "List", "Describe"


def places(fault: Fault, calls: Sequence[str]) -> list[int]:
    """Give the calls that a fault says something new of: the index of each.

    What botocore repeats depends on the operation alone, so that each is asked once; so does what
    it gives up. An answer that is lost says nothing new of a call that changes nothing.
    """
    if fault is DENIED:
        return [*range(len(calls))]
    if fault.cut:
        return [at for at, call in enumerate(calls) if call == "s3.GetObject"]
    if fault is LOST:
        return [at for at, call in enumerate(calls) if not call.partition(".")[2].startswith(READS)]
    return [calls.index(call) for call in dict.fromkeys(calls)]


class Wire:
    """A session whose every call goes to a double, but for one that fails.

    Attributes:
        serve: the double: operation model and parameters -> answer; what it refuses it raises,
            with a ``code`` and a ``status``.
        calls: since ``reset``: ``service.Operation``.
        hit: the fault took place; what is refused anyway has no body that could break off.
        meanwhile: happens before the call ``at``; calls from there are not counted.

    """

    def __init__(self) -> None:
        below = botocore.session.get_session()
        below.set_default_client_config(Config(user_agent="test"))  # its own takes long to write
        self.session = boto3.Session("test", "test", None, "eu-west-1", below)
        unsigned = lambda **_: botocore.UNSIGNED  # noqa: E731 - half of the time goes there
        self.session.events.register_first("choose-signer", unsigned)
        self.session.events.register_first("provide-client-params", self._ask)
        self.session.events.register_first("before-send", self._send)
        self.session.events.register_first("before-parse", self._parse)
        self._asked: tuple[Any, dict[str, Any]]
        self._answer: dict[str, Any] = {}

    def reset(self, serve: Serve, fault: Fault | None = None, at: int = -1) -> None:
        """Begin anew, with a fault of the call ``at``, counted from 0."""
        self.serve, self.fault, self.at = serve, fault, at
        self.meanwhile: Callable[[], object] | None = None
        self.calls: list[str] = []
        self._left = fault.times if fault else 0
        self.hit = False

    def _ask(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        if self.meanwhile and len(self.calls) == self.at:
            self.at, act, self.meanwhile = -1, self.meanwhile, None
            calls, self.calls = self.calls, []
            act()
            self.calls = calls
        self._asked = model, dict(params)
        self.calls.append(f"{_service(model)}.{model.name}")

    def _send(self, **_: Any) -> AWSResponse:
        self._answer = {}
        model, _params = self._asked
        if self.fault and len(self.calls) == self.at + 1 and self._left:
            self._left -= 1
            if self.fault.cut:
                return self._served(missing=1)
            if self.fault.done:
                self._served()
                self._answer = {}
            self.hit = True
            return _refusal(model, *self.fault.said(_service(model)))
        return self._served()

    def _served(self, missing: int = 0) -> AWSResponse:
        model, params = self._asked
        try:
            self._answer = self.serve(model, dict(params))
        except Exception as error:
            if not hasattr(error, "code"):
                raise
            return _refusal(model, error.code, error.status)
        stream = model.has_streaming_output
        body = (
            self._answer.pop(model.output_shape.serialization["payload"]).read() if stream else b""
        )
        self.hit |= bool(missing)
        length = {"content-length": str(len(body) + missing)} if missing else {}
        return _response(HTTPStatus.OK, body or _nothing(model), length)

    def _parse(self, customized_response_dict: dict[str, Any], **_: Any) -> None:
        customized_response_dict.update(self._answer)


@contextmanager
def wired() -> Iterator[tuple[Wire, pytest.MonkeyPatch]]:
    """Let a wire stand in place of boto3's own session; gives a patch for what is more, too."""
    made = Wire()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boto3, "DEFAULT_SESSION", made.session)
        client.cache_clear()
        yield made, patch
    client.cache_clear()


def _service(model: Any) -> str:
    return str(model.service_model.service_name)


def _nothing(model: Any) -> bytes:
    if "json" in model.service_model.resolved_protocol:
        return b"{}"
    inner = model.output_shape.serialization.get("resultWrapper", "") if model.output_shape else ""
    return f"<Nothing><{inner}/></Nothing>".encode() if inner else b"<Nothing/>"


def _refusal(model: Any, code: str, status: int) -> AWSResponse:
    said = f"it was {code}"
    if "json" in model.service_model.resolved_protocol:
        body = json.dumps({"__type": code, "message": said}).encode()
        return _response(status, body, {"x-amzn-errortype": code})
    error = f"<Error><Code>{code}</Code><Message>{said}</Message></Error>"
    whole = error if _service(model) == "s3" else f"<ErrorResponse>{error}</ErrorResponse>"
    return _response(status, whole.encode())


def _response(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> AWSResponse:
    return AWSResponse("", status, headers or {}, _Raw(body))


class _Raw(io.BytesIO):
    """A body, as urllib3 has it."""

    def stream(self, *_: Any, **__: Any) -> Any:
        """Give it at once."""
        yield self.read()
