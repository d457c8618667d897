"""Incidents: what an alarm or a run adds to what is known. No I/O.

The state of an incident, one JSON object::

    {"alarms": {"<metric>": ["OK" | "ALARM", "<state timestamp>"]},
     "told":   ["<key of each finding that an e-mail has named>"],   empty: no incident is open
     "run":    "<scheduled time of the newest run that mattered>",
     "reason": "<why the newest failed run failed>",
     "outbox": [{"until", "log", "text"} | {"until", "event"}]}       see ``handler``

Alarms are known by their metric, not by their name: a stack update may replace an alarm, and its
old name would stay in ALARM for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.responder.findings import QUALITY, REPORTED

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from lambda_src.responder.findings import Findings

    State: TypeAlias = dict[str, Any]
    News: TypeAlias = tuple[str, Findings]


def blank() -> State:
    """Give the state of an endpoint that never had an incident."""
    return {"alarms": {}, "told": [], "run": "", "reason": "", "outbox": []}


def reporting(state: State, /) -> int:
    """Count the alarms in ALARM that a report explains."""
    return sum(state["alarms"].get(metric, [""])[0] == "ALARM" for metric in REPORTED)


def join(state: State, found: Findings, /) -> News | None:
    """Add what was not told before: ("opened" or "update", the new findings), or None."""
    new = {key: item for key, item in found.items() if key not in state["told"]}
    kind = "update" if state["told"] else "opened"
    state["told"] += new
    return (kind, new) if new else None


def on_alarm(
    state: State, alarm: tuple[str, str, str], change: State, found: Findings, /
) -> News | None:
    """Take a change of an alarm; ``change`` is its new state, ``found`` what the report says.

    Older news than what is known of the alarm is none; nor is INSUFFICIENT_DATA: what was wrong
    has not been seen to be right.
    """
    monitor, metric, line = alarm
    value, at, alarms, told = change["value"], change["timestamp"], state["alarms"], state["told"]
    if value not in ("OK", "ALARM") or at <= alarms.get(metric, ["", ""])[1]:
        return None
    alarms[metric] = [value, at]
    if value == "ALARM":
        explained = metric in REPORTED
        if not explained or (not found and reporting(state) == 1):
            topic = QUALITY if explained and monitor == QUALITY else metric
            found = {metric: {"topic": topic, "feature": "", "line": line}}
        return join(state, found)
    if not told or "ALARM" in dict(alarms.values()):
        return None
    state["told"] = []
    return "recovered", {key: {"line": key} for key in told}


def on_run(state: State, run: State, found: Findings, /) -> News | None:
    """Take a recorded run: the detail of its event; ``found`` in its report.

    A run alone opens nothing: alarms do, after as many runs in a row as they are told to wait.
    """
    failed, at = run["status"] == "failed", run["scheduled"]
    if at < state["run"] or not (failed or reporting(state)):
        return None
    state["run"] = at
    if failed:
        state["reason"] = run["reason"]
    return join(state, found)
