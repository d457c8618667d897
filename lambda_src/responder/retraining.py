"""Retraining: when a pipeline may be started, and which parameters it gets. No I/O."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

# StartPipelineExecution takes no longer value; source: the SageMaker service model.
LONGEST_VALUE = 1024


def claim(record: Json, token: str, now: float, hours: float, /) -> bool:
    """Tell whether ``token`` may start a retraining now; then ``record`` says that it does.

    The record is ``{"at": <epoch seconds>, "token"}``. A token may ask again: it has the claim.
    """
    free = token == record.get("token") or now - record.get("at", 0) >= hours * 3600
    if free:
        record.update(at=now, token=token)
    return free


def parameters(definition: str | None, detail: Json, /) -> list[Json]:
    """Give those parameters that the pipeline's definition (JSON text, if any) declares.

    Of features as many whole names as a value holds; the report has them all.
    """
    names = ",".join(item["feature"] for item in detail["features"])
    if len(names) > LONGEST_VALUE:
        names = names[: LONGEST_VALUE + 1].rpartition(",")[0]
    values = {
        "DriftedFeatures": names,
        "ReportUri": detail["report"],
        "EndpointName": detail["endpoint"],
    }
    declared = [item["Name"] for item in json.loads(definition or "{}").get("Parameters", [])]
    return [{"Name": name, "Value": values[name]} for name in declared if name in values]
