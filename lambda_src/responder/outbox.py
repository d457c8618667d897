"""Calls of AWS that are decided, and written down until they have been made.

The call that decided makes them; should it have ended before, a later one does. For a day: what a
service refuses that long comes too late.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.responder.store import ENV

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Seconds: of the function's timeout, after which whoever decided has ended; and of a day, the cool-
# down of retraining, too.
TIMEOUT, DAY = 900, 86400
LONGEST_VALUE = 1024  # of a pipeline's parameter; source: the SageMaker service model


def due(state: Json, at: float, /) -> list[Json]:
    """Give what earlier calls left behind, and forget what is too old."""
    state["outbox"] = [item for item in state.get("outbox", []) if item["at"] > at - DAY]
    return [item for item in state["outbox"] if item["at"] < at - TIMEOUT]


def put(state: Json, at: float, service: str, operation: str, request: Json, /) -> Json:
    """Write down a call that is decided at the epoch second ``at``.

    The request of a pipeline is the detail of a ``Drift Detected`` event.
    """
    item = {"at": at, "service": service, "operation": operation, "request": request}
    state["outbox"].append(item)
    return item


def send(items: list[Json], failures: list[Exception], /) -> list[Json]:
    """Make the calls, and log them; give those that were made. What fails keeps no other back."""
    sent = []
    for item in items:
        service, request = item["service"], item["request"]
        try:
            if service == "sagemaker":
                request = execution(item)
            answer = getattr(client(service), item["operation"])(**request)
            if answer.get("FailedEntryCount"):
                raise RuntimeError(answer["Entries"])  # noqa: TRY301 - few bytes
            print(json.dumps(item))
            sent.append(item)
        except Exception as error:  # noqa: BLE001 - raised at the end
            failures.append(error)
    return sent


def execution(item: Json, /) -> Json:
    """Give the request that starts the pipeline, with those parameters that it declares.

    The same item has the same token, so that it starts one execution however often it is sent. Of
    features as many whole names as a value holds; the report has them all.
    """
    pipeline, detail = ENV["PIPELINE"], item["request"]
    names = ",".join(feature["feature"] for feature in detail["features"])
    while len(names) > LONGEST_VALUE:
        names = names.rpartition(",")[0]
    values = {
        "DriftedFeatures": names,
        "ReportUri": detail["report"],
        "EndpointName": detail["endpoint"],
    }
    found = client("sagemaker").describe_pipeline(PipelineName=pipeline)
    declared = json.loads(found.get("PipelineDefinition", "{}")).get("Parameters", [])
    return {
        "PipelineName": pipeline,
        "ClientRequestToken": f"{item['at']:032}",  # at least 32 characters
        "PipelineParameters": [
            {"Name": each["Name"], "Value": values[each["Name"]]}
            for each in declared
            if each["Name"] in values
        ],
    }
