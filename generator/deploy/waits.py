"""What takes long when a stack is made, changed or removed, and how long that usually is.

Rough figures, so that a person knows whether to wait or to worry: what AWS says of its services and
users report of them. None is a limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.deploy.stacks import Event

USUAL = {
    ("AWS::SageMaker::Endpoint", "CREATE"): "3 to 8 minutes: machines start, the model is loaded",
    ("AWS::SageMaker::Endpoint", "UPDATE"): "5 to 15 minutes; the old machines serve meanwhile",
    ("AWS::SageMaker::Endpoint", "DELETE"): "about a minute",
    ("Custom::Baselines", "CREATE"): "a minute with drift-monitor, 5 to 10 with model-monitor",
    ("Custom::Baselines", "UPDATE"): "a minute with drift-monitor, 5 to 10 with model-monitor",
    ("Custom::Before", "UPDATE"): "seconds, or the rest of a monitoring run, up to 10 minutes",
    ("Custom::After", "DELETE"): "seconds, or until a monitoring run has stopped",
    ("Custom::Storage", "DELETE"): "seconds, or minutes where the bucket is full",
    ("AWS::SageMaker::MonitoringSchedule", "CREATE"): "a minute",
    ("AWS::SageMaker::MonitoringSchedule", "DELETE"): "a minute",
}


def usual(event: Event) -> str:
    """Give how long what an event begins usually takes; ``""`` where that is no question."""
    action, _, state = event.status.partition("_")
    return USUAL.get((event.type, action), "") if state == "IN_PROGRESS" else ""


def under_way(events: Iterable[Event]) -> list[Event]:
    """Give the beginnings of what has not ended, the longest wait first; of an operation's events.

    The stack itself is left out.
    """
    begun: dict[str, Event] = {}
    for event in events:
        if event.of_stack:
            continue
        if not event.status.endswith("_IN_PROGRESS"):
            begun.pop(event.logical_id, None)
        elif begun.get(event.logical_id, event).status == event.status:
            begun.setdefault(event.logical_id, event)
        else:
            begun[event.logical_id] = event
    return sorted(begun.values(), key=lambda event: event.at)


def waited_for(events: Iterable[Event], now: float) -> str:
    """Say what is being waited for, since when, and how long that usually takes."""
    pending = under_way(events)
    if not pending:
        return "CloudFormation is at work"
    slow = next((event for event in pending if usual(event)), pending[0])
    minutes, seconds = divmod(max(0, int(now - slow.at.timestamp())), 60)
    words = f"{slow.logical_id} for {minutes}:{seconds:02}"
    if usual(slow):
        words += f", usually {usual(slow)}"
    return words + (f"; and {len(pending) - 1} more" if len(pending) > 1 else "")
