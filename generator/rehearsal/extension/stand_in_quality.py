"""A stand-in for Amazon's Model Monitor analyzer: model quality.

The figures are the usual ones; files have the real layout. Standard deviations are always "NaN",
as the container writes for fewer than 200 rows. See :mod:`stand_in_analyzer`.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.rehearsal.extension.stand_in_analyzer import VERSION

if TYPE_CHECKING:
    from generator.rehearsal.extension.store import Json

Figures = dict[str, float]
_SECTION = {
    "BinaryClassification": "binary_classification",
    "MulticlassClassification": "multiclass_classification",
    "Regression": "regression",
}
_LOWER_IS_BETTER = ("mae", "mse", "rmse", "false_positive_rate", "false_negative_rate")
_UNBOUND = ("au_prc",)  # published, and without a constraint


@dataclass(frozen=True)
class Answer:
    """One answer of the model beside the truth; the probability where it gives one."""

    predicted: str
    label: str
    probability: float | None = None


def statistics(problem: str, answers: list[Answer]) -> Json:
    """Give ``statistics.json``."""
    figures = {
        name: {"value": value, "standard_deviation": "NaN"}
        for name, value in measure(problem, answers).items()
    }
    return {
        "version": VERSION,
        "dataset": {"item_count": len(answers)},
        f"{_SECTION[problem]}_metrics": figures,
    }


def constraints(problem: str, stats: Json) -> Json:
    """Give ``constraints.json``: no figure worse than now."""
    limits = {
        name: {
            "threshold": one["value"],
            "comparison_operator": "GreaterThanThreshold"
            if name in _LOWER_IS_BETTER
            else "LessThanThreshold",
        }
        for name, one in stats[f"{_SECTION[problem]}_metrics"].items()
        if name not in _UNBOUND
    }
    return {"version": VERSION, f"{_SECTION[problem]}_constraints": limits}


def violations(problem: str, stats: Json, limits: Json) -> list[Json]:
    """Give the figures that are worse than their constraint; ``metric_name`` is in camelCase."""
    found = []
    for name, limit in limits.get(f"{_SECTION[problem]}_constraints", {}).items():
        value = stats[f"{_SECTION[problem]}_metrics"].get(name, {}).get("value")
        operator, threshold = limit["comparison_operator"], limit["threshold"]
        worse = value is not None and (
            value < threshold if operator == "LessThanThreshold" else value > threshold
        )
        if worse:
            first, *rest = name.split("_")
            text = f"Metric {name} with {value} +/- NaN was {operator} '{threshold}'"
            metric = first + "".join(part.title() for part in rest)
            found.append(
                {"constraint_check_type": operator, "description": text, "metric_name": metric}
            )
    return found


def measure(problem: str, answers: list[Answer]) -> Figures:
    """Give the figures of a problem."""
    if problem == "Regression":
        return _regression(answers)
    return _binary(answers) if problem == "BinaryClassification" else _multiclass(answers)


def _regression(answers: list[Answer]) -> Figures:
    pairs = [(float(one.predicted), float(one.label)) for one in answers]
    mean = sum(label for _, label in pairs) / len(pairs)
    square = sum((made - label) ** 2 for made, label in pairs)
    spread = sum((label - mean) ** 2 for _, label in pairs)
    return {
        "mae": sum(abs(made - label) for made, label in pairs) / len(pairs),
        "mse": square / len(pairs),
        "rmse": math.sqrt(square / len(pairs)),
        "r2": 1 - square / spread if spread else 0.0,
    }


def _binary(answers: list[Answer]) -> Figures:
    seen = Counter((_truth(one.predicted), _truth(one.label)) for one in answers)
    hit, miss = seen[True, True], seen[False, True]
    alarm, quiet = seen[True, False], seen[False, False]
    recall, precision = _share(hit, hit + miss), _share(hit, hit + alarm)
    return {
        "recall": recall,
        "precision": precision,
        "accuracy": _share(hit + quiet, len(answers)),
        "true_positive_rate": recall,
        "true_negative_rate": _share(quiet, quiet + alarm),
        "false_positive_rate": _share(alarm, quiet + alarm),
        "false_negative_rate": _share(miss, hit + miss),
        "auc": _area(answers),
        "f0_5": _f(precision, recall, 0.5),
        "f1": _f(precision, recall, 1),
        "f2": _f(precision, recall, 2),
    }


def _truth(text: str) -> bool:
    return text.strip().lower() not in ("0", "0.0", "false", "")


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _f(precision: float, recall: float, beta: float) -> float:
    return _share((1 + beta**2) * precision * recall, beta**2 * precision + recall)


def _area(answers: list[Answer]) -> float:
    """Give the area under the ROC curve: how often a positive is above a negative."""
    scored = sorted(
        (_truth(one.predicted) if one.probability is None else one.probability, _truth(one.label))
        for one in answers
    )
    positives = sum(label for _, label in scored)
    ranks, index = 0.0, 0
    while index < len(scored):
        last = index
        while last < len(scored) and scored[last][0] == scored[index][0]:
            last += 1
        ranks += sum(label for _, label in scored[index:last]) * (index + 1 + last) / 2
        index = last
    pairs = positives * (len(scored) - positives)
    return _share(ranks - positives * (positives + 1) / 2, pairs)


def _multiclass(answers: list[Answer]) -> Figures:
    figures: Figures = {
        "accuracy": _share(sum(one.predicted == one.label for one in answers), len(answers))
    }
    totals: Counter[str] = Counter()
    for label, count in Counter(one.label for one in answers).items():
        hit = sum(one.predicted == label == one.label for one in answers)
        recall = hit / count
        precision = _share(hit, sum(one.predicted == label for one in answers))
        weight = count / len(answers)
        totals["weighted_recall"] += recall * weight  # type: ignore[assignment]
        totals["weighted_precision"] += precision * weight  # type: ignore[assignment]
        for name, beta in (("f0_5", 0.5), ("f1", 1.0), ("f2", 2.0)):
            totals[f"weighted_{name}"] += _f(precision, recall, beta) * weight  # type: ignore[assignment]
    return figures | {name: float(value) for name, value in totals.items()}
