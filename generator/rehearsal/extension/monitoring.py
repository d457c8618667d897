"""One monitoring execution, as a schedule starts it: what it reads, its job, its record.

Source: developer guide, "Ingest Ground Truth labels and merge them with predictions".
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.rehearsal.extension.container import lines
from generator.rehearsal.extension.monitoring_job import (
    hours,
    output_of,
    request,
    times,
    window_of,
)
from generator.rehearsal.extension.objects import refused

if TYPE_CHECKING:
    from generator.rehearsal.extension.capture import Traffic
    from generator.rehearsal.extension.container import Container
    from generator.rehearsal.extension.processing import Processing
    from generator.rehearsal.extension.schedules import Schedules
    from generator.rehearsal.extension.store import Json

NO_DATA = "Job inputs had no data"


class Monitoring:
    """Starts executions."""

    def __init__(
        self, schedules: Schedules, processing: Processing, container: Container, traffic: Traffic
    ) -> None:
        self.schedules, self.processing = schedules, processing
        self.container, self.traffic = container, traffic
        self.store, self.clock = schedules.store, traffic.clock

    def run(self, schedule: str, at: dt.datetime, **told: Any) -> Json:
        """Run one execution now as if it were ``at``, and give its record.

        ``fail``: its job fails for this reason. ``leave_running``: its job goes on until it is
        stopped or finished. ``files``: the report's files by name, instead of the analysis.
        ``said``: the exit message, instead of one that fits.
        """
        at = at.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
        self.traffic.flush()
        with self.store.lock:
            found = self.store.get("monitoring-schedule", schedule)
            definition = self.schedules.definition(found)
        window = window_of(found, definition, at)
        run = self._record(found, at)
        try:
            inputs = self._inputs(found, definition, window, at)
        except ClientError as error:
            return self._failed(run, refused(error))
        if not inputs and not told:
            return self._failed(run, NO_DATA)
        with self.store.lock:
            job = self.processing.start(
                request(found, definition, at, window, inputs, self.clock.now())
            )
        run.update(MonitoringExecutionStatus="InProgress", ProcessingJobArn=job["Arn"])
        self._do(job, told)
        return self._settled(run, told)

    def _do(self, job: Json, told: Json) -> None:
        if told.get("leave_running"):
            return
        if told.get("fail"):
            self.processing.end(job, "Failed", FailureReason=told["fail"])
        elif "files" in told:
            said = self.container.write(job, told["files"])
            self.processing.end(job, "Completed", ExitMessage=told.get("said") or said)
        else:
            self.processing.run(job)
        with self.store.lock:
            job["Polls"] = 0

    def _settled(self, run: Json, told: Json) -> Json:
        with self.store.lock:
            if not told.get("leave_running"):
                self.processing.follow(run)
            return dict(run)

    def finish(self, schedule: str, **told: Any) -> Json:
        """Finish the execution that was left running; ``told`` as in :meth:`run`."""
        with self.store.lock:
            run = self.schedules.runs[schedule][-1]
            job = self.store.get("processing-job", run["ProcessingJobArn"].rpartition("/")[-1])
        self._do(job, told)
        return self._settled(run, told)

    def _record(self, schedule: Json, at: dt.datetime) -> Json:
        begun, _ = times(at, self.clock.now())
        name = schedule["MonitoringScheduleName"]
        config = schedule["MonitoringScheduleConfig"]
        run = {
            "MonitoringScheduleName": name,
            "ScheduledTime": at,
            "CreationTime": begun,
            "LastModifiedTime": begun,
            "MonitoringExecutionStatus": "Pending",
            "EndpointName": schedule["EndpointName"],
            "MonitoringJobDefinitionName": config["MonitoringJobDefinitionName"],
            "MonitoringType": config["MonitoringType"],
        }
        with self.store.lock:
            self.schedules.runs.setdefault(name, []).append(run)
        return run

    def _failed(self, run: Json, reason: str) -> Json:
        """Fail without a job."""
        run.update(MonitoringExecutionStatus="Failed", FailureReason=reason)
        return dict(run)

    # --- what it looks at ----------------------------------------------------------------

    def _inputs(
        self,
        schedule: Json,
        definition: Json,
        window: tuple[dt.datetime, dt.datetime],
        at: dt.datetime,
    ) -> list[str]:
        """Give the addresses that the job reads; none where nothing was captured."""
        endpoint = schedule["EndpointName"]
        config = self.store.get("endpoint", endpoint)["EndpointConfigName"]
        config = self.store.get("endpoint-config", config)
        captured = config["DataCaptureConfig"]["DestinationS3Uri"]
        places = [
            f"{captured}/{endpoint}/{variant['VariantName']}/{hour}"
            for variant in config["ProductionVariants"]
            for hour in hours(window)
        ]
        role = definition["RoleArn"]
        filled = [place for place in places if self.container.objects.read_all(role, place)]
        if schedule["MonitoringScheduleConfig"]["MonitoringType"] == "DataQuality" or not filled:
            return filled
        return self._merge(
            schedule, definition, window, filled, self._labels(definition, window[0], at)
        )

    def _labels(self, definition: Json, begin: dt.datetime, end: dt.datetime) -> dict[str, Json]:
        """Give the labels that arrived until the run, by the event's id."""
        place = definition["ModelQualityJobInput"]["GroundTruthS3Input"]["S3Uri"].rstrip("/")
        bodies = [
            body.decode()
            for hour in hours((begin, end))
            for body in self.container.objects.read_all(definition["RoleArn"], f"{place}/{hour}")
        ]
        found = lines(bodies) if bodies else []
        return {one["eventMetadata"]["eventId"]: one["groundTruthData"] for one in found}

    def _merge(
        self,
        schedule: Json,
        definition: Json,
        window: tuple[dt.datetime, dt.datetime],
        captured: list[str],
        labels: dict[str, Json],
    ) -> list[str]:
        """Write captured records beside their labels, as the merge job does; give where."""
        role, objects = definition["RoleArn"], self.container.objects
        merged = [
            {**line, "groundTruthData": labels[key]}
            for place in captured
            for body in objects.read_all(role, place)
            for line in lines([body.decode()])
            for key in [_event(line, labels)]
            if key
        ]
        if not merged:
            return []
        output = output_of(definition, "ModelQuality")["S3Uri"]
        place = f"{output}/merge/{schedule['EndpointName']}/AllTraffic/{hours(window)[-1]}"
        text = "\n".join(json.dumps(line) for line in merged)
        objects.write(role, f"{place}/{uuid.uuid4()}.jsonl", text.encode())
        return [place]


def _event(line: Json, labels: dict[str, Json]) -> str:
    """Give the id by which a record has a label: the caller's, else the service's."""
    about = line["eventMetadata"]
    for key in (about.get("inferenceId"), about["eventId"]):
        if key in labels:
            return str(key)
    return ""
