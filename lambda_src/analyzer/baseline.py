"""Baselines from datasets in S3: computed whole, and written only once they say something."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from lambda_src.analyzer.bucket import lines
from lambda_src.analyzer.dataset import Dataset, statistics, suggested
from lambda_src.analyzer.quality import answer, statistics_of, suggested_quality
from lambda_src.analyzer.records import UNREADABLE, Unread, objects
from lambda_src.analyzer.work import written
from lambda_src.monitors import MONITORS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]


def baselines(asked: Json, /) -> None:
    """Make the baselines that are ``asked`` for.

    ``asked`` is ``{"Into": prefix, "Threshold", "Problem", "<monitor>": {"Dataset": s3://...,
    "Attributes": [prediction, probability or "", label]}}``; the attributes are those of model
    quality. Nothing is written unless all of them can be.

    Raises:
        ValueError: a dataset has no rows, no such column, or nothing that can be read.

    """
    unread = Unread()
    made = {
        f"{asked['Into']}/{monitor}/{name}.json": content
        for monitor, measure in zip(MONITORS, (measured, labelled), strict=False)
        if monitor in asked
        for name, content in measure(asked[monitor], asked, unread).items()
    }
    for key, content in made.items():
        written(key, content)
    print(unread.reasons)


def rows_of(uri: str, names: list[str], unread: Unread, /) -> Iterator[list[str]]:
    """Give the rows of a CSV with a header, or of JSON lines; ``names`` takes up the columns'."""
    bucket, _, key = uri[5:].partition("/")
    found = lines(bucket, key)
    if "json" in key[-6:]:
        yield from objects(found, unread, names)
        return
    reader = csv.reader(line for _, line in found)
    names += next(reader, [])
    yield from filter(None, reader)


def measured(one: Json, asked: Json, unread: Unread, /) -> Json:
    """Give statistics and suggested constraints of a dataset."""
    data = Dataset()
    data.read(rows_of(one["Dataset"], data.names, unread))
    if not data.rows or len({*data.names}) < len(data.names):
        raise ValueError(f"{one['Dataset']}: no rows, or a name twice: {unread.reasons}")
    found = statistics(data.named(), data.rows)
    return {"statistics": found, "constraints": suggested(found, float(asked["Threshold"]))}


def labelled(one: Json, asked: Json, unread: Unread, /) -> Json:
    """Give metrics and suggested constraints of a labelled dataset."""
    names: list[str] = []
    answers, problem = [], asked["Problem"]
    for row in rows_of(one["Dataset"], names, unread):
        try:
            said, score, label = [
                row[names.index(name)] if name else "" for name in one["Attributes"]
            ]
            answers.append(answer(said, score, label, problem))
        except UNREADABLE as error:
            unread.note(str(error), one["Dataset"])
    if not answers:
        raise ValueError(f"{one['Dataset']}: no labels in {names}: {unread.reasons}")
    found = statistics_of(answers, problem)
    return {"statistics": found, "constraints": suggested_quality(found, problem)}
