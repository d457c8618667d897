"""Where CloudFormation's requests arrive, and how they are answered."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING

from lambda_src.lifecycle.baselines import baselines
from lambda_src.lifecycle.demo import demo
from lambda_src.lifecycle.endpoints import watched
from lambda_src.lifecycle.patience import Later, client, wait_for
from lambda_src.lifecycle.schedules import after, before
from lambda_src.lifecycle.storage import storage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

KINDS: dict[str, Callable[..., Any]] = {
    "Storage": storage,
    "DemoModel": demo,
    "WatchedEndpoint": watched,
    "Baselines": baselines,
    "BeforeSchedules": before,
    "AfterSchedules": after,
}


def handler(event: dict[str, Any], context: Any, /) -> None:
    """Do what the custom resource asks for, and answer in any case.

    ``Until`` is the epoch second at which it gives up: CloudFormation waits an hour at most.
    """
    event.setdefault("Until", time.time() + 3300)
    answer = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    answer["PhysicalResourceId"] = event.get("PhysicalResourceId", event["LogicalResourceId"])
    try:
        try:
            done = KINDS[event["ResourceType"][8:]](  # without Custom::
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
        answer |= {"Status": "SUCCESS", **done}
    except Exception as error:  # noqa: BLE001 - without an answer CloudFormation hangs for an hour
        # An answer has 4096 bytes; JSON doubles a line's end, but makes six bytes of an umlaut.
        reason = f"{type(error).__name__}: {error}".encode("ascii", "replace")[:1500].decode()
        answer |= {"Status": "FAILED", "Reason": reason}
    text = json.dumps(answer)
    print(text)
    _send(event["ResponseURL"], text.encode())


def _send(url: str, body: bytes, /) -> None:
    """Put the answer where CloudFormation waits for it, trying five times.

    The address is signed for an empty content type. When all fails, Lambda invokes again.
    """
    for pause in 1, 2, 4, 8, 0:
        try:
            request = urllib.request.Request(  # noqa: S310 - CloudFormation's own https address
                url, body, {"Content-Type": ""}, method="PUT"
            )
            urllib.request.urlopen(request, timeout=20)  # noqa: S310
            break
        except OSError:
            if not pause:
                raise
            time.sleep(pause)
