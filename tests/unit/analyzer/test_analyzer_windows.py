"""Which windows are due."""

from __future__ import annotations

from calendar import timegm

import pytest

from lambda_src.analyzer import windows as unit

NOON = timegm((2026, 11, 24, 12, 0, 0))
HOUR, DAY = 3600, 86400


def key(path: str, name: str = "constraint_violations") -> str:
    return f"reports/data-quality/e/e-data-quality/{path}/{name}.json"


def test_a_report_is_there_once_its_violations_are() -> None:
    keys = [key("2026/11/24/09"), key("2026/11/24/10"), key("2026/11/24/11", "drift")]
    found = unit.reported({"Key": each} for each in keys)
    assert found == [NOON - 3 * HOUR, NOON - 2 * HOUR]


@pytest.mark.parametrize(
    ("last", "now", "step", "expected"),
    [
        (0, NOON + 900, HOUR, [NOON]),
        (NOON, NOON + 900, HOUR, []),
        (NOON - HOUR, NOON, HOUR, [NOON]),
        (NOON - 3 * HOUR, NOON + 900, HOUR, [NOON - 2 * HOUR, NOON - HOUR, NOON]),
        (NOON - 12 * HOUR, NOON + 900, DAY, []),
        (NOON - 36 * HOUR, NOON + 900, DAY, [NOON - 12 * HOUR]),
        (0, NOON, DAY, [NOON - 12 * HOUR]),
    ],
)
def test_due_are_the_closed_windows_behind_the_last_report(last, now, step, expected) -> None:
    assert unit.due(last, now, step) == expected


def test_no_more_than_a_week_is_caught_up() -> None:
    found = unit.due(NOON - 30 * DAY, NOON + 900, HOUR)
    assert (found[0], found[-1], len(found)) == (NOON - 7 * DAY, NOON, 169)


def test_a_window_has_the_hours_that_it_touches() -> None:
    assert unit.hours(NOON - 2 * HOUR, NOON) == ["2026/11/24/10", "2026/11/24/11"]
    assert unit.hours(NOON, NOON + 1200) == ["2026/11/24/12"]
