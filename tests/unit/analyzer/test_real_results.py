"""Real results of Amazon's Model Monitor, reproduced: they lie beside the checkout, if at all."""

from __future__ import annotations

import csv
import gzip
import json
import math
from pathlib import Path

import pytest

from lambda_src.analyzer.dataset import Dataset, statistics, suggested

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="no folder of real AWS results beside the checkout"
)


def by_name(found: dict) -> dict[str, dict]:
    return {each["name"]: each for each in found["features"]}


def baseline_of(file) -> tuple[dict, dict]:
    reader = csv.reader(file)
    data = Dataset(next(reader))
    data.read(reader)
    found = json.loads(json.dumps(statistics(data.named(), data.rows)))
    return found, suggested(found, 0.1)


def test_the_statistics_and_constraints_of_68385_rows_are_amazons_sketches_included() -> None:
    with gzip.open(REAL / "cardio" / "cardio_cleaned.csv.gz", "rt", newline="") as file:
        ours, constraints = baseline_of(file)
    theirs = json.loads((REAL / "cardio" / "statistics.json").read_text())
    common = sorted(by_name(ours).keys() & by_name(theirs).keys())

    assert len(common) == 12
    assert ours["dataset"] == theirs["dataset"]
    for name in common:
        own, real = by_name(ours)[name], by_name(theirs)[name]
        spread, real_spread = (each["numerical_statistics"].pop("std_dev") for each in (own, real))
        assert math.isclose(spread, real_spread, rel_tol=1e-12)
        assert own == real
    wanted = json.loads((REAL / "cardio" / "constraints.json").read_text())
    assert constraints["monitoring_config"] == wanted["monitoring_config"]
    for name in common:
        assert by_name(constraints)[name] == by_name(wanted)[name]


def test_a_monitoring_run_finds_amazons_sixty_violations(lab, record) -> None:
    folder = REAL / "churn"
    with (folder / "training-dataset-with-header.csv").open(newline="") as file:
        before, constraints = baseline_of(file)
    inputs = (folder / "test-dataset-input-cols.csv").read_text().splitlines()
    sent = [*inputs[:180], *inputs[:334] * 5, *inputs[:127]]
    rows, _, unread = lab.read([record(line, "0.0364") for line in sent], lab.names(constraints))
    columns = dict(zip(lab.names(constraints), map(list, zip(*rows, strict=True)), strict=True))

    found = lab.report((before, constraints), columns)["constraint_violations"]["violations"]

    expected = json.loads((folder / "expected.json").read_text())
    assert unread == {}
    assert len(found) == expected["violation_count"] == 60
    assert [each for each in expected["first_ten_as_printed"] if each not in found] == []
    words = {each["description"] for each in found if each["feature_name"] != "Churn"}
    assert words == {expected["first_ten_as_printed"][0]["description"]}
