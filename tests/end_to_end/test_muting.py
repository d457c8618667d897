"""Alerts that are muted: nothing is told, nothing is lost, and it ends by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from deployed import HOUR, OwnDeployed

from generator.deploy import alerting

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def edition() -> str:
    return "drift-monitor"


def test_muted_runs_go_on_and_what_is_still_wrong_is_told_when_it_ends(
    stack: Callable[..., OwnDeployed],
) -> None:
    deployed = stack(EnableModelQuality="false")
    older = [f"99,{each.split(',', 1)[1]}" for each in deployed.customers()]
    deployed.strike()  # the state is there
    state = deployed.read(alerting.STATE)
    state[alerting.MUTED] = (deployed.now + 1.5 * HOUR).timestamp()
    bucket = deployed.outputs["BucketName"]
    deployed.s3.put_object(Bucket=bucket, Key=alerting.STATE, Body=json.dumps(state))

    deployed.send(older)
    deployed.an_hour_later()
    assert deployed.figure("DriftedFeatures")
    assert deployed.alarms()["DriftAlarm"] == "ALARM"
    assert deployed.mails() == []
    kept = deployed.read(alerting.STATE)
    assert kept[alerting.MUTED] == state[alerting.MUTED]
    assert kept["data-quality"]["report"]

    deployed.hours_pass(1)
    deployed.strike()
    [mail] = deployed.mails()
    assert "data drift: age" in mail["subject"]
