"""Baselines and comparisons: sources in, the content of the report's files out."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.analyze import sources
from generator.errors import GeneratorError
from generator.templates import write
from lambda_src.analyzer import quality
from lambda_src.analyzer.dataset import statistics, suggested
from lambda_src.analyzer.records import UNREADABLE, Unread
from lambda_src.analyzer.report import data_quality, feature_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from lambda_src.analyzer.quality import Answer

    Progress = Callable[[int], None]

Json: TypeAlias = dict[str, Any]
Contents: TypeAlias = dict[str, Json]
"""File name without ``.json`` -> content."""


def baseline(
    dataset: str, threshold: float, without: Collection[str], progress: Progress
) -> Contents:
    """Give statistics and suggested constraints of a dataset.

    Raises:
        GeneratorError: there are no rows to read.

    """
    unread = Unread()
    data = sources.dataset(dataset, [], unread, progress)
    _refuse_nothing(dataset, data.rows, unread)
    found = statistics(data.named(without), data.rows)
    return {
        "statistics": found,
        "constraints": suggested(found, threshold),
        "drift": {"records": data.rows, "unread": unread.reasons},
    }


def compare(
    source: str, folder: Path, minimum: int, without: Collection[str], progress: Progress
) -> Contents:
    """Compare data with the baseline in ``folder``: give the report's files.

    Raises:
        GeneratorError: no baseline, or no rows to read.

    """
    before, constraints = load(folder / "statistics.json"), load(folder / "constraints.json")
    for file, found in (("statistics", before), ("constraints", constraints)):
        if not isinstance(found.get("features"), list):
            raise GeneratorError(f"{folder}/{file}.json has no features: is it of data quality?")
    unread = Unread()
    with _of_a_baseline(folder):
        names = feature_names(constraints)
    data = sources.dataset(source, names, unread, progress)
    _refuse_nothing(source, data.rows, unread)
    with _of_a_baseline(folder):
        contents = data_quality(data, (before, constraints), minimum, without)
    contents["drift"]["unread"] = unread.reasons
    return contents


@contextmanager
def _of_a_baseline(folder: Path) -> Iterator[None]:
    """Say of files of another shape that they are no baseline."""
    try:
        yield
    except UNREADABLE as error:
        raise GeneratorError(
            f"{folder}: statistics.json or constraints.json is none of a baseline's "
            f"({type(error).__name__}: {error}). Make one with `analyze baseline`"
        ) from error


def quality_baseline(
    dataset: str, problem: str, attributes: Sequence[str], progress: Progress
) -> Contents:
    """Give metrics and suggested constraints of a labelled dataset.

    ``attributes`` name its columns of prediction, probability (``""`` for none) and label.

    Raises:
        GeneratorError: a column is not there, or no row can be read.

    """
    unread, names = Unread(), list[str]()
    answers: list[Answer] = []
    for number, row in enumerate(sources.rows(sources.files(dataset), names, unread, progress), 1):
        if missing := [name for name in attributes if name and name not in names]:
            raise GeneratorError(f"{dataset} has no column {missing[0]}, only {', '.join(names)}")
        try:
            cells = [row[names.index(name)] if name else "" for name in attributes]
            answers.append(quality.answer(cells[0], cells[1], cells[2], problem))
        except UNREADABLE as error:
            unread.note(f"no prediction and label: {error}", f"{dataset}, row {number}")
    return _measured(dataset, answers, problem, unread)


def compare_quality(
    sources_of: tuple[str, str],
    folder: Path,
    problem: str,
    attributes: Sequence[str],
    progress: Progress,
) -> Contents:
    """Compare captured predictions and labels, (input, ground truth), with a baseline.

    Raises:
        GeneratorError: no baseline of this problem type, or no prediction has a label.

    """
    constraints = load(folder / "constraints.json")
    if f"{quality.GROUPS[problem]}_constraints" not in constraints:
        raise GeneratorError(f"{folder}/constraints.json has no constraints for {problem}")
    unread = Unread()
    source, truth = sources_of
    labels: dict[str, list[str]] = {}
    for file in sources.files(truth) if truth else ():
        labels |= quality.labels_of(file.read(), unread)
    answers: list[Answer] = []
    for file in sources.files(source):
        if file.name.endswith(".csv"):
            raise GeneratorError(
                f"{file.name}: labels meet captured predictions by inference ids, which a CSV has "
                "not. Give capture files; a labelled CSV is for --baseline-dataset"
            )
        counted = sources.counted(file.read(), progress)
        answers += quality.answered(counted, labels, unread, list(attributes), problem)
    contents = _measured(source, answers, problem, unread)
    contents["constraints"] = constraints
    with _of_a_baseline(folder):
        violations = quality.quality_violations(contents["statistics"], constraints, problem)
    contents["constraint_violations"] = {"violations": violations}
    return contents


def _measured(source: str, answers: list[Answer], problem: str, unread: Unread) -> Contents:
    _refuse_nothing(source, len(answers), unread, "labelled predictions")
    try:
        found = quality.statistics_of(answers, problem)
    except ArithmeticError as error:
        raise GeneratorError(f"{source}: numbers too large to measure: {error}") from error
    return {
        "statistics": found,
        "constraints": quality.suggested_quality(found, problem),
        "drift": {"records": len(answers), "unread": unread.reasons},
    }


def _refuse_nothing(source: str, rows: int, unread: Unread, what: str = "rows") -> None:
    if not rows:
        reasons = "; ".join(
            f"{known['count']} times {reason}, first at {known['first'][0]}"
            for reason, known in unread.reasons.items()
        )
        raise GeneratorError(f"{source}: no {what} to read. {reasons}".rstrip())


def load(path: Path) -> Json:
    """Read a JSON object.

    Raises:
        GeneratorError: it is not there, or none.

    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GeneratorError(
            f"{path} cannot be read: {error.strerror}. Make a baseline first"
        ) from error
    except ValueError as error:
        raise GeneratorError(f"{path} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise GeneratorError(f"{path} is no JSON object")
    return found


def save(contents: Contents, folder: Path) -> None:
    """Write the files; the violations last, as the stack does."""
    for name, content in contents.items():
        write(folder / f"{name}.json", json.dumps(content, indent=2) + "\n")
