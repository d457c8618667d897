"""Where CloudFormation's requests arrive, and how they are answered."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

from lambda_src.lifecycle.baselines import baselines
from lambda_src.lifecycle.demo import demo
from lambda_src.lifecycle.endpoints import watched
from lambda_src.lifecycle.patience import Later, client
from lambda_src.lifecycle.schedules import after, before
from lambda_src.lifecycle.storage import storage

KINDS = {
    "Storage": storage,
    "DemoModel": demo,
    "WatchedEndpoint": watched,
    "Baselines": baselines,
    "BeforeSchedules": before,
    "AfterSchedules": after,
}
PATIENCE = 3300  # seconds; CloudFormation waits an hour at most


def handler(event: dict[str, Any], context: Any) -> None:
    """Do what the custom resource asks for, and answer in any case."""
    event.setdefault("Until", time.time() + PATIENCE)
    known = event.get("PhysicalResourceId") or event["LogicalResourceId"]
    try:
        name, data = KINDS[event["ResourceType"].removeprefix("Custom::")](event, context)
        answer = {"Status": "SUCCESS", "PhysicalResourceId": name, "Data": data}
    except Later:
        client("lambda").invoke(
            FunctionName=context.invoked_function_arn,
            InvocationType="Event",
            Payload=json.dumps(event),
        )
        return
    except Exception as error:  # noqa: BLE001 - without an answer CloudFormation hangs for an hour
        reason = f"{type(error).__name__}: {error}"[:1500]
        answer = {"Status": "FAILED", "PhysicalResourceId": known, "Reason": reason}
    print(json.dumps({"event": "lifecycle", "type": event["ResourceType"], **answer}))
    _send(event, answer)


def _send(event: dict[str, Any], answer: dict[str, Any]) -> None:
    """Put the answer where CloudFormation waits for it; a few tries, then the log has it."""
    same = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    body = json.dumps({**same, **answer}).encode()
    for attempt in range(5):
        try:
            request = urllib.request.Request(  # noqa: S310 - CloudFormation's own https address
                event["ResponseURL"], body, {"Content-Type": ""}, method="PUT"
            )
            urllib.request.urlopen(request, timeout=20)  # noqa: S310
        except OSError:
            if attempt == 4:
                raise
            time.sleep(2**attempt)
        else:
            return
