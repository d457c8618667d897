"""Recording: every new report of our own analyzer becomes metrics, in the order of writing.

A report says itself what it found (`lambda_src.analyzer.work`), and it is there once its violations
are. A window that was analysed again, since its labels have come, is recorded again. A crash in
between repeats the last one, with the same values at the same times.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.clock import HOUR
from lambda_src.monitors import DATA
from lambda_src.responder.metrics import LOOK_BACK, TOO_OLD, publish, send_figures
from lambda_src.responder.store import ENV, read

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

NAMESPACE = "aws/sagemaker/Endpoints/"  # Model Monitor's own


def record(monitor: str, state: Json, now: float, /) -> None:
    """Record a monitor's new reports in its state.

    The state is as in ``runs``, with ``scheduled`` as the time of writing of the newest report.
    What is looked at reaches back as far as labels may be late, and more.
    """
    state.setdefault("covered", now // HOUR * HOUR + HOUR)
    schedule = f"{ENV['PREFIX']}-{monitor}"
    prefix = f"reports/{monitor}/{ENV['ENDPOINT']}/{schedule}/"
    after = max(state.get("scheduled", 0), now - TOO_OLD)
    first = prefix + time.strftime("%Y/%m/%d", time.gmtime(now - LOOK_BACK))
    pages = client("s3").get_paginator("list_objects_v2")
    found = sorted(
        (each["LastModified"].timestamp(), each["Key"])
        for page in pages.paginate(Bucket=ENV["BUCKET"], Prefix=prefix, StartAfter=first)
        for each in page.get("Contents", [])
        if each["Key"].endswith("violations.json")
    )
    for at, key in found:
        if at <= after:
            continue
        detail = read(key.rpartition("/")[0] + "/drift.json")[0]
        publish(monitor, detail["figures"], detail["made"])
        if ENV["FEATURES"] == "true":
            kind, own = "data-metrics" if monitor == DATA else "model-metrics", detail["named"]
            send_figures(NAMESPACE + kind, own, detail["made"], MonitoringSchedule=schedule)
        for item in detail.pop("features"):
            print(json.dumps(item | {"scheduled": detail["scheduled"]}))
        print(json.dumps(detail))
        state["reason"], state["failed"] = detail["reason"], detail["status"] == "failed"
        if not state["failed"]:
            state["covered"] = max(state["covered"], detail["covered"])
        if detail["records"]:
            state["report"] = detail["report"]
        state["scheduled"] = at
