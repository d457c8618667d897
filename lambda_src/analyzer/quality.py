"""Model quality: predictions against labels, as Model Monitor measures them. No I/O.

Sources: the SageMaker developer guide, "Model quality metrics", for the metrics; real reports for
the words of a violation and for what is not reported. Standard deviations, which Model Monitor has
from random samples, are "NaN", as it writes those of few rows; no decision depends on them.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from lambda_src.analyzer.columns import plainly
from lambda_src.analyzer.records import (
    UNREADABLE,
    Unread,
    list_of,
    loaded,
    matched,
    of_csv,
    read,
    records,
    requests,
    side,
)
from lambda_src.monitors import metrics_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, TypeAlias

    from lambda_src.analyzer.records import Line

    Json: TypeAlias = dict[str, Any]
    Metrics: TypeAlias = dict[str, float]
    # Prediction, probability of a positive (NaN without one), label; a binary classification's
    # predictions and labels are "1" and "0".
    Answer: TypeAlias = tuple[str, float, str]

# Problem types.
BINARY, REGRESSION = "BinaryClassification", "Regression"
MULTICLASS = "MulticlassClassification"
# The metrics of a confusion matrix. The first five are those that are weighted for many labels, the
# first six those of a constant classifier, and the seventh and eighth make a curve.
NAMES = (
    "recall precision f0_5 f1 f2 accuracy true_positive_rate false_positive_rate"
    " true_negative_rate false_negative_rate"
)
POINTS = 200  # of a curve, about


def group_of(problem: str, kind: str, /) -> str:
    """Name a problem type's group of metrics or constraints."""
    return problem.replace("Class", "_class").lower() + kind


GROUPS = {each: group_of(each, "") for each in (BINARY, MULTICLASS, REGRESSION)}


def sign(text: str, /) -> str:
    """Give "1" for a positive label, a number above 0, true or yes, and "0" for a negative one.

    Raises:
        ValueError: it is none, and no number, false or no either.

    """
    words = dict(true=1, yes=1, false=0, no=0)  # noqa: C408 - few bytes
    return "01"[finite(words.get(text.strip().lower(), text)) > 0]


def finite(text: str | int, /) -> float:
    """Read a number.

    Raises:
        ValueError: it is none, or infinite.

    """
    found = float(text)
    if found * 0:  # which is NaN of what is infinite or none
        raise ValueError(f"{text} is no number")
    return found


def ratio(part: float, whole: float, /) -> float:
    """Divide; 0 of nothing is 0."""
    return part / whole if whole else 0.0


def named(form: str, values: Iterable[Any], start: int = 0, /) -> Json:
    """Give values the names from number ``start`` on, each put into ``form``."""
    return dict(zip(map(form.format, NAMES.split()[start:]), values, strict=False))


def scores(precision: float, recall: float, /) -> list[float]:
    """Give precision, and its weighted harmonic means with recall: F 0.5, 1 and 2."""
    return [
        precision,
        *(
            ratio((1 + square) * precision * recall, square * precision + recall)
            for square in (0.25, 1, 4)
        ),
    ]


def regression(answers: list[Answer], /) -> Metrics:
    """Give mean absolute and squared error, its root, and the share of variance explained."""
    labels = [float(each[2]) for each in answers]
    errors = [float(said) - float(label) for said, _, label in answers]
    mean = math.fsum(labels) / len(labels)
    squares = math.fsum(each * each for each in errors)
    mse = squares / len(errors)
    return dict(  # noqa: C408 - few bytes
        mae=math.fsum(map(abs, errors)) / len(errors),
        mse=mse,
        rmse=math.sqrt(mse),
        r2=1 - squares / (math.fsum((each - mean) ** 2 for each in labels) or math.nan),
    )


def multiclass(answers: list[Answer], /) -> Metrics:
    """Give accuracy, and recall, precision and F weighted by how often each label is."""
    said = Counter(a[0] for a in answers)
    right = Counter(a[2] for a in answers if a[0] == a[2])
    accuracy = right.total() / len(answers)
    of_labels = (
        [
            times / len(answers) * each
            for each in scores(ratio(right[label], said[label]), right[label] / times)
        ]
        for label, times in Counter(a[2] for a in answers).items()
    )
    # Recall weighted so is accuracy.
    weighted = accuracy, *map(sum, zip(*of_labels, strict=False))
    return {"accuracy": accuracy, **named("weighted_{}", weighted)}


def binary(answers: list[Answer], /) -> Metrics:
    """Give the metrics of positives and negatives; those of probabilities where there are any."""
    pairs = [said + label for said, _, label in answers]
    metrics = named("{}", rates(pairs))
    if scored(answers):
        fall, rise, right = curve(answers)
        metrics |= dict(auc=area(fall, rise), au_prc=area(rise, right))  # noqa: C408 - few bytes
    # The better of always saying no and always saying yes, by accuracy.
    most = max("01", key="".join(pairs)[1::2].count)
    constant = rates([most + pair[1] for pair in pairs])
    return metrics | named("{}_best_constant_classifier", constant[:6])


def rates(pairs: list[str], /) -> list[float]:
    """Give the metrics of predictions with their labels, as "10", in the order of ``NAMES``."""
    tp, fp, fn, tn = map(pairs.count, ("11", "10", "01", "00"))
    recall = ratio(tp, tp + fn)
    return [
        recall,
        *scores(ratio(tp, tp + fp), recall),
        (tp + tn) / len(pairs),
        recall,
        ratio(fp, fp + tn),
        ratio(tn, tn + fp),
        ratio(fn, tp + fn),
    ]


def scored(answers: list[Answer], /) -> list[Answer]:
    """Give the answers that have a probability."""
    return [each for each in answers if each[1] == each[1]]  # NaN is not itself


