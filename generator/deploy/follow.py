"""Following one operation on a stack by its events, until it has ended.

The events tell what happens; that it is over, CloudFormation must say twice: an event of the stack
itself, and the stack's description. Either may come late.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError
from generator.deploy.stacks import newest_events
from generator.deploy.waits import usual, waited_for
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.awsclient import AwsClient
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Event

STARTS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "IMPORT_IN_PROGRESS")
_SHORT = 30  # a reason of so many characters stands on the event's own line
GIVE_UP = 600.0
"""Seconds without any answer of AWS."""


class StillRunningError(GeneratorError):
    """The wait is over, the operation is not."""


@dataclass
class Operation:
    """One operation: what is known of it, and where its events begin.

    Attributes:
        stack_id: it names a stack that is being deleted, too.
        after: the last event before it; None to take up one that is under way.

    """

    stack_id: str
    after: str | None
    events: list[Event] = field(default_factory=list)

    def fresh(self, aws: AwsClient) -> list[Event]:
        """Ask for the events that are new."""
        known = self.events[-1].id if self.events else self.after or ""
        found = newest_events(aws, self.stack_id, known)
        if self.after is None and not self.events:
            found = last_operation(found)
        self.events += found
        return found

    @property
    def status(self) -> str:
        """Give the stack's status by the newest event of its own; ``""`` before there is one."""
        return next((event.status for event in reversed(self.events) if event.of_stack), "")

    @property
    def ended(self) -> bool:
        """Whether an event says that it is over."""
        return bool(self.status) and not self.status.endswith("_IN_PROGRESS")


def last_operation(events: list[Event]) -> list[Event]:
    """Give the events of a stack's last operation, of all its events, the oldest first."""
    for index in reversed(range(len(events))):
        if events[index].of_stack and events[index].status in STARTS:
            return events[index:]
    return events


@dataclass(frozen=True)
class Follower:
    """Follows operations, and says what happens.

    Attributes:
        limit: seconds that it waits at most; None for as long as it takes.
        notice: is called with each event as it comes, before it is said.

    """

    aws: AwsClient
    out: Screen
    limit: float | None = None
    notice: Callable[[Event], None] = lambda _: None

    def follow(self, operation: Operation) -> str:
        """Wait until an operation has ended, and give the stack's status.

        Raises:
            StillRunningError: the time is up, or AWS has not answered for ten minutes.
            AwsError: AWS refuses to answer.

        """
        begun = answered = time.monotonic()
        lost = False
        with self.out.waiting("waiting for CloudFormation") as line:
            while True:
                try:
                    status = self._look(operation)
                except AwsError as error:
                    if not error.passing:
                        raise
                    self._lost(error, told=lost, silent=time.monotonic() - answered)
                    status, lost = "", True
                else:
                    if lost:
                        self.out.tell("connected", "AWS answers again")
                    lost, answered = False, time.monotonic()
                if status:
                    return status
                line.update(waited_for(operation.events, time.time()))
                self._pause(begun)

    def _look(self, operation: Operation) -> str:
        """Say what is new; give the status once the operation is over, else ``""``."""
        shown = {(event.logical_id, event.status) for event in operation.events}
        for event in operation.fresh(self.aws):
            self.notice(event)
            say(self.out, event, again=(event.logical_id, event.status) in shown)
            shown.add((event.logical_id, event.status))
        if not operation.ended:
            return ""
        status: str = self.aws.stack(operation.stack_id)["StackStatus"]
        return "" if status.endswith("_IN_PROGRESS") else status

    def _lost(self, error: AwsError, *, told: bool, silent: float) -> None:
        if silent > GIVE_UP:
            raise StillRunningError(f"AWS has not answered for {silent / 60:.0f} minutes: {error}")
        if not told:
            words = f"{error}\nThe operation goes on without us; trying again"
            self.out.tell("unreachable", words, style="yellow", error=str(error))

    def _pause(self, begun: float) -> None:
        """Wait, the longer the longer it takes: a tenth of the time, 0.2 to 5 seconds."""
        passed = time.monotonic() - begun
        pause = min(5.0, max(0.2, passed / 10))
        if self.limit is not None and passed + pause > self.limit:
            raise StillRunningError(f"not over after {self.limit / 60:g} minutes")
        time.sleep(pause)


def say(out: Screen, event: Event, *, again: bool = False) -> None:
    """Say an event.

    A machine gets all. A person is spared what is begun, unless it takes long or is the stack's
    own, and what CloudFormation tells twice.
    """
    hint = usual(event)
    words = f"{event.at.astimezone():%H:%M:%S}  {event.status:<18}  {event.logical_id}"
    if event.failed and event.reason:
        words += (
            f"\n          {event.reason}" if len(event.reason) > _SHORT else f"  ({event.reason})"
        )
    elif hint:
        words += f"  (usually {hint})"
    told = hint or event.of_stack or not event.status.endswith("_IN_PROGRESS")
    out.tell(
        "event",
        words if event.failed or (told and not again) else "",
        style=_style(event),
        at=event.at.isoformat(),
        status=event.status,
        resource=event.logical_id,
        resourceType=event.type,
        physicalId=event.physical_id,
        reason=event.reason,
        **({"usually": hint} if hint else {}),
    )


def _style(event: Event) -> str:
    if event.failed:
        return "red"
    if "ROLLBACK" in event.status:
        return "yellow"
    return "green" if event.status.endswith("_COMPLETE") else "dim"
