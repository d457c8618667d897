"""Which windows are due."""

from __future__ import annotations

import datetime as dt
from calendar import timegm

import pytest

from lambda_src.analyzer import windows as unit

NOON = timegm((2026, 11, 24, 12, 0, 0))
HOUR, DAY = 3600, 86400


def key(path: str, name: str = "constraint_violations") -> str:
    return f"reports/data-quality/e/e-data-quality/{path}/{name}.json"


def test_a_report_is_there_once_its_violations_are() -> None:
    keys = [key("2026/11/24/09"), key("2026/11/24/10"), key("2026/11/24/11", "drift")]
    at = dt.datetime(2026, 11, 24, 10, 15, tzinfo=dt.UTC)
    found = unit.reported({"Key": each, "LastModified": at} for each in keys)
    assert found == dict.fromkeys([NOON - 3 * HOUR, NOON - 2 * HOUR], at.timestamp())


def written(*hours: int) -> dict[int, float]:
    """Give reports of these hours before noon, each written a quarter after its hour."""
    return {NOON - hour * HOUR: NOON - hour * HOUR + 900 for hour in hours}


@pytest.mark.parametrize(
    ("reports", "now", "step", "expected"),
    [
        ({}, NOON + 900, HOUR, [0]),
        ({}, NOON + 299, HOUR, [1]),  # what was captured at noon is still arriving
        (written(0), NOON + 900, HOUR, []),
        (written(1), NOON + 300, HOUR, [0]),
        (written(3), NOON + 900, HOUR, [2, 1, 0]),
        (written(3, 2, 0), NOON + 900, HOUR, [1]),  # a gap
        (written(12), NOON + 900, DAY, []),
        (written(36), NOON + 900, DAY, [12]),
        ({}, NOON + 900, DAY, [12]),
        # Of the window that is still open, on demand; and of one that was open then.
        ({NOON + HOUR: NOON + 60, **written(1)}, NOON + 900, HOUR, [0]),
        ({NOON: NOON - 600, **written(1)}, NOON + 900, HOUR, [0]),
        ({NOON: NOON + 60, **written(1)}, NOON + 900, HOUR, [0]),
    ],
)
def test_due_are_the_closed_windows_without_a_report_since(reports, now, step, expected) -> None:
    found = [*unit.due(reports, now, step, 0)]
    assert found == [(NOON - hour * HOUR, NOON - hour * HOUR) for hour in expected]


def test_no_more_than_a_week_is_caught_up() -> None:
    found = [*unit.due(written(24 * 13), NOON + 900, HOUR, 0)]
    assert (found[0][0], found[-1][0], len(found)) == (NOON - 7 * DAY, NOON, 169)


def test_a_window_is_due_again_when_its_labels_have_come_oldest_first() -> None:
    late = 2 * HOUR
    assert [*unit.due(written(3, 2, 1, 0), NOON + 900, HOUR, late)] == [
        (NOON - 3 * HOUR, NOON - HOUR),
        (NOON - 2 * HOUR, NOON),
    ]
    # One of them was missed, and the newer one evaluated since.
    reports = written(3, 2, 1, 0) | {NOON - 2 * HOUR: NOON + 600.0}
    assert [*unit.due(reports, NOON + 900, HOUR, late)] == [(NOON - 3 * HOUR, NOON - HOUR)]


def test_a_window_has_the_hours_that_it_touches() -> None:
    assert unit.hours(NOON - 2 * HOUR, NOON) == ["2026/11/24/10", "2026/11/24/11"]
    assert unit.hours(NOON, NOON + 1200) == ["2026/11/24/12"]
