"""Waiting, and calls that may be refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambda_src.lifecycle.patience import POLL, Later, wait_for, wait_once
from lambda_src.refusals import unless


class Context:
    """As much of Lambda's context as waiting needs."""

    def __init__(self, *remaining: int) -> None:
        self.remaining = [*remaining]

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining.pop(0)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """List the pauses, which take no time."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


def _answers(*answers: Any) -> Any:
    left = [*answers]
    return lambda: left.pop(0)


LATE = {"Until": 9_999_999_999}


def test_what_is_done_at_once_is_not_waited_for(slept: list[float]) -> None:
    wait_for(LATE, Context(), _answers([]))
    assert slept == []


def test_it_asks_again_after_a_pause_until_nothing_is_busy(slept: list[float]) -> None:
    wait_for(LATE, Context(900_000, 800_000), _answers(["a"], "b", None))
    assert slept == [POLL, POLL]


def test_with_less_than_a_minute_left_it_goes_on_later(slept: list[float]) -> None:
    with pytest.raises(Later):
        wait_for(LATE, Context(60_000, 59_999), _answers("a", "a"))
    assert slept == [POLL]


def test_what_is_done_just_then_is_done(slept: list[float]) -> None:
    wait_for({"Until": 0}, Context(0), _answers(None))
    assert slept == []


def test_when_its_time_is_over_it_says_what_it_waited_for(slept: list[float]) -> None:
    with pytest.raises(TimeoutError, match="not done after 55 minutes: the bucket"):
        wait_for({"Until": 0}, Context(0), _answers("the bucket"))
    assert slept == []


def test_going_on_later_is_no_error_that_anything_cleans_up_after() -> None:
    assert not issubclass(Later, Exception)


def test_in_one_invocation_it_asks_until_nothing_is_busy(slept: list[float]) -> None:
    wait_once(Context(900_000, 800_000), _answers(["a"], "b", None))
    assert len(slept) == 2


def test_with_less_than_a_minute_left_of_one_invocation_it_gives_up(slept: list[float]) -> None:
    with pytest.raises(TimeoutError, match="not done: the bucket"):
        wait_once(Context(60_000, 59_999), _answers("the bucket", "the bucket"))
    assert len(slept) == 1


def _refuse(code: str) -> Any:
    def call(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")

    return call


def test_an_answer_is_given() -> None:
    assert unless("NoSuchKey", lambda **asked: asked, Bucket="b") == {"Bucket": "b"}


@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchBucket"])
def test_an_expected_refusal_gives_nothing(code: str) -> None:
    assert unless("NoSuchBucket NoSuchKey", _refuse(code), Bucket="b") is None


def test_any_other_refusal_is_raised() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        unless("NoSuchBucket NoSuchKey", _refuse("AccessDenied"), Bucket="b")
