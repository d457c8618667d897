"""Where CloudFormation's requests arrive, and how they are answered."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import urllib3

from lambda_src.aws import client
from lambda_src.lifecycle.baselines import baselines
from lambda_src.lifecycle.endpoints import watched
from lambda_src.lifecycle.patience import Later, wait_for
from lambda_src.lifecycle.schedules import after, before
from lambda_src.lifecycle.storage import storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

KINDS: dict[str, Callable[..., Any]] = {
    "Storage": storage,
    "Watched": watched,
    "Baselines": baselines,
    "Before": before,
    "After": after,
}
# Pauses of 0, 2, 4, 8 and 16 seconds. Sources: urllib3, Retry.
RETRIES = urllib3.Retry(5, backoff_factor=1, status_forcelist=range(500, 600))


def answer(event: dict[str, Any], context: Any, /) -> None:
    """Do what the custom resource asks for, and answer in any case.

    ``Until`` is the epoch second at which it gives up: CloudFormation waits an hour at most. When
    no answer gets through, Lambda invokes again.
    """
    event.setdefault("Until", time.time() + 3300)
    reply = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    reply |= {"PhysicalResourceId": event.get("PhysicalResourceId", "none"), "Status": "SUCCESS"}
    try:
        try:
            reply |= KINDS[event["ResourceType"][8:]](  # without Custom::
                event["RequestType"],
                event["ResourceProperties"],
                event,
                lambda busy, /: wait_for(event, context, busy),
            )
        except Later:
            client("lambda").invoke(
                FunctionName=context.invoked_function_arn,
                InvocationType="Event",
                Payload=json.dumps(event),
            )
            return
    except Exception as error:  # noqa: BLE001 - without an answer CloudFormation hangs for an hour
        # An answer has 4096 bytes; of ASCII, JSON doubles no more than backslashes and quotes.
        reply |= {"Status": "FAILED", "Reason": ascii(error)[:1500]}
    text = json.dumps(reply)
    print(text)
    # The address is signed for an empty content type.
    urllib3.PoolManager(retries=RETRIES).request(
        "PUT", event["ResponseURL"], body=text, headers={"Content-Type": ""}
    )
