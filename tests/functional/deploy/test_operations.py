"""``run-now`` and ``rebaseline`` on a stack of the embedded AWS, as a user calls them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

TEMPLATES = Path(__file__).parents[3] / "templates"
PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]


@pytest.fixture
def ask(aws: EmbeddedAws, run: Callable[..., Any]):
    """Deploy; give a function that calls a verb on the stack, and the stack's outputs."""
    template = (TEMPLATES / "drift-monitor.yaml").read_text("utf-8")
    outputs = aws.deploy(template, {"EmailAddress": "someone@example.com"})

    def go(verb: str, *arguments: str, **more: str) -> Any:
        return run(
            PROGRAM, verb, "--stack-name", "monitor", *arguments, **aws.environment(), **more
        )

    yield go, outputs
    aws.destroy()


def put(aws: EmbeddedAws, outputs: dict[str, str], key: str, text: str) -> None:
    aws.client("s3").put_object(Bucket=outputs["BucketName"], Key=key, Body=text)


def read(aws: EmbeddedAws, outputs: dict[str, str], key: str) -> str:
    found = aws.client("s3").get_object(Bucket=outputs["BucketName"], Key=key)
    text: str = found["Body"].read().decode()
    return text


def test_the_open_window_is_analyzed_on_demand(aws: EmbeddedAws, ask) -> None:
    go, outputs = ask
    runtime = aws.client("sagemaker-runtime")
    for _ in range(3):
        runtime.invoke_endpoint(
            EndpointName=outputs["EndpointName"], Body="40,2e4,web", ContentType="text/csv"
        )
    aws.sagemaker.flush_capture()

    said = go("run-now", "--json")

    assert said.returncode == 0, said.stderr
    data, quality, result = map(json.loads, said.stdout.splitlines())
    assert result == {"type": "result", "exit": 0, "runs": 2}
    assert (data["status"], data["figures"]["CapturedRecords"]) == ("too-few-records", 3)
    assert quality["status"] == "no-data"


def test_what_runs_said_is_told_to_a_person(ask) -> None:
    go, _ = ask
    said = go("run-now", "--due")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("no-data: RunFailures 0, CapturedRecords 0\n  s3://")


def test_a_changed_dataset_is_shown_before_it_takes_its_place(aws: EmbeddedAws, ask) -> None:
    go, outputs = ask
    before = read(aws, outputs, "baseline/data-quality/statistics.json")
    header, *rows = read(aws, outputs, "model/baseline.csv").splitlines()
    older = [
        [*row.split(",")[:2], "99", row.split(",")[3], "paper" if at % 2 else ""]
        for at, row in enumerate(rows)
    ]
    text = "\n".join([header, *map(",".join, older)])
    put(aws, outputs, "model/baseline.csv", text)
    constraints = json.loads(read(aws, outputs, "baseline/data-quality/constraints.json"))
    constraints["monitoring_config"]["datatype_check_threshold"] = 0.9
    put(aws, outputs, "baseline/data-quality/constraints.json", json.dumps(constraints))

    shown = go("rebaseline", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "data-quality age: Integral -> Integral, exact " in shown.stdout
    cells = "complete 100.0% -> 50.0%, new paper, gone app, shop, web"
    channel = f"channel: String -> String, exact 1.000, Model Monitor 0.930, {cells}"
    assert f"  data-quality {channel}\n" in shown.stdout
    edit = "monitoring_config.datatype_check_threshold: 0.9 instead of 1.0: kept, as edited"
    assert f"  data-quality {edit}\n" in shown.stdout
    assert read(aws, outputs, "baseline/data-quality/statistics.json") == before

    done = go("rebaseline", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    told = [*map(json.loads, done.stdout.splitlines())]
    assert told[-1] == {"type": "result", "exit": 0, "inPlace": True}
    assert [each["path"] for each in told if each["type"] == "edit"] == [
        "monitoring_config.datatype_check_threshold"
    ]
    assert {each["name"] for each in told if each["type"] == "change"} == {"age", "channel"}
    after = json.loads(read(aws, outputs, "baseline/data-quality/statistics.json"))
    kept = json.loads(read(aws, outputs, "baseline/data-quality/constraints.json"))
    assert kept["monitoring_config"]["datatype_check_threshold"] == 0.9
    age = next(each for each in after["features"] if each["name"] == "age")
    assert age["numerical_statistics"]["min"] == 99
    assert staged(aws, outputs) == 0


def staged(aws: EmbeddedAws, outputs: dict[str, str]) -> int:
    found = aws.client("s3").list_objects_v2(
        Bucket=outputs["BucketName"], Prefix="baseline/staging/"
    )
    count: int = found["KeyCount"]
    return count


@pytest.mark.parametrize("dataset", ["prediction,age\n", "prediction,age,age\n0,1,2\n"])
def test_a_dataset_that_is_none_changes_nothing_and_is_said(
    aws: EmbeddedAws, ask, dataset: str
) -> None:
    go, outputs = ask
    before = read(aws, outputs, "baseline/data-quality/statistics.json")
    put(aws, outputs, "model/baseline.csv", dataset)
    said = go("rebaseline", "--yes")
    assert said.returncode == 1
    assert "baseline.csv: no rows, or a name twice" in said.stderr
    assert read(aws, outputs, "baseline/data-quality/statistics.json") == before
