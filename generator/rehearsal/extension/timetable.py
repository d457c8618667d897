"""What time brings by itself: schedules of the Scheduler, runs of Model Monitor, scheduled rules.

:meth:`Timetable.wait` lets time pass: the clock goes from one due moment to the next, and at each
what is due happens as on AWS, or does not, because it is switched off or must not. What is due is
read from the services as they stand, never told. :meth:`Timetable.go_on` lets it pass by itself.

Sources: EventBridge Scheduler user guide, "Setting up the execution role" and "Lambda function
targets"; developer guide, "Schedule monitoring jobs".
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
import time
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.lambda_runtime import execution_credentials
from ministack.services import eventbridge, iam, lambda_svc, scheduler

from generator.rehearsal.extension import events
from generator.rehearsal.extension.store import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rehearsal.extension.monitoring import Monitoring

Json = dict[str, Any]
# Moment, and what happens then.
Due = tuple[dt.datetime, "Callable[[dt.datetime], object]"]
_LOG = logging.getLogger("rehearsal")
_JOB = dt.timedelta(minutes=10)  # a job of Model Monitor is over so long after the full hour
_SERVICE = "scheduler.amazonaws.com"
_BEAT = 1.0  # seconds from look to look, where time passes by itself
_STRIKE = 60.0  # seconds from strike to strike there


class Timetable:
    """The moments at which something is due."""

    def __init__(self, monitoring: Monitoring) -> None:
        self.monitoring, self.clock = monitoring, monitoring.clock

    def wait(self, until: str) -> None:
        """Let time pass, up to a time in ISO 8601; what is captured has been written by then.

        Rules strike once, in the end, however often their time has come.

        Raises:
            ValueError: that time is over.

        """
        begin, end = self.clock.now(), dt.datetime.fromisoformat(until)
        if end < begin:
            raise ValueError(f"it is {begin.isoformat()}: time does not go back to {until}")
        self.monitoring.traffic.flush()
        for at, happen in self._due(begin, end):
            self.clock.set(at)
            happen(at)
            events.quiet()
        self.clock.set(end)
        events.strike((end - begin).total_seconds())

    def go_on(self) -> None:
        """Let it be the machine's time, and from now on pass by itself.

        What is captured is written within seconds. Rules strike every minute, whatever their rate.
        """
        now = dt.datetime.now(dt.UTC)
        if self.clock.now() < now:
            self.wait(now.isoformat())
        self.clock.set(None)
        self.monitoring.traffic.flush()
        threading.Thread(target=self._go_on, args=(now,), daemon=True).start()

    def _go_on(self, seen: dt.datetime) -> None:
        struck = time.monotonic()
        while True:
            time.sleep(_BEAT)
            now = self.clock.now()
            try:
                self.monitoring.traffic.flush()
                for at, happen in self._due(seen, now):
                    happen(at)
                if time.monotonic() - struck > _STRIKE:
                    struck = time.monotonic()
                    events.strike()
            except Exception:  # noqa: BLE001 - a stack that is gone must not stop the time
                _LOG.exception("what is due at %s", now)
            seen = now

    def _due(self, begin: dt.datetime, end: dt.datetime) -> list[Due]:
        """Give what is due after ``begin``, up to ``end``, in order."""
        due = [*self._scheduled(begin, end), *self._monitored(begin, end)]
        return sorted(due, key=lambda one: one[0])

    def _scheduled(self, begin: dt.datetime, end: dt.datetime) -> Iterator[Due]:
        """Give the calls of the Scheduler, of those that are enabled."""
        for schedule in list(scheduler._schedules._data.values()):  # noqa: SLF001 - no other way in
            if schedule["State"] == "ENABLED":
                for at in moments(schedule["ScheduleExpression"], begin, end):
                    yield at, partial(call, schedule)

    def _monitored(self, begin: dt.datetime, end: dt.datetime) -> Iterator[Due]:
        """Give the runs of the monitoring schedules, of those that are not stopped."""
        store = self.monitoring.store
        with store.lock:
            found = dict(store.of("monitoring-schedule"))
        for name, schedule in found.items():
            if schedule["MonitoringScheduleStatus"] == "Scheduled":
                config = schedule["MonitoringScheduleConfig"].get("ScheduleConfig", {})
                expression = config.get("ScheduleExpression", "")
                for at in moments(expression, begin - _JOB, end - _JOB):
                    yield at + _JOB, partial(self._run, name)

    def _run(self, name: str, at: dt.datetime) -> None:
        self.monitoring.run(name, at - _JOB)


def moments(expression: str, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """Give the moments of a ``cron`` expression after ``start``, up to ``end``."""
    fields = eventbridge._parse_cron_fields(expression)  # noqa: SLF001
    at: dt.datetime | None = start
    while fields and at:
        at = eventbridge._cron_next_fire(fields, at)  # noqa: SLF001
        if at is None or at > end:
            return
        yield at


def call(schedule: Json, at: dt.datetime) -> None:
    """Call a schedule's function as the Scheduler does: as its role, asynchronously."""
    target = schedule["Target"]
    found, config, name = lambda_svc._get_func_record_for_ref(target["Arn"])  # noqa: SLF001
    if not found:
        _LOG.warning("Scheduler: there is no function %s", name)
    elif not allowed(target["RoleArn"], target["Arn"]):
        _LOG.warning("Scheduler: %s must not call %s", target["RoleArn"], name)
    else:
        record = lambda_svc._execution_record_for_config(found, config)  # noqa: SLF001
        asked = json.loads(target.get("Input") or json.dumps(event(schedule, at)))
        lambda_svc.invoke_async_with_retry(record, asked)


def event(schedule: Json, at: dt.datetime) -> Json:
    """Give what a function gets that is sent no input."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "region": REGION,
        "resources": [schedule["Arn"]],
        "detail": "{}",
    }


def allowed(role: str, function: str) -> bool:
    """Tell whether the Scheduler may take a role, and the role may call a function."""
    if not app.AUTH:
        return True
    name = role.rpartition("/")[-1]
    trust = iam._roles.get(name, {}).get("AssumeRolePolicyDocument")  # noqa: SLF001
    asked = iam_evaluator.EvalContext(
        principal_arn=_SERVICE,
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn=role,
        region=REGION,
        service_context={"aws:sourceaccount": ACCOUNT},
    )
    taken = iam_evaluator.evaluate_resource_policy(trust, asked, service=_SERVICE)
    if taken.decision != "Allow":
        return False
    known = {"FunctionArn": function, "Role": role, "FunctionName": "scheduler"}
    key = execution_credentials(known)["AWS_ACCESS_KEY_ID"]
    denied = iam_evaluator.enforce(
        key, "lambda:InvokeFunction", "lambda", REGION, resource_arn=function
    )
    return denied is None
