"""The responder of either edition on a wire on which a call may fail; events come as one says."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from recorded_runs import DATA, HOUR, QUALITY, START, Runs, statistics, violations
from responder_world import BUCKET, ENVIRONMENT, PIPELINE, Aws
from told_event import told_event

from lambda_src.drift_stack.handler import handler as drift_handler
from lambda_src.responder import told
from lambda_src.stack.handler import handler as stack_handler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from failing_calls import Fault, Wire

    Json = dict[str, Any]

HANDLERS = {"model-monitor": stack_handler, "drift-monitor": drift_handler}
# Metric, monitor and threshold of each alarm that rings here.
ALARMS = (
    ("DriftedFeatures", DATA, 0), ("ConstraintViolations", DATA, 0), ("RunFailures", "runs", 0),
    ("HoursSinceLastReport", "runs", 3),
)  # fmt: skip
NAME = ENVIRONMENT[told.ENDPOINT]
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


class Served(Aws):
    """The responder's AWS, with times of writing, and figures under Model Monitor's names."""

    def __init__(self) -> None:
        self.now = NOON
        self.written: dict[str, dt.datetime] = {}
        super().__init__()

    def _client(self, service: str) -> Any:
        """Give none: who asks comes by a wire."""

    def serve(self, model: Any, asked: Json) -> Json:
        """Answer one call."""
        if "Body" in asked:
            asked["Body"] = io.BytesIO(asked["Body"].encode())
        answer: Json = getattr(self, f"_{model.name}")(**asked)
        return answer

    def keep(self, key: str, content: Any) -> None:
        super().keep(key, content)
        self.written[key] = self.now

    def _DescribeAlarms(self, **_: Any) -> Json:  # noqa: N802
        """Give all on a page: another test has several."""
        return {"MetricAlarms": self.alarms}

    def _ListObjects(self, *, Bucket: str, Prefix: str, Marker: str = "") -> Json:  # noqa: N802, N803
        assert Bucket == BUCKET
        return {
            "Contents": [
                {"Key": key, "LastModified": self.written[key]}
                for key in sorted(self.objects)
                if key.startswith(Prefix) and key > Marker
            ]
        }

    def _PutMetricData(self, *, Namespace: str, MetricData: list[Json]) -> Json:  # noqa: N802, N803
        self.metrics += [each | {"Namespace": Namespace} for each in MetricData]
        return {}


class EditionWorld:
    """One stack's responder: reports come, alarms ring, events arrive, calls fail."""

    def __init__(self, edition: str, wire: Wire) -> None:
        self.edition, self.wire, self.aws = edition, wire, Served()
        self.handler = HANDLERS[edition]
        last = "100" if edition == "model-monitor" else "true"
        self.told = {**ENVIRONMENT, told.PIPELINE: PIPELINE, told.RECORDS: last}
        self.runs = Runs(self, None)  # type: ignore[arg-type] - it adds alone
        self.aws.definition = '{"Parameters": [{"Name": "ReportUri"}]}'
        self.aws.keep("state/state.json", {
            monitor: {"covered": (START - HOUR).timestamp()} for monitor in (DATA, QUALITY)
        })  # fmt: skip
        self.watch()

    def watch(self, fault: Fault | None = None, at: int = -1) -> None:
        """Count calls from now on, and let that one fail."""
        self.wire.reset(self.aws.serve, fault, at)

    def report(self, hour: int, monitor: str = DATA, *, drifted: bool = True) -> None:
        """Have a run that is over, and its report; all of age has moved where it is ``drifted``."""
        if self.edition == "model-monitor":
            files: dict[str, Any] = {"statistics": statistics(500, age=200.0 * drifted)}
            files["statistics"]["binary_classification_metrics"] = {"auc": {"value": 0.8}}
            if drifted:
                files["constraint_violations"] = violations(("age", "baseline_drift_check"))
            status = "CompletedWithViolations" if drifted else "Completed"
            self.runs.add(monitor, hour, status, files=files)
        else:
            self._own_report(hour, monitor, **_findings(monitor, drifted=drifted))

    def _own_report(self, hour: int, monitor: str, **said: Any) -> None:
        at = START + hour * HOUR
        folder = f"reports/{monitor}/{NAME}/{NAME}-{monitor}/{at:%Y/%m/%d/%H}"
        self.aws.keep(f"{folder}/drift.json", {
            "event": "run", "monitor": monitor, "scheduled": f"{at:%FT%TZ}", "reason": "",
            "records": 500, "report": f"s3://{BUCKET}/{folder}",
            "window": [f"{at - HOUR:%FT%TZ}", f"{at:%FT%TZ}"], "made": at.timestamp(),
            "covered": at.timestamp(), "features": [], **said,
        })  # fmt: skip
        self.aws.keep(f"{folder}/constraint_violations.json", {"violations": []})

    def fail(self, hour: int, monitor: str = DATA) -> None:
        """Have a run that failed."""
        if self.edition == "model-monitor":
            self.runs.add(monitor, hour, "Failed", reason="no rows")
        else:
            self._own_report(hour, monitor, status="failed", reason="no rows", records=0,
                             figures={"RunFailures": 1}, named={}, violations=[])  # fmt: skip

    def incident(self) -> None:
        """Have drift of one monitor and a failed run of the other; traffic waits."""
        self.report(0)
        self.fail(0, QUALITY)
        self.aws.traffic = [START + 4 * HOUR]

    def call(self, minutes: float = 10) -> None:
        """Let so many minutes pass, alarms be evaluated, and an event arrive, whichever it is."""
        self.aws.now += dt.timedelta(minutes=minutes)
        for metric, monitor, threshold in ALARMS:
            if figures := self.runs.figures(monitor):
                rings = figures.get(metric, 0) > threshold
                self.aws.ring(metric, monitor, "ALARM" if rings else "OK")
        self.handler(told_event(self.told), None)

    def deliver(self, minutes: float = 10) -> list[Exception]:
        """Let an event arrive as Lambda delivers it, three times if it must; give the failures.

        Source: AWS Lambda developer guide, "How Lambda handles errors and retries with asynchronous
        invocation": after one minute, and after two more.
        """
        failures = []
        for pause in (minutes, 1, 2):
            try:
                self.call(pause)
            except Exception as error:  # noqa: BLE001 - Lambda takes any
                failures.append(error)
            else:
                break
        return failures

    def outcome(self) -> Mapping[str, Any]:
        """Give what people, machines and metrics have been told, and what is known of runs."""
        state = self.aws.state()
        return {
            "mails": sorted((mail["subject"], mail["text"]) for mail in self.aws.mails),
            "events": sorted(str(event["Detail"]) for event in self.aws.events),
            "pipelines": [each["PipelineParameters"] for each in self.aws.started],
            "figures": {
                (each["Namespace"], each["MetricName"], str(each["Timestamp"]), each["Value"])
                for each in self.aws.metrics
                if {"Name": "Monitor", "Value": "runs"} not in each["Dimensions"]
            },
            "known": {name: state[name] for name in (DATA, QUALITY, "told")},
            "left": state["outbox"],
            "files": {
                key: text for key, (text, _) in self.aws.objects.items() if key[:6] != "state/"
            },
        }


def _findings(monitor: str, *, drifted: bool) -> Json:
    check = "baseline_drift_check" if monitor == DATA else "LessThanThreshold"
    said = "Baseline drift distance: 0.4 exceeds threshold: 0.1"
    violation = {"feature_name": "age", "constraint_check_type": check, "description": said}
    figures = {"RunFailures": 0, "ConstraintViolations": int(drifted)}
    return {
        "status": "violations" if drifted else "clean",
        "figures": figures | ({"DriftedFeatures": int(drifted)} if monitor == DATA else {}),
        "named": {"feature_baseline_drift_age": 0.4},
        "violations": [violation] * drifted,
    }
