"""Whatever call of AWS fails, once: the custom resource answers, and what follows can go on."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from failing_calls import FAULTS, LOST, Fault, Wire, places, wired
from lifecycle_aws import MOVING, Aws, Refusal
from lifecycle_world import (
    CAPTURE,
    DATA,
    DATA_RESULTS,
    JOBS,
    KEY,
    KEY_ID,
    PREFIX,
    QUALITY,
    QUALITY_RESULTS,
    Context,
    Mailbox,
    World,
)

from lambda_src.drift_stack.handler import handler as drift_handler
from lambda_src.lifecycle import storage
from lambda_src.stack.handler import handler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Case:
    """A request of CloudFormation's, and what there is before."""

    kind: str
    resource: str
    schedules: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    edition: str = "model-monitor"
    stack: str = "DELETE_IN_PROGRESS"

    def __str__(self) -> str:
        more = "" if self.edition == "model-monitor" else f" of {self.edition}"
        return f"{self.kind} {self.resource}{more} {self.stack[:8].lower()}"


ANALYZER = {"Analyzer": "the-analyzer", "Into": "baseline", "data-quality": {"Dataset": "s3://b/k"}}
CASES = (
    Case("Create", "Storage"),
    Case("Delete", "Storage"),
    Case("Delete", "Storage", given={"Environment": "prod"}, stack="ROLLBACK_IN_PROGRESS"),
    Case("Create", "Watched"),
    Case("Create", "Baselines"),
    Case("Update", "Baselines"),
    Case("Delete", "Baselines"),
    Case("Update", "Before", "Scheduled"),
    Case("Delete", "Before", "Stopped"),
    Case("Update", "After", "Stopped"),
    Case("Delete", "After", "Scheduled"),
    Case("Create", "Baselines", given=ANALYZER, edition="drift-monitor"),
)
START = "sagemaker.StartMonitoringSchedule"
# An invocation of the analyzer is not repeated (`lambda_src.lifecycle.own_baselines`).
ONCE = "lambda.Invoke"


class Analyzing(Aws):
    """An AWS with an analyzer's function, too."""

    def _Invoke(self, FunctionName: str, **_: Any) -> dict[str, Any]:  # noqa: N802, N803
        assert FunctionName == "the-analyzer"
        return {"StatusCode": 200, "Payload": io.BytesIO(b"null")}

    def _StartMonitoringSchedule(self, MonitoringScheduleName: str) -> dict[str, Any]:  # noqa: N802, N803
        """Refuse what runs already; whether SageMaker does is not documented."""
        if self._known(MonitoringScheduleName)["status"] != "Stopped":
            raise Refusal("ValidationException")
        return super()._StartMonitoringSchedule(MonitoringScheduleName)


class CaseWorld:
    """A stack before a request, and CloudFormation, which asks, and asks on."""

    def __init__(self, case: Case, wire: Wire, mailbox: Mailbox) -> None:
        self.case, self.wire, self.aws = case, wire, Analyzing()
        self.aws.stack_status = case.stack
        self.aws.keys[KEY_ID] = {"Arn": KEY, "KeyState": "Enabled"}
        self.aws.endpoints[PREFIX] = {
            "ProductionVariants": [{"VariantName": "AllTraffic"}],
            "DataCaptureConfig": CAPTURE,
        }
        self.aws.results = {"data": dict(DATA_RESULTS), "quality": dict(QUALITY_RESULTS)}
        self.aws.store("capture/one")
        if case.schedules:
            run = {"status": "InProgress", "job": "a-run"}
            self.aws.schedule(DATA, case.schedules, *[run] * (case.schedules == "Scheduled"))
            self.aws.schedule(QUALITY, case.schedules)
        if case == CASES[6]:
            self.aws.run_job(JOBS[0])
        do = drift_handler if case.edition == "drift-monitor" else handler
        self.world = World(do, self.aws, mailbox)
        self.watch()

    def watch(self, fault: Fault | None = None, at: int = -1) -> None:
        """Count calls from now on, and let that one fail."""
        self.wire.reset(self._serve, fault, at)

    def _serve(self, model: Any, asked: dict[str, Any]) -> dict[str, Any]:
        response, answer = self.aws.serve(model, asked)
        if response.status_code >= 300:
            raise Refusal(answer["Error"]["Code"], status=response.status_code)
        return answer

    def ask(self, kind: str, request: str = "7f8e9d0c-a", **more: Any) -> dict[str, Any]:
        """Ask, and give the only answer; jobs of the request come to their end meanwhile."""
        job = f"-{request[:8]}"
        self.aws.on_poll = [lambda: self._finish(job)] * 20
        event = self.world.event(kind, self.case.resource, RequestId=request, **more)
        event["ResourceProperties"] |= self.case.given
        (answer,) = self.world.invoke(event, Context())
        return answer

    def _finish(self, job: str) -> None:
        for name, found in self.aws.jobs.items():
            if name.endswith(job) and found["status"] == "InProgress" and found["asked"]:
                self.aws.finish(name)

    def left(self) -> Any:
        """Give what there is."""
        bucket = None if self.aws.bucket is None else {each["Key"] for each in self.aws.bucket}
        return {
            "bucket": bucket and sorted(key for key in bucket if "/staging/" not in key),
            "jobs": {name: job["status"] for name, job in self.aws.jobs.items()},
            "schedules": {name: each["status"] for name, each in self.aws.schedules.items()},
            "keys": [each["KeyState"] for each in self.aws.keys.values()],
        }


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with wired() as (made, patch):
        patch.setattr(boto3, "resource", cache(boto3.resource))  # each takes 20 ms
        patch.setattr(storage, "files", cache(storage.files))  # as long
        yield made


