"""Model quality: merging, the metrics by hand, and the violations in Model Monitor's words."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import json
import math

import pytest

from lambda_src.analyzer import quality
from lambda_src.analyzer.records import Unread

BINARY = [("1", 0.9, "1"), ("1", 0.8, "0"), ("0", 0.4, "1"), ("0", 0.1, "0"), ("0", 0.2, "0")]


def metrics(answers, problem) -> dict:
    found = quality.statistics_of(answers, problem)
    return found[f"{quality.GROUPS[problem]}_metrics"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("recall", 1 / 2), ("precision", 1 / 2), ("accuracy", 3 / 5), ("true_negative_rate", 2 / 3),
        ("false_positive_rate", 1 / 3), ("false_negative_rate", 1 / 2), ("f1", 1 / 2), ("f2", 1 / 2),
        ("auc", 5 / 6), ("accuracy_best_constant_classifier", 3 / 5),
        ("recall_best_constant_classifier", 0),
    ],
)  # fmt: skip
def test_binary_metrics(name: str, expected: float) -> None:
    assert metrics(BINARY, quality.BINARY)[name]["value"] == pytest.approx(expected)


def test_equal_probabilities_share_a_point_of_the_curve() -> None:
    found = metrics([("1", 0.5, "1"), ("1", 0.5, "0")], quality.BINARY)

    assert found["auc"]["value"] == 0.5


def test_the_confusion_matrix_is_label_by_prediction() -> None:
    assert metrics(BINARY, quality.BINARY)["confusion_matrix"] == {
        "0": {"0": 2, "1": 1},
        "1": {"0": 1, "1": 1},
    }


def test_without_probabilities_there_is_no_curve() -> None:
    found = metrics([("1", float("nan"), "1"), ("0", float("nan"), "0")], quality.BINARY)

    assert "auc" not in found
    assert "receiver_operating_characteristic_curve" not in found


def test_multiclass_metrics_are_weighted_by_label() -> None:
    answers = [(said, 0.0, label) for said, label in ["aa", "aa", "ab", "bb", "cc", "ac"]]
    found = metrics(answers, quality.MULTICLASS)

    assert found["accuracy"]["value"] == pytest.approx(4 / 6)
    assert found["weighted_recall"]["value"] == pytest.approx((2 * 1 + 2 * 1 / 2 + 2 * 1 / 2) / 6)
    assert found["weighted_precision"]["value"] == pytest.approx((2 * 2 / 4 + 2 * 1 + 2 * 1) / 6)
    assert found["confusion_matrix"]["b"] == {"a": 1, "b": 1, "c": 0}


def test_regression_metrics() -> None:
    found = metrics([("1", 0.0, "2"), ("2", 0.0, "2"), ("5", 0.0, "3")], quality.REGRESSION)

    assert {name: each["value"] for name, each in found.items()} == pytest.approx(
        {"mae": 1.0, "mse": 5 / 3, "rmse": (5 / 3) ** 0.5, "r2": 1 - 5 / (2 / 3)}
    )


def test_the_curves_are_of_the_answers_that_have_a_probability() -> None:
    answers = [("1", 0.9, "1"), ("0", 0.1, "0")] * 50
    without = [("1", math.nan, "1"), ("0", math.nan, "0")] * 7
    for some in ([*answers, *without], [*without, *answers]):
        assert metrics(some, quality.BINARY)["auc"]["value"] == 1
    assert "auc" not in metrics(without, quality.BINARY)


def test_what_is_worse_than_the_baseline_is_a_violation_but_f0_5() -> None:
    baseline = quality.statistics_of(BINARY, quality.BINARY)
    constraints = quality.suggested_quality(baseline, quality.BINARY)
    worse = quality.statistics_of([("0", 0.2, "1"), *BINARY], quality.BINARY)
    found = quality.quality_violations(worse, constraints, quality.BINARY)

    assert quality.quality_violations(baseline, constraints, quality.BINARY) == []
    assert "f0_5" in constraints["binary_classification_constraints"]
    names = [each["metric_name"] for each in found]
    assert "f05" not in names
    assert {"recall", "truePositiveRate", "falseNegativeRate"} <= {*names}
    assert found[0] == {
        "constraint_check_type": "LessThanThreshold",
        "description": "Metric recall with 0.3333333333333333 +/- NaN was LessThanThreshold '0.5'",
        "metric_name": "recall",
    }
    operators = {each["metric_name"]: each["constraint_check_type"] for each in found}
    assert operators["falseNegativeRate"] == "GreaterThanThreshold"


def truth(event: str, data: str, encoding: str = "CSV") -> tuple[str, str]:
    about = {
        "groundTruthData": {"data": data, "encoding": encoding},
        "eventMetadata": {"eventId": event},
    }
    return "g:1", json.dumps(about)


def merged(answers: list[str], labels, problem=quality.BINARY):
    unread = Unread()
    known = quality.labels_of(labels, unread)
    lines = [(f"f:{n}", line) for n, line in enumerate(answers, 1)]
    return [*quality.answered(lines, known, unread, ["0", "1"], problem)], unread.reasons


def test_labels_meet_their_predictions_by_inference_id_or_event_id(record) -> None:
    answers = [record("1", "1,0.9", inferenceId="a"), record("1", "0,0.2", eventId="b")]
    answers.append(record("1", "0,0.3", inferenceId="late"))

    found, unread = merged(answers, [truth("a", "1"), truth("b", "[0]", "JSON")])

    assert found == [("1", 0.9, "1"), ("0", 0.2, "0")]
    assert unread == {}


def test_many_rows_of_a_record_have_as_many_labels(record) -> None:
    found, _ = merged([record("1\n2", "1,0.9\n0,0.2", inferenceId="a")], [truth("a", "1\n0")])

    assert found == [("1", 0.9, "1"), ("0", 0.2, "0")]


def test_a_merged_record_brings_its_label(record) -> None:
    line = json.loads(record("1", "1,0.9"))
    line["groundTruthData"] = {"data": "0", "encoding": "CSV"}

    found, _ = merged([json.dumps(line)], [])

    assert found == [("1", 0.9, "0")]


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("1,0.9", "maybe"),
        ("x,0.9", "1"),
        ("1,high", "1"),
        ("1,inf", "1"),
        ("1,0.9", "1\n1"),
        ("1,0.9", "NaN"),
        ("nan,0.9", "1"),
        (",0.9", ""),
    ],
)
def test_what_no_metric_takes_is_counted(record, answer, label) -> None:
    found, unread = merged([record("1", answer, inferenceId="a")], [truth("a", label)])

    assert found == []
    assert [each["count"] for each in unread.values()] == [1]


@pytest.mark.parametrize(
    "answer",
    ["0.1,0.9,0.2", ('{"predictions": [0.1, 0.9, 0.2]}', "JSON", "application/json")],
)
def test_one_list_of_all_predictions_has_one_for_each_row(record, answer) -> None:
    line = record("1\n2\n3", answer, inferenceId="a")
    found, unread = merged([line], [truth("a", "1\n2\n3")], quality.REGRESSION)
    assert unread == {}
    assert [(said, label) for said, _, label in found] == [("0.1", "1"), ("0.9", "2"), ("0.2", "3")]


@pytest.mark.parametrize("problem", [quality.REGRESSION, quality.MULTICLASS])
def test_only_a_binary_classification_has_a_probability(record, problem) -> None:
    for answer in ("1.5", "1.5,cat"):
        found, unread = merged([record("1", answer, inferenceId="a")], [truth("a", "2")], problem)
        assert unread == {}
        assert [(said, label) for said, _, label in found] == [("1.5", "2")]


def test_a_number_that_overflows_a_regression_is_counted_as_the_windows_failure() -> None:
    with pytest.raises(OverflowError):
        metrics([("1e308", 0.0, "-1e308"), ("1e200", 0.0, "1")], quality.REGRESSION)


def test_a_probability_alone_predicts_from_a_half_on() -> None:
    assert quality.answer("", "0.5", "1", quality.BINARY) == ("1", 0.5, "1")
    assert quality.answer("", "0.49", "1", quality.BINARY) == ("0", 0.49, "1")
