"""The schedule languages of SageMaker and EventBridge, in UTC unless a schedule says else."""

from __future__ import annotations

import re
from datetime import datetime

MONITORING_FORMS = (
    "cron(0 * ? * * *) for hourly, cron(0 6 ? * * *) for daily, cron(0 0/12 ? * * *) for every "
    "12 hours, or NOW for one run"
)
_HOLE = re.compile(r"\$\{[^}]*\}")
_MONITORING = re.compile(r"cron\(0 (?P<hours>\*|\d+(/\d+)?|[^ ]*~[^ ]*) \? \* \* \*\)")
_HOURLY = "cron(0 * * * ? *)"
"""SageMaker takes this too, and treats it as hourly; its documentation does not list it."""


def _opaque(text: str) -> str:
    return _HOLE.sub("~", text)


def monitoring_interval(text: str) -> int | None:
    """Give a monitoring schedule's interval in hours; None for NOW or what only AWS knows."""
    found = _MONITORING.fullmatch(_opaque(text))
    if text == _HOURLY or (found and found["hours"] == "*"):
        return 1
    if not found or "~" in found["hours"]:
        return None
    start, _, step = found["hours"].partition("/")
    return int(step) if step else 24 if start else None


def monitoring_objection(text: str) -> str:
    """Say why CreateMonitoringSchedule refuses this expression; '' when it takes it."""
    if text in (_HOURLY, "NOW"):
        return ""
    found = _MONITORING.fullmatch(text)
    if not found:
        return f"SageMaker does not take '{text}' as a schedule"
    start, _, step = found["hours"].partition("/")
    if start.isdigit() and int(start) > 23:  # noqa: PLR2004 - hours of a day
        return f"'{text}' starts at hour {start}: hours go from 0 to 23"
    if step.isdigit() and not 1 <= int(step) <= 24:  # noqa: PLR2004 - hours of a day
        return f"'{text}' runs every {step} hours: SageMaker takes 1 to 24"
    return ""


_UNITS = re.compile(r"rate\((?P<value>\S+) (?P<unit>minute|hour|day)(?P<plural>s?)\)")
_AT = re.compile(r"at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)")
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_FIELDS: tuple[tuple[str, int, int, list[str], str], ...] = (
    ("minutes", 0, 59, [], r"(?!)"),
    ("hours", 0, 23, [], r"(?!)"),
    ("day of month", 1, 31, [], r"\?|L(-\d+)?|LW|\d{1,2}W"),
    ("month", 1, 12, _MONTHS, r"(?!)"),
    ("day of week", 1, 7, _DAYS, r"\?|L|(\d|[A-Z]{3})(L|#[1-5])"),
    ("year", 1970, 2199, [], r"(?!)"),
)


def rule_objection(text: str) -> str:
    """Say why EventBridge refuses this expression of a rule; '' when it takes it."""
    if text.startswith("rate("):
        return _rate(text)
    if text.startswith("cron(") and text.endswith(")"):
        return _cron(text[5:-1].split())
    return f"'{text}' is neither rate(...) nor cron(...)"


def scheduler_objection(text: str) -> str:
    """Say why EventBridge Scheduler refuses this expression; '' when it takes it."""
    if text.startswith("at("):
        return (
            "" if _is_a_time(text) else f"'{text}' is not at(yyyy-mm-ddThh:mm:ss), or no such day"
        )
    return rule_objection(text).replace("nor cron(...)", "nor cron(...) nor at(...)")


def _is_a_time(text: str) -> bool:
    try:
        datetime.strptime(text, "at(%Y-%m-%dT%H:%M:%S)")
    except ValueError:
        return False
    return _AT.fullmatch(text) is not None


def _rate(text: str) -> str:
    found = _UNITS.fullmatch(text)
    if not found or not found["value"].isdigit() or int(found["value"]) < 1:
        return f"'{text}' is not rate(<whole number> minutes|hours|days)"
    if (int(found["value"]) == 1) is bool(found["plural"]):
        proper = found["unit"] + ("" if int(found["value"]) == 1 else "s")
        return f"'{text}' must be written rate({found['value']} {proper})"
    return ""


def _cron(fields: list[str]) -> str:
    if len(fields) != len(_FIELDS):
        return (
            f"cron({' '.join(fields)}) has {len(fields)} fields; EventBridge wants six: minutes, "
            "hours, day of month, month, day of week, year"
        )
    for value, (name, low, high, words, special) in zip(fields, _FIELDS, strict=True):
        if not re.fullmatch(special, value):
            for item in value.split(","):
                if not _fits(item, low, high, words):
                    return f"'{value}' is not a {name} field ({low} to {high})"
    if (fields[2] == "?") is (fields[4] == "?"):
        return f"cron({' '.join(fields)}): exactly one of day of month and day of week must be '?'"
    return ""


def _fits(item: str, low: int, high: int, words: list[str]) -> bool:
    ends, _, step = item.partition("/")
    if "/" in item and not (step.isdigit() and int(step) > 0):
        return False
    return ends == "*" or all(
        end in words or (end.isdigit() and low <= int(end) <= high) for end in ends.split("-", 1)
    )
