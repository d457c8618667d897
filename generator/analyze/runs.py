"""Baselines and comparisons: sources in, the content of the report's files out."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.analyze import gaps, sources
from generator.errors import GeneratorError
from generator.templates import write
from lambda_src.analyzer import quality
from lambda_src.analyzer.dataset import statistics, suggested
from lambda_src.analyzer.records import UNREADABLE, Unread
from lambda_src.analyzer.report import data_quality, feature_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from lambda_src.analyzer.dataset import Dataset
    from lambda_src.analyzer.quality import Answer

    Progress = Callable[[int], None]

Json: TypeAlias = dict[str, Any]
Contents: TypeAlias = dict[str, Json]
"""File name without ``.json`` -> content."""
SHOWN = 5  # names of columns in an error


def baseline(
    dataset: str, threshold: float, without: Collection[str], progress: Progress
) -> Contents:
    """Give statistics and suggested constraints of a dataset.

    Raises:
        GeneratorError: there are no rows to read.

    """
    unread = Unread()
    data = sources.dataset(dataset, [], unread, progress)
    _refuse_empty(dataset, data, unread)
    _refuse_unknown(without, [*data.named()])
    found = statistics(data.named(without), data.rows)
    return {
        "statistics": found,
        "constraints": suggested(found, threshold),
        "drift": {"records": data.rows, "unread": _sorted(unread)},
    }


def compare(
    source: str,
    folder: str,
    minimum: int,
    without: Collection[str],
    verdict: str,
    progress: Progress,
) -> Contents:
    """Compare data with the baseline in ``folder``, here or on S3: give the report's files.

    ``verdict`` is the one in force, see ``report.data_quality``.

    Raises:
        GeneratorError: no baseline, no rows to read, none of its columns, or nothing to exclude.

    """
    before, constraints = _part(folder, "statistics"), _part(folder, "constraints")
    for file, found in (("statistics", before), ("constraints", constraints)):
        if not isinstance(found.get("features"), list):
            raise GeneratorError(f"{folder}/{file}.json has no features: is it of data quality?")
    unread = Unread()
    with _of_a_baseline(folder):
        names = feature_names(constraints)
    data = sources.dataset(source, names, unread, progress)
    _refuse_empty(source, data, unread)
    _refuse_foreign(source, data.names, names)
    _refuse_unknown(without, [*names, *data.named()])
    with _of_a_baseline(folder):
        contents = data_quality(data, (before, constraints), minimum, without, verdict)
        contents["drift"]["notCompared"] = gaps.not_compared(before, contents, without)
    contents["drift"]["unread"] = _sorted(unread)
    return contents


def _refuse_empty(source: str, data: Dataset, unread: Unread) -> None:
    _refuse_nothing(source, data.rows, unread)
    if not data.columns:
        raise GeneratorError(f"{source}: {data.rows:,} rows, and no cell in any of them")


def _refuse_foreign(source: str, header: list[str], names: list[str]) -> None:
    """Refuse data of which no column is the baseline's: a CSV without a header, or another one."""
    if names and not {*header} & {*names}:
        raise GeneratorError(
            f"{source}: none of its columns, {_some(header)}, is one of the baseline's, "
            f"{_some(names)}. A CSV needs a header with their names"
        )


def _refuse_unknown(without: Collection[str], names: list[str]) -> None:
    if names and {*names} <= {*without}:
        raise GeneratorError("--exclude leaves no column")
    if unknown := [name for name in without if name not in names]:
        raise GeneratorError(
            f"--exclude {unknown[0]}: no such column, only {', '.join(dict.fromkeys(names))}"
        )


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"{shown} …" if len(names) > SHOWN else shown


def _sorted(unread: Unread) -> Json:
    """Give the reasons in an order that does not hang on how many lines are read at once."""
    return dict(sorted(unread.reasons.items()))


