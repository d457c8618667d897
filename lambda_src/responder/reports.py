"""Recording: every new report of our own analyzer becomes metrics, in the order of writing.

A report says itself what it found (`lambda_src.analyzer.work`), and it is there once its violations
are. A window that was analysed again, since its labels have come, is recorded again. A crash in
between repeats the last one, with the same values at the same times.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import boto3

from lambda_src.clock import HOUR
from lambda_src.responder.metrics import LOOK_BACK, TOO_OLD, publish, send_figures
from lambda_src.responder.store import ENV, read
from lambda_src.responder.told import BUCKET, ENDPOINT, FEATURES, PREFIX

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]


def record(monitor: str, state: Json, now: float, /) -> None:
    """Record a monitor's new reports in its state.

    The state is as in ``runs``, but for ``seen``: when the newest report was written, and its key,
    since S3 tells times in whole seconds. What is looked at reaches back as far as labels may be
    late, and more.
    """
    state.setdefault("covered", now // HOUR * HOUR + HOUR)
    schedule = f"{ENV[PREFIX]}-{monitor}"
    prefix = f"reports/{monitor}/{ENV[ENDPOINT]}/{schedule}/"
    for at in sorted(
        at
        for each in boto3.resource("s3")
        .Bucket(ENV[BUCKET])
        .objects.filter(
            Prefix=prefix,
            Marker=prefix + time.strftime("%Y/%m/%d", time.gmtime(now - LOOK_BACK)),
        )
        if each.key.endswith("violations.json")
        and (at := [each.last_modified.timestamp(), each.key])
        > max(state.get("seen", []), [now - TOO_OLD])
    ):
        # In the place of /constraint_violations.json.
        detail = read(at[1][:-27] + "/drift.json")[0]
        publish(monitor, detail["figures"], detail["made"])
        send_figures(
            # Model Monitor's own, with data-metrics or model-metrics.
            "aws/sagemaker/Endpoints/" + monitor.replace("quality", "metrics"),
            detail["named"] if ENV[FEATURES] == "true" else {},
            detail["made"],
            MonitoringSchedule=schedule,
        )
        features = [item | {"scheduled": detail["scheduled"]} for item in detail.pop("features")]
        print(*map(json.dumps, [*features, detail]), sep="\n")
        failed = detail["status"] == "failed"
        state |= {
            "reason": detail["reason"],
            "failed": failed,
            "covered": max(state["covered"], not failed and detail["covered"]),
            "report": detail["report"] if detail["records"] else state.get("report"),
            "seen": at,
        }
