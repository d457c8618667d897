"""Why an operation failed: the first real cause, what is known of it, what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from generator.deploy.hints import hint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Event

JOBS = "/aws/sagemaker/ProcessingJobs"
TAIL = 10
"""Lines of a log that are shown."""
_FOLLOWS = re.compile(r"(?i)\bcancell?ed\b")
_JOB = re.compile(r"\bjob ([A-Za-z0-9-]+) (?:Failed|Stopped|wrote)")


@dataclass(frozen=True)
class Evidence:
    """What else is known of a failure.

    Attributes:
        said: the failing job's or endpoint's own reason.
        log: the log group.
        tail: its last lines, or why they cannot be read.

    """

    said: str = ""
    log: str = ""
    tail: tuple[str, ...] = ()


def first_cause(events: Iterable[Event]) -> Event | None:
    """Give the failure that came first; what was cancelled because of it is none."""
    failures = [event for event in events if event.failed and not _FOLLOWS.search(event.reason)]
    of_resources = [event for event in failures if not event.of_stack]
    return next(iter(of_resources or failures), None)


def rollback_cause(events: Iterable[Event]) -> Event | None:
    """Give the first failure after the rollback had begun: what keeps it from ending."""
    found = iter(events)
    for event in found:
        if event.of_stack and "ROLLBACK_IN_PROGRESS" in event.status:
            return first_cause(found)
    return None


class Detective:
    """Looks at the first failure while its traces are there: a rollback deletes them.

    Give :meth:`notice` each event as it comes.
    """

    def __init__(self, aws: AwsClient) -> None:
        self._aws = aws
        self._events: list[Event] = []
        self.evidence = Evidence()

    def notice(self, event: Event) -> None:
        """Look for traces if this is the first cause."""
        known = first_cause(self._events)
        self._events.append(event)
        if not known and first_cause(self._events) is event:
            self.evidence = self._found(event)

    def _found(self, event: Event) -> Evidence:
        job = _JOB.search(event.reason)
        if job:
            return Evidence(self._of_job(job[1]), JOBS, self._tail(JOBS, event, f"{job[1]}/"))
        if event.type == "AWS::SageMaker::Endpoint":
            group = self._group("EndpointLogs")
            return Evidence(self._of_endpoint(event), group, self._tail(group, event))
        if event.type.startswith("Custom::"):
            group = self._group("Logs")
            return Evidence(log=group, tail=self._tail(group, event))
        return Evidence()

    def _of_job(self, name: str) -> str:
        found = self._ask("sagemaker", "describe_processing_job", ProcessingJobName=name)
        return str(found.get("FailureReason") or found.get("ExitMessage") or "")

    def _of_endpoint(self, event: Event) -> str:
        name = event.physical_id.rpartition("/")[2]
        if not name:
            return ""
        found = self._ask("sagemaker", "describe_endpoint", EndpointName=name)
        return str(found.get("FailureReason", ""))

    def _group(self, logical_id: str) -> str:
        """Give the name of the stack's log group, which its events have told."""
        of_group = (one for one in reversed(self._events) if one.logical_id == logical_id)
        return next((one.physical_id for one in of_group if one.physical_id), "")

    def _tail(self, group: str, event: Event, stream: str = "") -> tuple[str, ...]:
        if not group:
            return ()
        since = int((event.at.timestamp() - 900) * 1000)
        more = {"logStreamNamePrefix": stream} if stream else {}
        lines: list[str] = []
        for _ in range(5):
            found = self._ask(
                "logs", "filter_log_events", logGroupName=group, startTime=since, **more
            )
            lines += [one["message"].rstrip() for one in found.get("events", [])]
            if "nextToken" not in found:
                break
            more["nextToken"] = found["nextToken"]
        return tuple(line for line in lines if _tells(line))[-TAIL:]

    def _ask(self, service: str, operation: str, **request: object) -> Json:
        """Ask for a trace; that there is none is no failure of its own."""
        try:
            found: Json = self._aws.call(service, operation, **request)
        except AwsError:
            return {}
        return found


def _tells(line: str) -> bool:
    """Tell whether a line of a log says more than that a function ran."""
    return bool(line) and not line.startswith(("START ", "END ", "REPORT ", "INIT_START "))


def tell_cause(out: Screen, events: list[Event], evidence: Evidence) -> Event | None:
    """Say why an operation failed, and give the event that was its cause."""
    cause = first_cause(events)
    if cause is None:
        out.tell("cause", "CloudFormation gives no reason; see the events", style="red")
        return None
    tip = hint(f"{cause.reason} {evidence.said}")
    out.tell("cause", f"\nThe cause: {cause.logical_id} ({cause.type})", style="bold red",
             resource=cause.logical_id, resourceType=cause.type, status=cause.status,
             reason=cause.reason, said=evidence.said, hint=tip, log=evidence.log,
             tail=evidence.tail)  # fmt: skip
    if not out.machine:
        _explain(out, cause, evidence, tip)
    other = rollback_cause(events)
    if other:
        tip = hint(other.reason)
        words = f"The rollback did not end either: {other.logical_id}: {other.reason}"
        words += f"\n  Hint: {tip}" if tip else ""
        out.tell("rollback-cause", words, style="red", resource=other.logical_id,
                 reason=other.reason, hint=tip)  # fmt: skip
    return cause


def _explain(out: Screen, cause: Event, evidence: Evidence, tip: str) -> None:
    out.tell("reason", f"  {cause.reason or 'no reason is given'}")
    if evidence.said and evidence.said not in cause.reason:
        out.tell("said", f"  In its own words: {evidence.said}")
    if evidence.tail:
        lines = "\n".join(f"    {line}" for line in evidence.tail)
        out.tell("tail", f"  The end of {evidence.log}:\n{lines}", style="dim")
    if tip:
        out.tell("hint", f"  Hint: {tip}")
