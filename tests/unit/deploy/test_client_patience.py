"""How long the client waits for an answer, how often it asks, and what it says meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.session import get_session

from generator.deploy.awsclient import AwsClient
from generator.deploy.retries import Retries


@pytest.fixture
def client() -> AwsClient:
    return AwsClient("eu-west-1", None, "http://127.0.0.1:9")


def test_a_function_may_take_its_15_minutes_and_is_never_called_twice(client: AwsClient) -> None:
    config = client.client_of("lambda").meta.config
    assert config.read_timeout > 900
    assert config.retries == {"mode": "adaptive", "total_max_attempts": 1}
    assert config.tcp_keepalive


def test_anything_else_is_asked_again(client: AwsClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    assert client.client_of("cloudformation").meta.config.retries["total_max_attempts"] == 5


# --- what is said meanwhile --------------------------------------------------------------------


class Call:
    """A call that AWS throttles, on a clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.time = 0.0
        self.retries = Retries(self.said.append, 8, lambda: self.time)
        model = get_session().get_service_model("cloudformation")
        self.operation = model.operation_model("DescribeStacks")
        self.request: dict[str, Any] = {"context": {}}

    def ends(self, attempt: int, **how: Any) -> None:
        self.retries(
            operation=self.operation, request_dict=self.request, attempts=attempt, endpoint=None,
            **how,
        )  # fmt: skip

    def throttled(self, attempt: int) -> None:
        self.ends(attempt, response=(None, {"Error": {"Code": "Throttling"}}))


def test_a_call_that_is_throttled_for_seconds_is_said_once() -> None:
    call = Call()
    for attempt, call.time in enumerate((0, 1, 2.9), 1):
        call.throttled(attempt)
    assert call.said == []
    for attempt, call.time in enumerate((3, 7), 4):
        call.throttled(attempt)
    assert call.said == ["cloudformation DescribeStacks: Throttling, attempt 4 of 8; trying again"]


def test_a_network_that_is_gone_is_said_and_the_last_attempt_is_not() -> None:
    call = Call()
    call.ends(1, caught_exception=EndpointConnectionError(endpoint_url="x"))
    call.time = 9
    call.ends(8, caught_exception=EndpointConnectionError(endpoint_url="x"))
    assert call.said == []
    call.ends(7, caught_exception=EndpointConnectionError(endpoint_url="x"))
    assert "EndpointConnectionError, attempt 7 of 8" in call.said[0]


def test_an_answer_is_no_reason_to_say_anything() -> None:
    call = Call()
    call.throttled(1)
    call.time = 9
    call.ends(2, response=(None, {"Stacks": []}))
    assert call.said == []
