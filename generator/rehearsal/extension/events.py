"""What EventBridge does in its own time: scheduled rules, and the calls that events lead to."""

from __future__ import annotations

import math
import threading
import time

from ministack.services import cloudwatch, eventbridge, scheduler


def install() -> None:
    """Let rules and schedules wait until they are told that their time has come."""
    eventbridge.start_scheduler = scheduler.start_scheduler = lambda: None


def strike(passed: float = math.inf) -> None:
    """Let the time of scheduled rules come, and see what follows to its end.

    Those strike whose time comes within ``passed`` seconds; without it all.

    Alarms are evaluated once the functions are done: CloudWatch looks at them by the minute, not
    with each value.
    """
    evaluate = cloudwatch._evaluate_all_alarms  # noqa: SLF001 - it has no other way in
    cloudwatch._evaluate_all_alarms = lambda: None  # noqa: SLF001
    try:
        for rule in list(eventbridge._rules._data):  # noqa: SLF001
            eventbridge._rule_last_fired[rule] = max(0, time.time() - passed)  # noqa: SLF001
        eventbridge._tick_scheduled_rules()  # noqa: SLF001
        quiet()
    finally:
        cloudwatch._evaluate_all_alarms = evaluate  # noqa: SLF001
    evaluate()
    quiet()


def quiet() -> None:
    """Wait until no function is called asynchronously, and none that such a call has led to."""
    while calls := [thread for thread in threading.enumerate() if _is_call(thread)]:
        calls[0].join()


def _is_call(thread: threading.Thread) -> bool:
    """Tell whether MiniStack calls a function on this thread, or tries it again."""
    given = getattr(thread, "_args", None) or [None]
    name: str = getattr(given[0], "__qualname__", "")
    return name.startswith("invoke_async_with_retry.")
