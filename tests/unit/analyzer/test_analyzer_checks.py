"""The six checks in Model Monitor's words, their switches, and both of its distances."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import random

import pytest

from lambda_src.analyzer.checks import upper_tail

BASE = {
    "label": ["0", "1"] * 200,
    "amount": [f"{each * 7919 % 1000 / 10:.1f}" for each in range(400)],
    "channel": ["web", "app", "app", "shop"] * 100,
}


@pytest.fixture
def before(lab):
    return lab.baseline(BASE)


def test_the_baseline_itself_violates_nothing(lab, before) -> None:
    assert lab.checks(before, BASE) == set()


@pytest.mark.parametrize(
    ("column", "cells", "check"),
    [
        ("label", ["0.5"] + ["1"] * 399, "data_type_check"),
        ("amount", ["free"] + ["1.5"] * 399, "data_type_check"),
        ("amount", ["", *BASE["amount"][1:]], "completeness_check"),
        ("channel", ["fax", *BASE["channel"][1:]], "categorical_values_check"),
        ("amount", [f"{float(each) + 50:.1f}" for each in BASE["amount"]], "baseline_drift_check"),
        ("channel", ["web"] * 400, "baseline_drift_check"),
    ],
)
def test_each_check_finds_its_change_and_no_other(lab, before, column, cells, check) -> None:
    assert lab.checks(before, {**BASE, column: cells}) == {(column, check)}


def test_a_missing_and_an_extra_column_are_found_by_number(lab, before) -> None:
    fewer = {name: cells for name, cells in BASE.items() if name != "channel"}

    assert lab.checks(before, fewer) == {("channel", "missing_column_check")}
    assert lab.checks(before, {**BASE, "new": ["1"] * 400}) == {("new", "extra_column_check")}


def test_the_words_are_model_monitors(lab, before) -> None:
    changed = {
        **BASE,
        "label": ["0.5"] * 2 + ["1"] * 398,
        "channel": ["fax"] * 8 + BASE["channel"][8:],
    }
    found = lab.report(before, changed)["constraint_violations"]["violations"]

    assert [each["description"] for each in found] == [
        "Data type match requirement is not met. Expected data type: Integral, Expected match:"
        " 100.0%. Observed: Only 99.5% of data is Integral.",
        "Value: 0.98 does not meet the constraint requirement!",
    ]


def test_a_fraction_without_its_fraction_is_no_violation(lab, before) -> None:
    whole = {**BASE, "amount": [str(int(float(each))) for each in BASE["amount"]]}

    assert ("amount", "data_type_check") not in lab.checks(before, whole)


@pytest.mark.parametrize(
    "overrides",
    [
        {"distribution_constraints": {"perform_comparison": "Disabled"}},
        {"distribution_constraints": {"categorical_comparison_threshold": 0.99}},
        {"evaluate_constraints": "Disabled"},
    ],
)
@pytest.mark.parametrize("key", ["monitoring_config_overrides", "monitoringConfigOverrides"])
def test_a_feature_overrides_the_common_settings(lab, before, key, overrides) -> None:
    before[1]["features"][2][key] = overrides

    assert lab.checks(before, {**BASE, "channel": ["web"] * 400}) == set()


def test_thresholds_come_from_the_constraints(lab, before) -> None:
    before[1]["monitoring_config"]["datatype_check_threshold"] = 0.5
    before[1]["monitoring_config"]["domain_content_threshold"] = 0.5
    changed = {**BASE, "label": ["0.5"] + ["1"] * 399, "channel": ["fax", *BASE["channel"][1:]]}

    assert lab.checks(before, changed) == set()


@pytest.mark.parametrize("values", [150, 500])
def test_the_share_within_a_domain_is_of_all_rows_however_many_values(lab, before, values) -> None:
    before[1]["monitoring_config"]["domain_content_threshold"] = 0.9
    rare = [f"new {each}" for each in range(values)]
    missing = [""] * values
    before[1]["features"][2]["completeness"] = 0
    check = ("channel", "categorical_values_check")

    most = {"channel": [*BASE["channel"] * 20, *rare, *missing]}
    assert check not in lab.checks(before, most)
    few = lab.report(before, {"channel": ["web", *rare, *missing, *["web"] * (values * 2 - 1)]})
    shares = [
        each["description"]
        for each in few["constraint_violations"]["violations"]
        if (each["feature_name"], each["constraint_check_type"]) == check
    ]
    assert shares == ["Value: 0.75 does not meet the constraint requirement!"]


def test_simple_takes_nothing_off_for_the_size_of_the_samples(lab, before) -> None:
    shifted = {**BASE, "amount": [f"{float(each) + 15:.1f}" for each in BASE["amount"]]}
    assert lab.checks(before, shifted) == set()

    before[1]["monitoring_config"]["distribution_constraints"]["comparison_method"] = "Simple"

    assert lab.checks(before, shifted) == {("amount", "baseline_drift_check")}


@pytest.mark.parametrize(("method", "drifts"), [("Robust", True), ("Simple", True)])
def test_chi_squared_compares_counts(lab, before, method, drifts) -> None:
    before[1]["monitoring_config"]["distribution_constraints"] |= {
        "categorical_drift_method": "ChiSquared",
        "comparison_method": method,
    }
    moved = {**BASE, "channel": ["web", "web", "app", "shop"] * 100}

    assert (("channel", "baseline_drift_check") in lab.checks(before, moved)) is drifts
    assert lab.checks(before, BASE) == set()


@pytest.mark.parametrize(
    ("statistic", "freedom", "expected"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (18.307, 10, 0.05), (6.635, 1, 0.01), (0, 4, 1)],
)  # fmt: skip
def test_the_upper_tail_agrees_with_the_tables(statistic, freedom, expected) -> None:
    assert upper_tail(statistic / 2, freedom) == pytest.approx(expected, rel=1e-3)


def test_an_excluded_column_is_neither_missing_nor_checked(lab, before) -> None:
    changed = {**BASE, "channel": ["fax"] * 400}
    found = lab.report(before, changed, without=["channel"])

    assert found["constraint_violations"] == {"violations": []}
    assert [each["name"] for each in found["statistics"]["features"]] == ["label", "amount"]


def test_a_baseline_without_sketches_is_compared_in_all_else(lab, before) -> None:
    statistics, constraints = before
    statistics["features"] = []

    assert lab.checks((statistics, constraints), {**BASE, "label": ["x"] * 400}) == {
        ("label", "data_type_check")
    }


def draws(make, seed: int, rows: int = 10_000) -> list[str]:
    draw = random.Random(seed)
    return [make(draw) for _ in range(rows)]


@pytest.mark.parametrize(
    ("old", "new", "faithful", "exact"),
    [
        (lambda r: str(int(r.random() < 0.1)), lambda r: str(int(r.random() < 0.9)), 0.0, 0.80),
        (lambda r: f"{r.gauss(0, 1):.9f}", lambda r: f"{r.gauss(1, 1):.9f}", 0.357, 0.38),
    ],
)
def test_both_distances_are_those_measured_on_the_real_engine(
    lab, old, new, faithful, exact
) -> None:
    """Deequ 2.0.2 on 10,000 rows each: 0.000 and 0.357; and the true distances."""
    before = lab.baseline({"x": draws(old, 1)})
    [found] = lab.report(before, {"x": draws(new, 2)})["drift"]["features"]

    assert found["modelMonitor"]["distance"] == pytest.approx(faithful, abs=0.03)
    assert found["distance"] == pytest.approx(exact, abs=0.03)
    assert found["drifted"]
    assert found["hidden"] is (faithful == 0)
