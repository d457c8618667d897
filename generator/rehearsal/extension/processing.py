"""Processing jobs: each runs beside everything else, and shows its end only when looked at.

A job is ``InProgress`` for the first looks (``polls`` of them), whatever it has done; so who waits
for it has to wait. The next job's end can be written beforehand: see :class:`Script`.
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from generator.rehearsal.extension.store import Json, RefusalError, Store, page

if TYPE_CHECKING:
    from collections.abc import Callable

_OVER = ("Completed", "Failed", "Stopped")
_SUMMARY = (
    "ProcessingJobName", "CreationTime", "ProcessingEndTime", "LastModifiedTime",
    "ProcessingJobStatus", "FailureReason", "ExitMessage",
)  # fmt: skip


@dataclass
class Script:
    """How the next jobs end.

    ``fail``: the next one fails for this reason. ``hang``: the next one runs until it is stopped.
    ``polls``: how often every job from now on is seen in progress before it is over.
    """

    fail: str = ""
    hang: bool = False
    polls: int = 1

    def take(self) -> tuple[str, bool]:
        """Give what the next job does, once."""
        taken = self.fail, self.hang
        self.fail, self.hang = "", False
        return taken


class Processing:
    """The operations of processing jobs; ``work`` does a job, and gives its exit message."""

    def __init__(self, store: Store, work: Callable[[Json], str]) -> None:
        self.store, self.work, self.script = store, work, Script()

    def operations(self) -> dict[str, Callable[[Json], Json]]:
        """Give the operations by their names."""
        return {
            "CreateProcessingJob": self.create,
            "DescribeProcessingJob": self.describe,
            "StopProcessingJob": self.stop,
            "ListProcessingJobs": self.list_jobs,
        }

    def create(self, asked: Json) -> Json:
        """Start a job."""
        job = self.start(asked)
        failure, hang = self.script.take()
        if failure:
            self.end(job, "Failed", FailureReason=failure)
        elif not hang:
            threading.Thread(target=self.run, args=(job,), daemon=True).start()
        return {"ProcessingJobArn": job["Arn"]}

    def start(self, asked: Json) -> Json:
        """Keep a job that nothing works on yet; ``Started`` and ``Ended`` make its times."""
        record = {**asked, "ProcessingJobStatus": "InProgress", "Polls": self.script.polls}
        self.store.add("processing-job", asked["ProcessingJobName"], record)
        job = self.store.get("processing-job", asked["ProcessingJobName"])
        began = asked.get("Started", job["CreationTime"])
        job.update(CreationTime=began, ProcessingStartTime=began, LastModifiedTime=began)
        return job

    def run(self, job: Json) -> None:
        """Do a job's work, and note how it ended."""
        try:
            said = self.work(job)
        except Exception as error:  # noqa: BLE001 - a container fails whatever its error is
            said = str(error) if isinstance(error, ValueError | ClientError) else repr(error)
            self.end(job, "Failed", FailureReason=f"AlgorithmError: {said}"[:1024])
        else:
            self.end(job, "Completed", ExitMessage=said)

    def end(self, job: Json, status: str, **facts: str) -> None:
        """Note how a job ended; who looks learns of it by and by."""
        with self.store.lock:
            if job["ProcessingJobStatus"] == "InProgress":
                job["End"] = {"ProcessingJobStatus": status, **facts}

    def look(self, job: Json) -> Json:
        """Give a job as a looker sees it, and let it go on."""
        if "End" in job and job["ProcessingJobStatus"] not in _OVER:
            if job["Polls"] <= 0:
                at = job.get("Ended") or dt.datetime.now(dt.UTC)
                job.update(job.pop("End"), ProcessingEndTime=at, LastModifiedTime=at)
            job["Polls"] -= 1
        return job

    def describe(self, asked: Json) -> Json:
        """Show a job."""
        job = self.look(self.store.get("processing-job", asked["ProcessingJobName"]))
        return {**job, "ProcessingJobArn": job["Arn"]}

    def stop(self, asked: Json) -> Json:
        """Stop a job that runs: it is ``Stopping`` first.

        Raises:
            RefusalError: it is over.

        """
        job = self.store.get("processing-job", asked["ProcessingJobName"])
        if job["ProcessingJobStatus"] in _OVER:
            words = f"The request was rejected because the job is {job['ProcessingJobStatus']}."
            raise RefusalError("ValidationException", words)
        if job["ProcessingJobStatus"] == "InProgress":
            job.update(ProcessingJobStatus="Stopping", Polls=self.script.polls)
        job["End"] = {"ProcessingJobStatus": "Stopped"}
        return {}

    def list_jobs(self, asked: Json) -> Json:
        """List jobs."""
        found = [
            {**{key: job[key] for key in _SUMMARY if key in job}, "ProcessingJobArn": job["Arn"]}
            for name, job in self.store.of("processing-job").items()
            if asked.get("NameContains", "") in name
            and asked.get("StatusEquals") in (None, job["ProcessingJobStatus"])
        ]
        return page("ProcessingJobSummaries", found, asked)

    def follow(self, run: Json) -> None:
        """Bring a monitoring execution to where its job is.

        The job only says Completed; violations stand in its exit message.
        """
        name = run.get("ProcessingJobArn", "").rpartition("/")[-1]
        job = self.store.of("processing-job").get(name)
        if job is None or run["MonitoringExecutionStatus"] in (*_OVER, "CompletedWithViolations"):
            return
        status = self.look(job)["ProcessingJobStatus"]
        if job.get("ExitMessage", "").startswith("CompletedWithViolations"):
            status = "CompletedWithViolations"
        run.update(MonitoringExecutionStatus=status, LastModifiedTime=job["LastModifiedTime"])
        if "FailureReason" in job:
            run["FailureReason"] = job["FailureReason"]
