"""Reports for tests, made by the analyzer itself."""

from __future__ import annotations

import random
from typing import Any

from generator.deploy.fetched import Report, Run, whole
from lambda_src.analyzer.dataset import Dataset, statistics, suggested
from lambda_src.analyzer.quality import statistics_of, suggested_quality
from lambda_src.analyzer.report import data_quality
from lambda_src.monitors import MONITORS

DATA, QUALITY = MONITORS
BINARY = "BinaryClassification"


def rows(count: int, seed: int, names: list[str], moved: dict[str, float]) -> list[list[str]]:
    """Give rows: a name that begins with t is a text, any other a number; some x are missing."""
    draw = random.Random(seed)

    def cell(name: str) -> str:
        if name == "x" and draw.random() < 0.02:
            return ""
        far = moved.get(name, 0.0)
        if name.startswith("t"):
            return "web" if draw.random() < 0.3 + far else "shop"
        return f"{draw.gauss(far, 1):.3f}"

    return [[cell(name) for name in names] for _ in range(count)]


def read(names: list[str], found: list[list[str]]) -> Dataset:
    data = Dataset(names)
    data.read(found)
    return data


def baseline(names: list[str], count: int = 1000) -> dict[str, Any]:
    data = read(names, rows(count, 1, names, {}))
    found = statistics(data.named(), data.rows)
    return {"statistics": found, "constraints": suggested(found, 0.1)}


def contents(
    before: dict[str, Any], names: list[str], moved: dict[str, float], count: int = 300
) -> dict[str, Any]:
    """Give the files of a run, of data that has ``moved``."""
    data = read(names, rows(count, 2, names, moved))
    both = before["statistics"], before["constraints"]
    made: dict[str, Any] = data_quality(data, both, 100)
    made["drift"] |= {"unread": {}, "reason": "", "window": []}
    return made


def report(names: list[str], moved: dict[str, float], *, runs: int = 3, count: int = 300) -> Report:
    before = baseline(names)
    made = whole(contents(before, names, moved, count), before, DATA, 100)
    past = [
        Run(f"2026/11/24/{hour:02}", "clean", dict.fromkeys(names, (0.01 * hour, 0.02)), {})
        for hour in range(runs)
    ]
    return Report(DATA, "s3://bucket/reports/data-quality/", made, before, past)


def quality(wrong: int, count: int = 200) -> Report:
    """Give a report on model quality in which so many of the answers are wrong."""
    answers = [("1" if at % 2 else "0", 0.9 if at % 2 else 0.1, str(at % 2)) for at in range(count)]
    before = statistics_of([*answers, ("1", 0.6, "0")], BINARY)
    constraints = suggested_quality(before, BINARY)
    bad = [(said, score, "10"[int(label)]) for said, score, label in answers[:wrong]]
    now = statistics_of(bad + answers[wrong:], BINARY)
    violations = (
        [
            {
                "constraint_check_type": "LessThanThreshold",
                "description": "Metric accuracy with 0.75 +/- NaN was LessThanThreshold '0.995'",
                "metric_name": "accuracy",
            }
        ]
        if wrong
        else []
    )
    made: dict[str, Any] = {
        "statistics": now,
        "constraints": constraints,
        "constraint_violations": {"violations": violations},
    }
    before_files = {"statistics": before, "constraints": constraints}
    past = [Run(f"2026/11/24/{hour:02}", "clean", {}, {"accuracy": 0.99}) for hour in range(3)]
    where = "s3://bucket/reports/model-quality/"
    return Report(QUALITY, where, whole(made, before_files, QUALITY, 100), before_files, past)
