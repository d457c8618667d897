"""Calls of AWS that are decided, and written down until they have been made.

The call that decided makes them; should it have ended before, a later one does. For a day: what a
service refuses that long comes too late.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.responder.metrics import dimensions
from lambda_src.responder.store import ENV
from lambda_src.responder.told import PIPELINE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Seconds: of the function's timeout, after which whoever decided has ended; and of a day, the cool-
# down of retraining, too.
TIMEOUT, DAY = 900, 86400
LONGEST_VALUE = 1024  # of a pipeline's parameter; source: the SageMaker service model


def send(items: list[Json], failures: list[Exception], /) -> Iterator[Json]:
    """Make the calls, and log them; give those that were made. What fails keeps no other back."""
    for item in items:
        try:
            answer = getattr(client(item["service"]), item["operation"])(
                **(execution(item) if item["service"] == "sagemaker" else item["request"])
            )
            if answer.get("FailedEntryCount"):
                raise RuntimeError(answer["Entries"])  # noqa: TRY301 - few bytes
            print(json.dumps(item))
            yield item
        except Exception as error:  # noqa: BLE001 - raised at the end
            failures.append(error)


def execution(item: Json, /) -> Json:
    """Give the request that starts the pipeline, with those parameters that it declares.

    Its item's request is the detail of a ``Drift Detected`` event. The same item has the same
    token, so that it starts one execution however often it is sent. Of features as many whole names
    as a value holds; the report has them all.
    """
    detail = item["request"]
    names = "".join(feature["feature"] + "," for feature in detail["features"])
    values = {
        "DriftedFeatures": names[: LONGEST_VALUE + 1].rpartition(",")[0],
        "ReportUri": detail["report"],
        "EndpointName": detail["endpoint"],
    }
    found = client("sagemaker").describe_pipeline(PipelineName=ENV[PIPELINE])
    declared = json.loads(found.get("PipelineDefinition", "{}")).get("Parameters", [])
    wanted = {each["Name"]: values[each["Name"]] for each in declared if each["Name"] in values}
    return {
        "PipelineName": ENV[PIPELINE],
        "ClientRequestToken": f"{item['at']:032}",  # at least 32 characters
        "PipelineParameters": dimensions(**wanted),  # which have the same shape
    }
