"""From traffic to the e-mail, and from clean traffic to the e-mail that it is over.

The endpoint is invoked and captures; an hour later a schedule's run reads what was captured, and
the clock strikes. What comes of it are figures, alarms and mails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import KINDS, Deployed, OwnDeployed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.xdist_group("end to end: loop")


@pytest.fixture(params=KINDS)
def edition(request: pytest.FixtureRequest) -> str:
    return request.param


def forty_years_older(age: str) -> str:
    return str(int(age) + 40)


def nothing(_: str) -> str:
    return ""


def test_requests_and_answers_lie_in_the_bucket(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    requests = deployed.customers()
    answers = deployed.send(requests)
    captured = [record["captureData"] for record in deployed.captured()]
    assert [sides["endpointInput"]["data"] for sides in captured] == requests
    assert [sides["endpointOutput"]["data"] for sides in captured] == answers


def test_shifted_traffic_is_mailed_and_clean_traffic_recovers(
    stack: Callable[..., Deployed],
) -> None:
    deployed = stack()
    deployed.send(deployed.customers(age=forty_years_older))
    deployed.an_hour_later()
    assert deployed.alarm("DriftAlarm") == "ALARM"
    (opened,) = deployed.mails()
    assert opened["to"] == "someone@example.com"
    assert opened["subject"].startswith("[dev] demo: data drift: age")
    distance = deployed.figure("MaxDriftDistance")
    assert (
        f"\n  age: Baseline drift distance: {distance:.3g} exceeds threshold: 0.1 ("
        in opened["body"]
    )

    deployed.send(deployed.customers())
    deployed.an_hour_later()
    assert deployed.alarm("DriftAlarm") == "OK"
    (recovered,) = deployed.mails()
    assert recovered["subject"] == "[dev] demo: data-quality recovered"


def test_missing_values_are_mailed(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.send(deployed.customers()[6:] + deployed.customers(income=nothing)[:6])
    deployed.an_hour_later()
    assert deployed.alarm("ViolationsAlarm") == "ALARM"
    assert deployed.alarm("DriftAlarm") == "OK"
    (opened,) = deployed.mails()
    assert opened["subject"] == "[dev] demo: violated constraints: income"
    assert "\n  income: Value: 0.95 " in opened["body"]


def test_clean_traffic_gives_zeros_and_no_mail(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.send(deployed.customers())
    deployed.an_hour_later()
    assert deployed.figure("CapturedRecords") == 120
    assert deployed.figure("DriftedFeatures") == 0
    assert deployed.figure("ConstraintViolations") == 0
    assert deployed.figure("RunFailures", "runs") == 0
    assert deployed.figure("HoursSinceLastReport", "runs") == 0
    assert deployed.mails() == []


def test_a_failed_run_is_mailed_with_its_reason_and_a_completed_one_recovers(
    stack: Callable[..., Deployed],
) -> None:
    deployed = stack()
    deployed.send(deployed.customers())
    deployed.an_hour_later(fail="AlgorithmError: no such column")
    assert deployed.figure("RunFailures", "runs") == 1
    assert deployed.alarm("FailedAlarm") == "ALARM"
    (opened,) = deployed.mails()
    assert opened["subject"] == "[dev] demo: a failed run: runs"
    reason = "KeyError('name')" if isinstance(deployed, OwnDeployed) else "AlgorithmError: no such"
    assert reason in opened["body"]

    deployed.send(deployed.customers())
    deployed.an_hour_later()
    assert deployed.figure("RunFailures", "runs") == 0
    assert deployed.alarm("FailedAlarm") == "OK"
    (recovered,) = deployed.mails()
    assert recovered["subject"] == "[dev] demo: runs recovered"


def test_an_hour_without_traffic_is_no_failure(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.an_hour_later()
    assert deployed.figure("RunFailures", "runs") == 0
    assert deployed.figure("CapturedRecords") == 0
    assert deployed.mails() == []


def test_a_stack_that_has_just_come_up_tells_of_no_silence(stack: Callable[..., Deployed]) -> None:
    deployed = stack()
    deployed.strike()
    assert deployed.figure("HoursSinceLastReport", "runs") == 0
    assert deployed.alarm("SilentAlarm") == "OK"
    assert deployed.mails() == []


def test_traffic_without_a_run_is_mailed_and_a_run_recovers(
    stack: Callable[..., Deployed],
) -> None:
    deployed = stack()
    deployed.strike()
    deployed.hours_pass(1)
    deployed.send(deployed.customers())
    deployed.hours_pass(2)
    deployed.strike()
    assert deployed.mails() == []
    deployed.hours_pass(2)
    deployed.strike()
    assert deployed.alarm("SilentAlarm") == "ALARM"
    (opened,) = deployed.mails()
    assert opened["subject"] == "[dev] demo: no report despite traffic: runs"
    waited = deployed.figure("HoursSinceLastReport", "runs")
    assert f"\n  HoursSinceLastReport: {waited:.3g}, threshold 3\n" in opened["body"]

    deployed.send(deployed.customers())
    deployed.an_hour_later()
    assert deployed.alarm("SilentAlarm") == "OK"
    (recovered,) = deployed.mails()
    assert recovered["subject"] == "[dev] demo: runs recovered"


def test_wrong_predictions_are_mailed_and_right_ones_recover(
    stack: Callable[..., Deployed],
) -> None:
    deployed = stack()
    answers = deployed.send(deployed.customers(), ids="wrong")
    deployed.label(["0" if bought(answer) else "1" for answer in answers], ids="wrong")
    deployed.an_hour_later()
    assert deployed.figure("LabelledRecords", "model-quality") == 120
    assert deployed.figure("accuracy", "model-quality") == 0
    assert deployed.alarm("QualityAlarm") == "ALARM"
    (opened,) = deployed.mails()
    assert opened["subject"].startswith("[dev] demo: a loss of model quality: ")
    assert "\n  accuracy: " in opened["body"]

    answers = deployed.send(deployed.customers(), ids="right")
    deployed.label(["1" if bought(answer) else "0" for answer in answers], ids="right")
    deployed.an_hour_later()
    assert deployed.figure("accuracy", "model-quality") == 1
    assert deployed.alarm("QualityAlarm") == "OK"
    (recovered,) = deployed.mails()
    assert recovered["subject"] == "[dev] demo: model-quality recovered"


def bought(answer: str) -> bool:
    """Tell what the model predicts: prediction, then probability."""
    return answer.startswith("1,")