@pytest.fixture
def begin(
    wire: Wire, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Case], CaseWorld]:
    def made(case: Case) -> CaseWorld:
        world = CaseWorld(case, wire, mailbox)
        monkeypatch.setattr(time, "sleep", world.aws.sleep)
        return world

    return made


@pytest.mark.parametrize("case", CASES, ids=str)
def test_whatever_call_fails_the_answer_says_so_and_what_follows_can_go_on(
    begin: Callable[[Case], CaseWorld], case: Case
) -> None:
    world = begin(case)
    good = world.ask(case.kind)
    assert good["Status"] == "SUCCESS", good
    calls, end = [*world.wire.calls], world.left()
    assert calls
    wrong = {}
    for fault in FAULTS:
        for at in places(fault, calls):
            if fault is LOST and calls[at] == START:
                continue  # the next test
            world = begin(case)
            world.watch(fault, at)
            answer = world.ask(case.kind)
            code, _ = fault.said(calls[at].partition(".")[0])
            if fault.mended and calls[at] != ONCE:
                found, wanted = (answer, world.left()), (good, end)
            else:
                found = answer["Status"], code in answer.get("Reason", ""), followed(world, answer)
                wanted = "FAILED", True, followed_well(case, end)
            if found != wanted:
                wrong[f"{fault.name}: {at} {calls[at]}"] = found, wanted
    assert wrong == {}


@pytest.mark.parametrize("case", [CASES[8], CASES[9]], ids=str)
def test_a_start_whose_answer_was_lost_is_no_failure(
    begin: Callable[[Case], CaseWorld], case: Case
) -> None:
    world = begin(case)
    world.watch(LOST, 1)
    answer = world.ask(case.kind)
    if START not in world.wire.calls[1]:
        raise LookupError(world.wire.calls)
    assert answer["Status"] == "SUCCESS"


def followed(world: CaseWorld, failed: dict[str, Any]) -> Any:
    """Do as CloudFormation does when a request has failed; give what there is in the end.

    A creation is followed by a deletion, an update by one to the properties of before and the
    deletion of the id that is replaced; a deletion is asked for again, by a person.
    """
    known = {"PhysicalResourceId": failed["PhysicalResourceId"]}
    if world.case.kind != "Update":
        assert world.ask("Delete", "b", **known)["Status"] == "SUCCESS"
    else:
        back = world.ask("Update", "b", **known)
        assert back["Status"] == "SUCCESS", back
        if back["PhysicalResourceId"] != failed["PhysicalResourceId"]:
            assert world.ask("Delete", "c", **known)["Status"] == "SUCCESS"
    found = world.left()
    assert not [job for job, status in found["jobs"].items() if status in MOVING]
    return compared(found, world.case)


def compared(found: Any, case: Case) -> Any:
    """Leave out jobs, of which none moves, and what goes with the bucket of a failed creation."""
    without = {"jobs"} | ({"bucket"} if case.resource == "Baselines" else set())
    return {name: each for name, each in found.items() if name not in without}


def followed_well(case: Case, end: Any) -> Any:
    """Give what there is to be in the end."""
    wanted = compared(end, case)
    if case.resource == "Storage":
        wanted |= {"bucket": None, "keys": ["PendingDeletion"]}
    if case.kind == "Update":
        wanted["schedules"] = dict.fromkeys(end["schedules"], "Scheduled")
    return wanted
