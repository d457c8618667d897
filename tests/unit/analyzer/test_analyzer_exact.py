"""The exact verdict: over the threshold, significant, and of enough records."""

from __future__ import annotations

import random

import pytest

from lambda_src.analyzer.exact import categorical_p, cumulative_p


def coins(share: float, rows: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [str(int(draw.random() < share)) for _ in range(rows)]


def test_few_records_give_no_verdict(lab) -> None:
    before = lab.baseline({"x": coins(0.1, 1000, 1)})
    report = lab.report(before, {"x": coins(0.9, 99, 2)})

    assert report["drift"]["status"] == "too-few-records"
    assert not report["drift"]["features"][0]["drifted"]


def test_a_small_baseline_gives_no_verdict_either(lab) -> None:
    before = lab.baseline({"x": coins(0.1, 50, 1)})

    assert lab.report(before, {"x": coins(0.9, 500, 2)})["drift"]["status"] == "too-few-records"


def test_what_may_be_chance_is_no_drift(lab) -> None:
    """0.15 apart is over the threshold, but no rarity among 30 columns of 100 rows."""
    before = lab.baseline({f"c{n}": coins(0.5, 1000, n) for n in range(30)})
    moved = {f"c{n}": coins(0.5, 100, 100 + n) for n in range(30)}
    moved["c0"] = ["1"] * 65 + ["0"] * 35
    found = lab.report(before, moved)["drift"]["features"]

    assert found[0]["distance"] > found[0]["threshold"]
    assert not any(item["drifted"] for item in found)


def test_without_drift_hardly_a_run_shows_any(lab) -> None:
    before = lab.baseline({f"c{n}": coins(0.3, 2000, n) for n in range(20)})
    runs = [{f"c{n}": coins(0.3, 120, 1000 * run + n) for n in range(20)} for run in range(1, 61)]
    alarms = [
        any(f["drifted"] for f in lab.report(before, run)["drift"]["features"]) for run in runs
    ]

    assert sum(alarms) <= 1


@pytest.mark.parametrize(
    ("distance", "n", "m", "expected"),
    [(0.0, 100, 100, 1.0), (0.192, 100, 100, 0.045), (0.136, 200, 200, 0.045), (1.0, 50, 50, 0.0)],
)
def test_a_p_value_is_kolmogorovs(distance, n, m, expected) -> None:
    assert cumulative_p(distance, n, m) == pytest.approx(expected, abs=0.01)


def test_a_p_value_falls_as_the_distance_grows() -> None:
    values = [cumulative_p(each / 100, 300, 700) for each in range(101)]

    assert values == sorted(values, reverse=True)


def test_a_share_is_judged_by_its_own_difference_for_all_values() -> None:
    assert categorical_p({"a": 50, "b": 50}, {"a": 50, "b": 50}, 100, 100) == 1
    assert categorical_p({"a": 100}, {"a": 100}, 100, 100) == 1
    assert categorical_p({"a": 100}, {"b": 100}, 100, 100) < 1e-20
    # z = 2.0 of two equal shares: 0.0455, times two values
    assert categorical_p({"a": 500, "b": 500}, {"a": 455, "b": 545}, 1000, 1000) == pytest.approx(
        0.09, abs=0.01
    )


def test_another_type_is_a_violation_and_no_distance(lab) -> None:
    before = lab.baseline({"x": coins(0.5, 200, 1)})
    report = lab.report(before, {"x": ["text"] * 200})

    assert report["drift"]["features"] == []
    assert len(report["constraint_violations"]["violations"]) == 1
