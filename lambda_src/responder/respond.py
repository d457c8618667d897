"""Looks at what is the case, decides, writes it down, and sends what follows."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.monitors import MONITORS
from lambda_src.responder.incidents import news
from lambda_src.responder.messages import drift, letter
from lambda_src.responder.metrics import publish, waiting
from lambda_src.responder.outbox import DAY, TIMEOUT, send
from lambda_src.responder.store import ENV, change, read
from lambda_src.responder.told import ENDPOINT, PIPELINE, QUALITY, STACK, TOPIC

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]
    Recorder = Callable[[str, Json, float], None]

STATE = "state/state.json"


def respond(event: list[str], record: Recorder, /) -> None:
    """Record runs, keep incidents, send what is to be sent, whoever calls.

    ``record`` brings a monitor's state up to date: ``(monitor, state, now)``.

    The event says for whom, in the order of ``told``.

    Raises the first thing that went wrong, after everything had its turn: Lambda calls again, then
    keeps the event as a dead letter.
    """
    ENV[:] = event
    now = time.time()
    failures: list[Exception] = []
    mine = change(STATE, lambda state, /: decide(state, now, failures, record))
    sent = [*send(mine, failures)]
    change(
        STATE,
        lambda state, /: state.update(outbox=[it for it in state["outbox"] if it not in sent]),
    )
    if failures:
        raise failures[0]


def decide(state: Json, now: float, failures: list[Exception], record: Recorder, /) -> list[Json]:
    """Bring the state up to date; give what this call is to send."""
    failures.clear()  # of a decision that another call has overtaken
    failed = hours = 0.0
    # What is too old is forgotten; what earlier calls left behind is sent now.
    state["outbox"] = [item for item in state.get("outbox", []) if item["at"] > now - DAY]
    mine = [item for item in state["outbox"] if item["at"] < now - TIMEOUT]
    for monitor in MONITORS[: 1 + (ENV[QUALITY] == "true")]:
        own = state.setdefault(monitor, {})
        try:
            record(monitor, own, now)
            failed = max(failed, own.get("failed", 0))
            hours = max(hours, waiting(own, now))
        except Exception as error:  # noqa: BLE001 - the other monitor has its turn first
            failures.append(error)
    if not failures:
        publish("runs", {"RunFailures": +failed, "HoursSinceLastReport": hours}, now)
    # The alarms with their monitor, ``endpoint`` on AWS's own metrics. Another stack's name may
    # begin with this one's: the endpoint tells them apart.
    found = [
        (names.get("Monitor", "endpoint"), alarm)
        for alarm in client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=ENV[STACK] + "-")
        .search("MetricAlarms[]")
        for names in [{one["Name"]: one["Value"] for one in alarm.get("Dimensions", [])}]
        # And while alerts are muted, none: what is wrong then still is told when that is over.
        if ENV[ENDPOINT] in names.values() and now > state.get("muted", 0)
    ]
    for monitor in dict(found):
        mine += follows(state, monitor, [alarm for of, alarm in found if of == monitor], now)
    return mine


def follows(state: Json, monitor: str, alarms: list[Json], at: float, /) -> list[Json]:
    """Give what follows from a monitor's alarms and its newest report: e-mail, event, pipeline.

    It is in the outbox then.
    """
    folder = state.get(monitor, {}).get("report")
    report = read(folder.split("/", 3)[3] + "/drift.json")[0] if folder else {}
    what = news(alarms, report, state.setdefault("told", {}).setdefault(monitor, []))
    if not what:
        return []
    detail = drift(monitor, what, report)
    pipeline = detail and ENV[PIPELINE]
    last = state.get("retrained", 0)
    starts = pipeline and at - last >= DAY
    state["retrained"] = at if starts else last
    said = [
        f"Reason given: {state[each]['reason']}"
        for each in MONITORS
        if monitor == "runs" and state.get(each, {}).get("failed")
    ] + [
        f"Retraining {'starts' if starts else 'waits, one began within a day'}: {pipeline}"
    ] * bool(pipeline)
    about = {alarm["MetricName"]: alarm.get("AlarmDescription", "") for alarm in alarms}
    subject, text = letter(monitor, what, about, report, said)
    mail = {"TopicArn": ENV[TOPIC], "Subject": subject, "Message": text}
    event = {
        "Source": "model-monitoring",
        "DetailType": "Drift Detected",
        "Detail": json.dumps(detail),
    }
    new = [
        {"at": at, "service": service, "operation": operation, "request": request}
        for due, service, operation, request in (
            (True, "sns", "publish", mail),
            (detail, "events", "put_events", {"Entries": [event]}),
            (starts, "sagemaker", "start_pipeline_execution", detail),
        )
        if due
    ]
    state["outbox"] += new
    return new
