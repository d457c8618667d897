"""Functions' processes: as new as a Python of their own, and gone when Lambda says so."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from monitored import packed, role

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

CODE = """
import os, sys, time

print("loaded")

def handler(event, context):
    if event.get("sleep"):
        time.sleep(60)
    if event.get("exit"):
        os._exit(1)
    known = {name: os.environ.get(name) for name in ("OWN", "AWS_REGION", "CONTROL_PORT")}
    return {**known, "pid": os.getpid(), "here": os.getcwd(), "arguments": len(sys.argv)}
"""


@pytest.fixture
def call(aws: EmbeddedAws) -> Callable[..., Any]:
    """Give a function: event -> what the function answers, with two seconds for it."""
    arn, functions = role(aws, "r", service="lambda"), aws.client("lambda")

    def made(name: str, own: str) -> None:
        functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=arn,
            Handler="index.handler",
            Timeout=2,
            Code={"ZipFile": packed(CODE)},
            Environment={"Variables": {"OWN": own}},
        )

    made("one", "1")
    made("two", "2")

    def go(event: dict[str, Any], name: str = "one") -> Any:
        found = functions.invoke(FunctionName=name, Payload=json.dumps(event))
        return json.load(found["Payload"])

    return go


def gone(number: int) -> bool:
    """Wait some seconds for a process to be gone."""
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_each_has_its_environment_its_folder_and_a_process_that_stays(call) -> None:
    one, again, two = call({}), call({}), call({}, "two")
    assert one == again
    assert (one["OWN"], two["OWN"]) == ("1", "2")
    assert one["AWS_REGION"] == "us-east-1"
    assert one["arguments"] == 1
    assert one["pid"] != two["pid"]
    assert one["here"] != two["here"]


def test_one_that_takes_too_long_is_ended_and_the_next_call_has_another(call) -> None:
    before = call({})["pid"]
    assert "timed out after 2" in call({"sleep": True})["errorMessage"]
    assert gone(before)
    assert call({})["pid"] != before


def test_one_that_ends_by_itself_is_replaced(call) -> None:
    before = call({})["pid"]
    assert "errorMessage" in call({"exit": True})
    assert gone(before)
    assert call({})["pid"] != before


def test_a_reset_ends_them_all(aws: EmbeddedAws, call) -> None:
    numbers = [call({})["pid"], call({}, "two")["pid"]]
    aws.reset()
    assert all(map(gone, numbers))