def curve(answers: list[Answer], /) -> Iterable[Sequence[float]]:
    """Give false positive rates, true positive rates and precisions by probability as threshold.

    From none positive to all, of the answers that have one; equal ones make one point.
    """
    answers = scored(answers)
    positives = sum(int(each[2]) for each in answers)
    negatives = len(answers) - positives
    points: dict[float | None, tuple[float, ...]] = {None: (0.0, 0.0, 1.0)}
    hits = 0
    for at, (score, label) in enumerate(sorted(a[1:] for a in answers)[::-1], 1):
        hits += int(label)
        points[score] = ratio(at - hits, negatives), ratio(hits, positives), hits / at
    return zip(*points.values(), strict=False)


def area(across: Sequence[float], up: Sequence[float], /) -> float:
    """Give the area under a line."""
    return sum(
        (x2 - x1) * (y1 + y2) / 2
        for x1, x2, y1, y2 in zip(across, across[1:], up, up[1:], strict=False)
    )


def statistics_of(answers: list[Answer], problem: str, /) -> Json:
    """Give ``statistics.json`` of model quality.

    Raises:
        ValueError: a label or a prediction is not what the problem type has.

    """
    measure = binary if problem == BINARY else regression if problem == REGRESSION else multiclass
    metrics = measure(answers)
    group: Json = {
        name: {"value": plainly(value), "standard_deviation": "NaN"}
        for name, value in metrics.items()
    }
    if problem != REGRESSION:
        # Label -> prediction -> answers.
        pairs = Counter(each[::2] for each in answers)
        names = sorted({name for pair in pairs for name in pair})
        group["confusion_matrix"] = {
            label: {said: pairs[said, label] for said in names} for label in names
        }
    if "auc" in metrics:
        fall, rise, right = (
            [*each[:: len(each) // POINTS + 1], each[-1]] for each in curve(answers)
        )
        group |= dict(  # noqa: C408 - few bytes
            receiver_operating_characteristic_curve=named("{}s", (rise, fall), 6),
            precision_recall_curve=named("{}s", (rise, right)),
        )
    return {
        "version": 0.0,
        "dataset": {"item_count": len(answers)},
        group_of(problem, "_metrics"): group,
    }


def suggested_quality(statistics: Json, problem: str, /) -> Json:
    """Give the ``constraints.json`` that a baseline suggests: no metric worse than there."""
    return {
        "version": 0.0,
        group_of(problem, "_constraints"): {
            name: {
                "threshold": value,
                "comparison_operator": "GreaterThanThreshold"
                if name[:5] in "false mae mse rmse"  # the lower the better
                else "LessThanThreshold",
            }
            for name, value in metrics_of(statistics).items()
            if name != "au_prc" and "best" not in name
        },
    }


def quality_violations(statistics: Json, constraints: Json, problem: str, /) -> list[Json]:
    """Give the violations of ``constraints.json``; f0_5 is not reported, as in real reports."""
    values, group = metrics_of(statistics), statistics[group_of(problem, "_metrics")]
    return [
        {
            "constraint_check_type": operator,
            "description": f"Metric {name} with {value} +/- {group[name]['standard_deviation']}"
            f" was {operator} '{threshold}'",
            "metric_name": name[0] + name.title().replace("_", "")[1:],
        }
        for name, limit in constraints.get(group_of(problem, "_constraints"), {}).items()
        if name in values and name != "f0_5"
        for value, threshold, operator in [
            (values[name], float(limit["threshold"]), limit["comparison_operator"])
        ]
        if (value < threshold if "Less" in operator else value > threshold)
    ]


def labels_of(lines: Iterable[Line], unread: Unread, /) -> dict[str, list[str]]:
    """Give the labels of each event from lines of ground truth; the last line counts."""
    found = read(
        records(lines, unread),
        unread,
        "no ground truth",
        lambda _, record, /: {
            record["eventMetadata"]["eventId"]: label_cells(record["groundTruthData"])
        }.items(),
    )
    return dict(found)


def label_cells(data: Json, /) -> list[str]:
    """Give the labels of a record: the first cell of each of its rows."""
    if data["encoding"] == "CSV":
        return [row[0] for row in of_csv(data["data"])]
    return [*map(str, list_of(loaded(data["data"])))]


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
    for place, record, rows in requests(records(lines, unread), unread, []):
        about = record.get("eventMetadata", {})
        try:
            own = (
                label_cells(record["groundTruthData"])
                if "groundTruthData" in record
                else labels.get(about.get("inferenceId", ""), labels.get(about.get("eventId", "")))
            )
            said = matched(side(record["captureData"], "Output"), len(rows))
            yield from [
                answer(value_at(row, attributes[0]), value_at(row, attributes[1]), label, problem)
                for row, label in zip(said, own or [], strict=own is not None)
            ]
        except UNREADABLE as error:
            unread.note("no prediction", place, error)


def answer(said: str, score: str, label: str, problem: str, /) -> Answer:
    """Give an answer that the problem type's metrics can take.

    A binary classification has a probability; without a prediction, one from 0.5 on is positive.

    Raises:
        ValueError: prediction, probability or label is not of the problem type.

    """
    chance = math.nan
    if problem == BINARY:
        if score:
            chance = finite(score)
            said = said or "01"[chance >= 0.5]
        said, label = sign(said), sign(label)
    if problem == REGRESSION:
        finite(said), finite(label)
    if not said:
        raise ValueError("no prediction")
    return said, chance, label


def value_at(row: Any, where: str, /) -> str:
    """Give the cell at a column number or under a key; ``""`` for no place, and for no cell."""
    cells = [row.get(where, "")] if isinstance(row, dict) else where and row[int(where) :][:1]
    return "".join(cells)
