"""Small data, and the ways to read it."""

from __future__ import annotations

import json

import pytest

from lambda_src.analyzer.dataset import Dataset, statistics, suggested
from lambda_src.analyzer.records import Unread, captured
from lambda_src.analyzer.report import data_quality, feature_names


class Lab:
    """Makes baselines and reports from columns of cells."""

    def data(self, columns: dict[str, list[str]]) -> Dataset:
        found = Dataset(columns)
        found.read([*row] for row in zip(*columns.values(), strict=True))
        return found

    def statistics(self, columns: dict[str, list[str]]) -> dict:
        data = self.data(columns)
        return json.loads(json.dumps(statistics(data.named(), data.rows)))

    def baseline(self, columns: dict[str, list[str]], threshold: float = 0.1) -> tuple[dict, dict]:
        found = self.statistics(columns)
        return found, suggested(found, threshold)

    def report(self, before, columns: dict[str, list[str]], minimum: int = 100, without=()) -> dict:
        return data_quality(self.data(columns), before, minimum, without)

    def checks(self, before, columns: dict[str, list[str]]) -> set[tuple[str, str]]:
        found = self.report(before, columns)["constraint_violations"]["violations"]
        return {(each["feature_name"], each["constraint_check_type"]) for each in found}

    def read(self, lines: list[str], names: list[str] | None = None):
        """Give rows, names and what was unread of captured lines."""
        known, unread = [*(names or [])], Unread()
        rows = [*captured(((f"f:{n}", line) for n, line in enumerate(lines, 1)), unread, known)]
        return rows, known, unread.reasons

    def names(self, constraints: dict) -> list[str]:
        return feature_names(constraints)


@pytest.fixture
def lab() -> Lab:
    return Lab()


def record(given, answer, **more) -> str:
    """Give a captured line; each side is (data, encoding, content type), or CSV text."""

    def one(part):
        data, encoding, kind = part if isinstance(part, tuple) else (part, "CSV", "text/csv")
        return {"observedContentType": kind, "mode": "X", "data": data, "encoding": encoding}

    sides = {}
    if given is not None:
        sides["endpointInput"] = one(given)
    if answer is not None:
        sides["endpointOutput"] = one(answer)
    return json.dumps(
        {"captureData": sides, "eventMetadata": {"eventId": "e", **more}, "eventVersion": "0"}
    )


@pytest.fixture(name="record")
def _record():
    return record
