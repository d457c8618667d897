"""Reads the incident, decides, writes, and does what follows.

Environment: STACK, MODEL, ENVIRONMENT, ENDPOINT, BUCKET, TOPIC (ARN), DASHBOARD (URL or ''),
PIPELINE (ARN or ''), COOL_DOWN_HOURS (24 when absent).

What is to be sent stands in the state's outbox, an e-mail as ``{"log", "text"}``, an event as
``{"event"}``, each with ``until``: the epoch second to which it is left to the request that put it
there. Afterwards any request sends it. Lambda retries an asynchronous invocation a minute after its
failure, so a retry always finds the lease over. Source: the AWS Lambda developer guide, "How Lambda
handles errors and retries with asynchronous invocation".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import time
from functools import cache
from typing import TYPE_CHECKING

import boto3

from lambda_src.responder.findings import REPORTED, of_alarm, of_report
from lambda_src.responder.incidents import blank, on_alarm, on_run
from lambda_src.responder.messages import drift_detail, letter
from lambda_src.responder.retraining import claim, parameters
from lambda_src.responder.runs import Recorder
from lambda_src.responder.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from lambda_src.responder.incidents import News

    Json: TypeAlias = dict[str, Any]

# Seconds: more than a request takes, less than a retry waits.
LEASE = 55
RETRAINING = "state/retraining.json"


class Responder:
    """Answers one event.

    ``client`` gives the client of an AWS service; ``now`` is the request's beginning, in epoch
    seconds.
    """

    def __init__(self, env: Mapping[str, str], client: Callable[[str], Any], now: float, /) -> None:
        self.env, self.client, self.now, self.until = env, client, now, now + LEASE
        self.store = Store(client("s3"), env["BUCKET"])
        self.failure: Exception | None = None

    def answer(self, event: Json, /) -> None:
        """Decide what an event means; send what follows, and what was left over.

        Raises what kept the pipeline from starting, once the e-mail that says so is out.
        """
        detail = event["detail"]
        alarm = of_alarm(detail) if "alarmName" in detail else None
        monitor = alarm[0] if alarm else detail["monitor"]
        if not alarm and detail["status"] == "failed":
            monitor = "runs"
        newest = self.store.read(f"state/{monitor}.json")[0] if alarm else detail
        report = self.report(newest.get("report", ""), not alarm or alarm[1] in REPORTED)
        found = of_report(report, monitor)

        def decide(state: Json, /) -> list[Json]:
            state.update(blank() | state)
            if alarm:
                news = on_alarm(state, alarm, detail["state"], found)
            else:
                news = on_run(state, detail, found)
            mine = [item for item in state["outbox"] if item["until"] < self.now]
            if news:
                new = self.follows(event["time"], monitor, news, report, state["reason"])
                state["outbox"] += new
                mine += new
            for item in mine:
                item["until"] = self.until
            return mine

        self.send(f"state/incident-{monitor}.json", decide)
        if self.failure:
            raise self.failure

    def report(self, folder: str, whole: bool, /) -> Json:  # noqa: FBT001 - one caller, few bytes
        """Give the report in a folder, as ``{"report": folder, "window", "records", ...}``.

        ``drift.json`` is ours; where it is missing, Model Monitor's own list of violations does.
        Without either, or unless ``whole``, a report has no findings.
        """
        found: Json = {"window": [], "records": 0}
        for name in ("constraint_violations", "drift") if whole and folder else ():
            found |= self.store.read(f"{folder.split('/', 3)[3]}/{name}.json")[0]
        return found | {"report": folder}

    def follows(
        self, at: str, monitor: str, news: News, report: Json, reason: str, /
    ) -> list[Json]:
        """Give what follows from news: an e-mail, and an event where something drifted."""
        told = reason and news[0] != "recovered" and "RunFailures" in news[1]
        said = [f"Reason given: {reason}"] if told else []
        detail = drift_detail(self.env, monitor, news, report)
        if detail and self.env["PIPELINE"]:
            said.append(self.retrain(detail, at[:10]))
        title, text = letter(self.env, monitor, news, report, said)
        log = {
            "event": "alert",
            "time": at,
            "environment": self.env["ENVIRONMENT"],
            "endpoint": self.env["ENDPOINT"],
            "monitor": monitor,
            "kind": news[0],
            "subject": title,
        }
        return [{"log": log, "text": text}, *([{"event": detail}] if detail else [])]

    def retrain(self, detail: str, day: str, /) -> str:
        """Start the pipeline, unless it is too early; give the e-mail's sentence about it.

        The token is the same for the same news of a day: two alarms on one report that race, or
        a retry, start one execution. What fails is kept for the end, and the claim given back.
        """
        token = hashlib.sha256((detail + day).encode()).hexdigest()
        hours = float(self.env.get("COOL_DOWN_HOURS") or 24)
        if not self.store.change(
            RETRAINING, lambda record, /: claim(record, token, self.now, hours)
        ):
            return f"Retraining was not started: the last one began less than {hours:g} h ago."
        name, sagemaker = self.env["PIPELINE"], self.client("sagemaker")
        try:
            declared = sagemaker.describe_pipeline(PipelineName=name).get("PipelineDefinition")
            sagemaker.start_pipeline_execution(
                PipelineName=name,
                ClientRequestToken=token,
                PipelineParameters=parameters(declared, json.loads(detail)),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the e-mail must go out
            self.failure = error
            self.store.change(RETRAINING, dict.clear)
            return f"Retraining could not be started ({name}): {error}"
        return f"Retraining was started: {name}"

    def send(self, key: str, decide: Callable[[Json], list[Json]], /) -> None:
        """Send what is this request's to send, e-mails first, and take out what was sent."""
        sent: list[Json] = []
        mine = self.store.change(key, decide)
        try:
            for item in sorted(mine, key=lambda item, /: "event" in item):
                if "event" in item:
                    self.put(item["event"])
                else:
                    self.mail(item["log"], item["text"])
                sent.append(item)
        finally:
            self.store.change(
                key,
                lambda state, /: state.update(
                    outbox=[item for item in state["outbox"] if item not in sent]
                ),
            )

    def put(self, detail: str, /) -> None:
        """Put a ``Drift Detected`` event on the default bus."""
        entry = {"Source": "model-monitoring", "DetailType": "Drift Detected", "Detail": detail}
        answer = self.client("events").put_events(Entries=[entry])
        if answer["FailedEntryCount"]:
            raise RuntimeError(answer["Entries"])

    def mail(self, log: Json, text: str, /) -> None:
        """Send an e-mail; its line in the log feeds the dashboard's newest alerts."""
        self.client("sns").publish(TopicArn=self.env["TOPIC"], Subject=log["subject"], Message=text)
        print(json.dumps(log))


service = cache(boto3.client)


def handler(event: Json, context: Any, /) -> None:  # noqa: ARG001 - Lambda gives two
    """Answer a ``CloudWatch Alarm State Change`` of this endpoint's; by the clock, record runs.

    Raises whatever went wrong: Lambda tries the event again, then keeps it as a dead letter.
    """
    responder = Responder(os.environ, service, time.time())
    if not (detail := event["detail"]):
        now = dt.datetime.now(dt.UTC)
        Recorder(os.environ, service, responder.store, now).record(
            lambda run: responder.answer({"time": event["time"], "detail": run})
        )
    elif os.environ["ENDPOINT"] in json.dumps(detail["configuration"]["metrics"]):
        responder.answer(event)
