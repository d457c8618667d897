"""Waiting, in one invocation or longer than one may last."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambda_src.aws import client
from lambda_src.refusals import unless

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]
    Answer: TypeAlias = Json
    Wait = Callable[[Callable[[], Any]], None]

POLL = float(os.environ.get("POLL_SECONDS", "15"))
# What SageMaker says to a stop of what has not started yet, is over, or is gone.
REFUSED = "ResourceNotFound ValidationException"


class Later(BaseException):
    """The invocation's time is nearly up; no error, so that nothing cleans up because of it."""


def stop(sagemaker: Any, job: str, /) -> None:
    """Stop a processing job, which may have come to its end meanwhile."""
    unless(REFUSED, sagemaker.stop_processing_job, ProcessingJobName=job)


def patiently(event: Json, context: Any, do: Callable[[Wait], None], /) -> None:
    """Do what waits, in several invocations if one is too short for it.

    ``Until`` is the epoch second at which it gives up: CloudFormation waits an hour at most.
    """
    event.setdefault("Until", time.time() + 3300)
    try:
        do(lambda busy, /: wait_for(event, context, busy))
    except Later:
        try:
            client("lambda").invoke(
                FunctionName=context.invoked_function_arn,
                InvocationType="Event",
                Payload=json.dumps(event),
            )
        except ClientError as refused:
            # Once more, so that what waits stops what it began, and the refusal is the answer.
            problem = refused

            def fail(_: Any, /) -> None:
                raise problem

            do(fail)


def wait_for(event: Json, context: Any, busy: Callable[[], Any], /) -> None:
    """Ask ``busy`` what there is to wait for, until that is nothing.

    Raises:
        Later: less than a minute of this invocation is left.
        TimeoutError: 55 minutes have passed since CloudFormation's request.

    """
    while found := busy():
        if time.time() > event["Until"]:
            raise TimeoutError(f"not done after 55 minutes: {found}")
        if context.get_remaining_time_in_millis() < 60_000:
            raise Later
        time.sleep(POLL)


def wait_once(context: Any, busy: Callable[[], Any], /) -> None:
    """Ask ``busy`` what there is to wait for, until that is nothing, in this invocation alone.

    Raises:
        TimeoutError: less than a minute of it is left.

    """
    while found := busy():
        if context.get_remaining_time_in_millis() < 60_000:
            raise TimeoutError(f"not done: {found}")
        time.sleep(1)
