"""Where CloudFormation's requests arrive, and how they are answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from lambda_src.lifecycle.patience import Wait


def answer(event: dict[str, Any], kinds: Mapping[str, Callable[..., Any]], wait: Wait, /) -> None:
    """Do what the custom resource asks for, and answer in any case.

    ``kinds`` does it: resource type, without ``Custom::``, to function. When no answer gets
    through, Lambda invokes again.
    """
    reply = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")} | {
        "PhysicalResourceId": event.get("PhysicalResourceId", "none"),
        "Status": "SUCCESS",
    }
    try:
        reply |= kinds[event["ResourceType"][8:]](
            event["RequestType"], event["ResourceProperties"], event, wait
        )
    except Exception as error:  # noqa: BLE001 - without an answer CloudFormation hangs for an hour
        # An answer has 4096 bytes; of ASCII, JSON doubles no more than backslashes and quotes.
        reply |= {"Status": "FAILED", "Reason": ascii(error)[:1500]}
    text = json.dumps(reply)
    print(text)
    # Pauses of 0, 2, 4, 8 and 16 seconds. Sources: urllib3, Retry.
    retries = urllib3.Retry(5, backoff_factor=1, status_forcelist=range(500, 600))
    # The address is signed for an empty content type.
    urllib3.PoolManager(retries=retries).request(
        "PUT", event["ResponseURL"], body=text, headers={"Content-Type": ""}
    )