@contextmanager
def _of_a_baseline(folder: str) -> Iterator[None]:
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
    for number, row in enumerate(
        sources.rows(sources.files(dataset, unread), names, unread, progress), 1
    ):
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
    folder: str,
    problem: str,
    attributes: Sequence[str],
    progress: Progress,
) -> Contents:
    """Compare captured predictions and labels, (input, ground truth), with a baseline.

    Raises:
        GeneratorError: no baseline of this problem type, or no prediction has a label.

    """
    constraints = _part(folder, "constraints")
    if f"{quality.GROUPS[problem]}_constraints" not in constraints:
        raise GeneratorError(f"{folder}/constraints.json has no constraints for {problem}")
    unread = Unread()
    source, truth = sources_of
    labels = gaps.Labels()
    for file in sources.files(truth, unread) if truth else ():
        labels.update(quality.labels_of(file.lines(unread), unread))
    matching = gaps.Matching(unread)
    for file in sources.files(source, unread):
        if file.name.endswith(".csv"):
            raise GeneratorError(
                f"{file.name}: labels meet captured predictions by inference ids, which a CSV has "
                "not. Give capture files; a labelled CSV is for --baseline-dataset"
            )
        lines = matching.watched(sources.counted(file.lines(unread), progress))
        matching.take(quality.answered(lines, labels, unread, list(attributes), problem))
    alone = {"records": matching.alone, "labels": len(labels) - len(labels.met)}
    contents = _measured(source, matching.answers, problem, unread, alone)
    contents["constraints"] = constraints
    with _of_a_baseline(folder):
        violations = quality.quality_violations(contents["statistics"], constraints, problem)
        limits = constraints[f"{quality.GROUPS[problem]}_constraints"]
        contents["drift"]["notMeasured"] = gaps.not_measured(contents["statistics"], limits)
    contents["constraint_violations"] = {"violations": violations}
    return contents


def _measured(
    source: str,
    answers: list[Answer],
    problem: str,
    unread: Unread,
    unmatched: dict[str, int] | None = None,
) -> Contents:
    """Give the files of a measurement; ``unmatched`` are records and labels without the other."""
    missing = f" {gaps.unmatched(unmatched)}. {gaps.advice(unmatched, unread)}" if unmatched else ""
    _refuse_nothing(source, len(answers), unread, "labelled predictions", missing)
    try:
        found = quality.statistics_of(answers, problem)
    except ArithmeticError as error:
        raise GeneratorError(f"{source}: numbers too large to be squared and added up") from error
    drift: Json = {"records": len(answers), "unread": _sorted(unread)}
    return {
        "statistics": found,
        "constraints": quality.suggested_quality(found, problem),
        "drift": drift | ({"unmatched": unmatched} if unmatched else {}),
    }


def _refuse_nothing(
    source: str, rows: int, unread: Unread, what: str = "rows", more: str = ""
) -> None:
    if rows:
        return
    reasons = "; ".join(
        f"{known['count']} times {reason}, first at {known['first'][0]}"
        for reason, known in _sorted(unread).items()
    )
    itself = f"first at {Path(source)}:1" in reasons and not Path(source).suffix
    hint = ". If it is a CSV, give it a name that ends in .csv" if itself else ""
    if not hint and any(reason.startswith("no JSON") for reason in unread.reasons):
        hint = ". Each line is JSON of its own"
    raise GeneratorError(f"{source}: no {what} to read.{more} {reasons}{hint}".rstrip())


def _part(folder: str, name: str) -> Json:
    return load(f"{folder.rstrip('/')}/{name}.json")


def load(place: str) -> Json:
    """Read a JSON object of a baseline, here or on S3.

    Raises:
        GeneratorError: it is not there, or none.

    """
    try:
        found = json.loads(sources.text(place))
    except GeneratorError as error:
        raise GeneratorError(f"{error}. Make a baseline first") from error
    except ValueError as error:
        raise GeneratorError(f"{place} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise GeneratorError(f"{place} is no JSON object")
    return found


def save(contents: Contents, folder: Path) -> None:
    """Write the files; the violations last, as the stack does."""
    for name, content in contents.items():
        write(folder / f"{name}.json", _laid_out(content) + "\n")


def _laid_out(value: Any, end: str = "\n") -> str:
    """Give JSON as Model Monitor lays it out: objects over lines, a list of numbers in one."""
    inner = f"{end}  "
    if isinstance(value, dict) and value:
        parts = (f"{json.dumps(key)}: {_laid_out(each, inner)}" for key, each in value.items())
        return f"{{{inner}{f',{inner}'.join(parts)}{end}}}"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return f"[{inner}{f',{inner}'.join(_laid_out(each, inner) for each in value)}{end}]"
    return json.dumps(value)
