"""Model quality: predictions against labels, as Model Monitor measures them. No I/O.

Sources: the SageMaker developer guide, "Model quality metrics", for the metrics; real reports for
the words of a violation and for what is not reported. Standard deviations are of five random
samples of 80 % and cannot be Model Monitor's own; no decision depends on them.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from lambda_src.analyzer.records import (
    UNREADABLE,
    Unread,
    loaded,
    of_csv,
    records,
    requests,
    side,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    from lambda_src.analyzer.records import Line, Row

    Json: TypeAlias = dict[str, Any]
    Metrics: TypeAlias = dict[str, float]
    # Prediction, probability of a positive (NaN without one), label.
    Answer: TypeAlias = tuple[str, float, str]

# Problem type -> the groups' common name, and the metrics that the baseline constrains.
BINARY, MULTICLASS, REGRESSION = "BinaryClassification", "MulticlassClassification", "Regression"
GROUPS = {
    BINARY: "binary_classification",
    MULTICLASS: "multiclass_classification",
    REGRESSION: "regression",
}
CONSTRAINED = {
    BINARY: (
        "recall precision accuracy true_positive_rate true_negative_rate false_positive_rate"
        " false_negative_rate auc f0_5 f1 f2"
    ),
    MULTICLASS: (
        "accuracy weighted_recall weighted_precision weighted_f0_5 weighted_f1 weighted_f2"
    ),
    REGRESSION: "mae mse rmse r2",
}
LOWER_IS_BETTER = "false_positive_rate false_negative_rate mae mse rmse"
BETAS = (("f0_5", 0.5), ("f1", 1), ("f2", 2))
ENOUGH = 200  # answers for a standard deviation
POINTS = 200  # of a curve, about


def is_positive(text: str, /) -> bool:
    """Tell a positive label: a number above 0, or true or yes.

    Raises:
        ValueError: it is none, and no number, false or no either.

    """
    words = {"true": True, "yes": True, "false": False, "no": False}
    known = words.get(text.strip().lower())
    return float(text) > 0 if known is None else known


def ratio(part: float, whole: float, /) -> float:
    """Divide; 0 of nothing is 0."""
    return part / whole if whole else 0.0


def f_score(precision: float, recall: float, beta: float, /) -> float:
    """Give the weighted harmonic mean of precision and recall."""
    return ratio((1 + beta**2) * precision * recall, beta**2 * precision + recall)


def regression(answers: list[Answer], /) -> Metrics:
    """Give mean absolute and squared error, its root, and the share of variance explained."""
    labels = [float(label) for _, _, label in answers]
    errors = [float(said) - label for (said, _, _), label in zip(answers, labels, strict=True)]
    mean = math.fsum(labels) / len(labels)
    squares = math.fsum(each**2 for each in errors)
    mse = squares / len(errors)
    return {
        "mae": math.fsum(map(abs, errors)) / len(errors),
        "mse": mse,
        "rmse": math.sqrt(mse),
        "r2": 1 - squares / (math.fsum((each - mean) ** 2 for each in labels) or math.nan),
    }


def multiclass(answers: list[Answer], /) -> Metrics:
    """Give accuracy, and recall, precision and F weighted by how often each label is."""
    labels, said = Counter(a[2] for a in answers), Counter(a[0] for a in answers)
    right = Counter(a[2] for a in answers if a[0] == a[2])
    rows = len(answers)
    metrics = {
        "accuracy": right.total() / rows,
        "weighted_recall": sum(right[each] for each in labels) / rows,
        "weighted_precision": sum(
            times / rows * ratio(right[each], said[each]) for each, times in labels.items()
        ),
    }
    for name, beta in BETAS:
        metrics[f"weighted_{name}"] = sum(
            times / rows * f_score(ratio(right[each], said[each]), right[each] / times, beta)
            for each, times in labels.items()
        )
    return metrics


def binary(answers: list[Answer], /) -> Metrics:
    """Give the metrics of positives and negatives; those of probabilities where there are any."""
    pairs = Counter((is_positive(said), is_positive(label)) for said, _, label in answers)
    tp, fp = pairs[True, True], pairs[True, False]
    fn, tn = pairs[False, True], pairs[False, False]
    metrics = from_counts(tp, fp, fn, tn)
    if not math.isnan(answers[0][1]):
        points = curve(answers)
        steps = [*pairwise(points)]
        metrics["auc"] = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1, _), (x2, y2, _) in steps)
        metrics["au_prc"] = sum((y2 - y1) * (p1 + p2) / 2 for (_, y1, p1), (_, y2, p2) in steps)
    # The better of always saying yes and always saying no, by accuracy.
    yes, no = tp + fn, fp + tn
    constant = from_counts(yes, no, 0, 0) if yes > no else from_counts(0, 0, yes, no)
    for name in ("accuracy", "precision", "recall", "f0_5", "f1", "f2"):
        metrics[f"{name}_best_constant_classifier"] = constant[name]
    return metrics


def from_counts(tp: int, fp: int, fn: int, tn: int, /) -> Metrics:
    """Give the metrics of a confusion matrix."""
    recall, precision = ratio(tp, tp + fn), ratio(tp, tp + fp)
    return {
        "recall": recall,
        "precision": precision,
        "accuracy": ratio(tp + tn, tp + fp + fn + tn),
        "true_positive_rate": recall,
        "true_negative_rate": ratio(tn, tn + fp),
        "false_positive_rate": ratio(fp, fp + tn),
        "false_negative_rate": ratio(fn, tp + fn),
        **{name: f_score(precision, recall, beta) for name, beta in BETAS},
    }


def curve(answers: list[Answer], /) -> list[tuple[float, float, float]]:
    """Give (false positive rate, true positive rate, precision) for each probability as threshold.

    From none positive to all; equal probabilities make one point.
    """
    scored = sorted(((score, is_positive(label)) for _, score, label in answers), reverse=True)
    positives = sum(label for _, label in scored)
    negatives = len(scored) - positives
    points, hits, at = [(0.0, 0.0, 1.0)], 0, 0
    for at, (score, label) in enumerate(scored, 1):
        hits += label
        if at == len(scored) or scored[at][0] != score:
            points.append((ratio(at - hits, negatives), ratio(hits, positives), hits / at))
    return points


MEASURES = {BINARY: binary, MULTICLASS: multiclass, REGRESSION: regression}


def statistics_of(answers: list[Answer], problem: str, /) -> Json:
    """Give ``statistics.json`` of model quality.

    Raises:
        ValueError: a label or a prediction is not what the problem type has.

    """
    measure, spread = MEASURES[problem], {}
    metrics = measure(answers)
    if len(answers) >= ENOUGH:
        draw = random.Random(1)  # noqa: S311 - not for secrets: it must repeat
        samples = [measure(draw.sample(answers, len(answers) * 4 // 5)) for _ in range(5)]
        for name in metrics:
            mean = sum(each[name] for each in samples) / 5
            spread[name] = math.sqrt(sum((each[name] - mean) ** 2 for each in samples) / 5)
    group: Json = {
        name: {"value": plainly(value), "standard_deviation": plainly(spread.get(name, math.nan))}
        for name, value in metrics.items()
    }
    if problem != REGRESSION:
        group = {"confusion_matrix": confusion(answers, problem), **group}
    if "auc" in metrics:
        points = curve(answers)
        points = points[:: len(points) // POINTS + 1] + points[-1:]
        fall, rise, right = (list(each) for each in zip(*points, strict=True))
        group["receiver_operating_characteristic_curve"] = {
            "false_positive_rates": fall,
            "true_positive_rates": rise,
        }
        group["precision_recall_curve"] = {"precisions": right, "recalls": rise}
    dataset = {"item_count": len(answers)}
    return {"version": 0.0, "dataset": dataset, f"{GROUPS[problem]}_metrics": group}


def plainly(value: float, /) -> float | str:
    """Give a figure as JSON can have it: what is no number is the text "NaN"."""
    return value if math.isfinite(value) else "NaN"


def confusion(answers: list[Answer], problem: str, /) -> Json:
    """Count label -> prediction -> answers."""
    found: dict[str, Counter[str]] = {}
    for said, _, label in answers:
        pair = [label, said]
        if problem == BINARY:
            pair = [str(int(is_positive(each))) for each in pair]
        found.setdefault(pair[0], Counter())[pair[1]] += 1
    names = sorted({*found, *(said for row in found.values() for said in row)})
    return {label: {said: found.get(label, Counter())[said] for said in names} for label in names}


def suggested_quality(statistics: Json, problem: str, /) -> Json:
    """Give the ``constraints.json`` that a baseline suggests: no metric worse than there."""
    group = statistics[f"{GROUPS[problem]}_metrics"]
    return {
        "version": 0.0,
        f"{GROUPS[problem]}_constraints": {
            name: {
                "threshold": group[name]["value"],
                "comparison_operator": "GreaterThanThreshold"
                if name in LOWER_IS_BETTER.split()
                else "LessThanThreshold",
            }
            for name in CONSTRAINED[problem].split()
            if name in group and group[name]["value"] != "NaN"
        },
    }


def quality_violations(statistics: Json, constraints: Json, problem: str, /) -> list[Json]:
    """Give the violations of ``constraints.json``; f0_5 is not reported, as in real reports."""
    group, found = statistics[f"{GROUPS[problem]}_metrics"], []
    for name, limit in constraints.get(f"{GROUPS[problem]}_constraints", {}).items():
        if name == "f0_5" or name not in group or group[name]["value"] == "NaN":
            continue
        value, threshold = group[name]["value"], float(limit["threshold"])
        operator = limit["comparison_operator"]
        worse = value < threshold if operator == "LessThanThreshold" else value > threshold
        if worse:
            first, *rest = name.split("_")
            found.append({
                "constraint_check_type": operator,
                "description": f"Metric {name} with {value} +/- {group[name]['standard_deviation']}"
                f" was {operator} '{threshold}'",
                "metric_name": first + "".join(part.capitalize() for part in rest),
            })  # fmt: skip
    return found


def labels_of(lines: Iterable[Line], unread: Unread, /) -> dict[str, list[str]]:
    """Give the labels of each event from lines of ground truth; the last line counts."""
    found = {}
    for place, record in records(lines, unread):
        try:
            found[record["eventMetadata"]["eventId"]] = label_cells(record["groundTruthData"])
        except UNREADABLE as error:
            unread.note(f"no ground truth: {type(error).__name__} {error}"[:120], place)
    return found


def label_cells(data: Json, /) -> list[str]:
    """Give the labels of a record: the first cell of each of its rows."""
    if data["encoding"] == "CSV":
        return [row[0] for row in of_csv(data["data"]) if isinstance(row, list)]
    value = loaded(data["data"])
    return [str(each) for each in (value if isinstance(value, list) else [value])]


def answered(
    lines: Iterable[Line],
    labels: dict[str, list[str]],
    unread: Unread,
    attributes: list[str],
    problem: str,
    /,
) -> Iterator[Answer]:
    """Merge captured records with their labels; a merged record brings its own.

    ``attributes`` say where prediction and probability stand in the answer, ``""`` for none:
    column numbers from 0, or keys. A record whose label has not come is left out.
    """
    for record, _ in requests(records(lines, unread), unread, []):
        about = record.get("eventMetadata", {})
        own = labels.get(about.get("inferenceId", ""), labels.get(about.get("eventId", "")))
        try:
            if "groundTruthData" in record:
                own = label_cells(record["groundTruthData"])
            rows = side(record["captureData"], "Output")
            found = [
                answer(value_at(row, attributes[0]), value_at(row, attributes[1]), label, problem)
                for row, label in zip(rows, own or [], strict=own is not None)
            ]
        except UNREADABLE as error:
            place = about.get("eventId", "?")
            unread.note(f"no prediction: {type(error).__name__} {error}"[:120], f"event {place}")
            continue
        yield from found


def answer(said: str, score: str, label: str, problem: str, /) -> Answer:
    """Give an answer that the problem type's metrics can take.

    Without a prediction a probability from 0.5 on is a positive.

    Raises:
        ValueError: prediction, probability or label is not of the problem type.

    """
    chance = float(score or "nan")
    said = said or f"{chance >= 0.5:d}"
    for each in (said, label):
        if problem == BINARY:
            is_positive(each)
        elif problem == REGRESSION and not math.isfinite(float(each)):
            raise ValueError(f"{each} is no number")
    return said, chance, label


def value_at(row: Row, where: str, /) -> str:
    """Give the cell at a column number or under a key; ``""`` for no place."""
    if not where:
        return ""
    return row[where] if isinstance(row, dict) else row[int(where)]
