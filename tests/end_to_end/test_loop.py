"""What the rehearsal leaves out of the loop from traffic to the e-mail, for both editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployed import Deployed


@pytest.fixture(params=KINDS)
def edition(request: pytest.FixtureRequest) -> str:
    return request.param


def nothing(_: str) -> str:
    return ""


def test_requests_and_answers_lie_in_the_bucket(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    requests = deployed.customers()
    answers = deployed.send(requests)
    captured = [record["captureData"] for record in deployed.captured()]
    assert [sides["endpointInput"]["data"] for sides in captured] == requests
    assert [sides["endpointOutput"]["data"] for sides in captured] == answers


def test_missing_values_are_mailed(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.send(deployed.customers()[6:] + deployed.customers(income=nothing)[:6])
    deployed.an_hour_later()
    assert deployed.alarms()["ViolationsAlarm"] == "ALARM"
    assert deployed.alarms()["DriftAlarm"] == "OK"
    (opened,) = deployed.mails()
    assert opened["subject"] == "[dev] demo: violated constraints: income"
    assert "\n  income: Value: 0.95 " in opened["body"]


def test_an_hour_without_traffic_is_no_failure(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.an_hour_later()
    assert deployed.figure("RunFailures", "runs") == 0
    assert deployed.figure("CapturedRecords") == 0
    assert deployed.mails() == []
