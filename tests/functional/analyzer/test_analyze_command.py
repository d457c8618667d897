"""``monitor-stack analyze`` as a process: files in, files and a table out, true exit codes."""

# ruff: noqa: E501 - a case stands on one line

from __future__ import annotations

import csv
import json
import random
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rehearsal import EmbeddedAws

PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()", "analyze"]


@pytest.fixture(name="run")
def _run(run):
    """Give a function: arguments of ``analyze`` -> the finished process."""
    return partial(run, PROGRAM)


def rows(seed: int, flag: float) -> list[list[str]]:
    draw = random.Random(seed)
    return [
        [f"{draw.random():.4f}", str(int(draw.random() < flag)), draw.choice(["web", "app"])]
        for _ in range(400)
    ]


HEADER = ["score", "vip", "channel"]


def write_csv(path: Path, content: list[list[str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *content])


def captured(content: list[list[str]]) -> str:
    def side(cells: list[str]) -> dict[str, str]:
        return {"observedContentType": "text/csv", "data": ",".join(cells), "encoding": "CSV"}

    return "".join(
        json.dumps(
            {
                "captureData": {"endpointInput": side(row[1:]), "endpointOutput": side(row[:1])},
                "eventMetadata": {"eventId": str(number)},
                "eventVersion": "0",
            }
        )
        + "\n"
        for number, row in enumerate(content)
    )


@pytest.fixture
def data(tmp_path: Path, run) -> Path:
    """A baseline, and traffic like it and unlike it."""
    write_csv(tmp_path / "train.csv", rows(1, 0.1))
    for name, content in (("same", rows(2, 0.1)), ("moved", rows(3, 0.9))):
        folder = tmp_path / name / "2026" / "11" / "23" / "01"
        folder.mkdir(parents=True)
        (folder / "00-00-000-a.jsonl").write_text(captured(content))
    made = run("baseline", "--dataset", "train.csv", "--output", "baseline")
    assert (made.returncode, made.stderr) == (0, "")
    return tmp_path


def test_traffic_like_the_baseline_exits_with_0(run, data) -> None:
    done = run("data-quality", "--input", "same", "--baseline", "baseline", "--output", "report")

    assert (done.returncode, done.stderr) == (0, "")
    assert "400 rows, 0 violations, 0 drifted" in done.stdout
    assert {each.name for each in (data / "report").iterdir()} == {
        "statistics.json", "constraints.json", "constraint_violations.json", "drift.json",
    }  # fmt: skip


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("verdict", "code"), [("exact", 2), ("model-monitor", 0)])
def test_the_verdict_that_counts_gives_the_exit_code(run, verdict, code) -> None:
    done = run("data-quality", "--input", "moved", "--baseline", "baseline", "--verdict", verdict)

    assert (done.returncode, done.stderr) == (code, "")
    assert "400 rows, 0 violations, 1 drifted" in done.stdout


@pytest.mark.usefixtures("data")
def test_drift_that_model_monitor_does_not_see_exits_with_2_and_is_said(run) -> None:
    done = run("data-quality", "--input", "moved", "--baseline", "baseline", "--json")
    shown = run("data-quality", "--input", "moved", "--baseline", "baseline")

    found = json.loads(done.stdout)
    [vip] = [each for each in found["drift"]["features"] if each["feature"] == "vip"]
    assert (done.returncode, shown.returncode) == (2, 2)
    assert found["constraint_violations"] == {"violations": []}
    assert vip["hidden"]
    assert vip["modelMonitor"]["distance"] == 0
    assert "Model Monitor would not see it" in " ".join(shown.stdout.split())


def test_csv_and_json_lines_do_as_well_as_capture_files(run, data) -> None:
    write_csv(data / "now.csv", rows(2, 0.1))
    lines = [json.dumps(dict(zip(HEADER, row, strict=True))) for row in rows(2, 0.1)]
    (data / "now.jsonl").write_text("\n".join(lines))
    results = [
        json.loads(run("data-quality", "--input", each, "--baseline", "baseline", "--json").stdout)
        for each in ("same", "now.csv", "now.jsonl")
    ]

    assert results[0] == results[1] == results[2]


def test_a_byte_order_mark_is_no_part_of_a_name(run, data) -> None:
    (data / "excel.csv").write_bytes(b"\xef\xbb\xbf" + (data / "train.csv").read_bytes())
    done = run("baseline", "--dataset", "excel.csv", "--json")
    features = json.loads(done.stdout)["constraints"]["features"]
    assert [feature["name"] for feature in features] == HEADER


def test_what_cannot_be_read_is_named_with_file_and_line(run, data) -> None:
    file = next((data / "same").rglob("*.jsonl"))
    file.write_text(file.read_text() + "{broken\n")
    done = run("data-quality", "--input", "same", "--baseline", "baseline")

    assert f"1 times: no JSON object: {file.relative_to(data)}:401" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["data-quality", "--input", "same", "--baseline", "nowhere"], "Make a baseline first"),
        (["data-quality", "--input", "nowhere", "--baseline", "baseline"], "no file there"),
        (["data-quality", "--input", "same"], "Missing option '--baseline'"),
        (["baseline", "--dataset", "empty.csv"], "empty.csv is empty"),
        (["baseline", "--dataset", "header.csv"], "no rows to read"),
        (["baseline", "--dataset", "train.csv", "--threshold", "7"], "7.0 is not in the range"),
        (["baseline", "--dataset", "train.csv", "--threshold", "nan"], "nan is not in the range"),
        (["baseline", "--dataset", "train.csv", "--threshold", "-0.1"], "-0.1 is not in the range"),
        (["model-quality", "--problem-type", "Regression"], "give --baseline-dataset alone, or --input"),
        (
            ["model-quality", "--problem-type", "Regression", "--baseline-dataset", "train.csv"],
            "train.csv has no column prediction, only score, vip, channel",
        ),
        (
            ["model-quality", "--problem-type", "Regression", "--input", "same", "--baseline", "baseline"],
            "has no constraints for Regression",
        ),
        (["data-quality", "--input", "same", "--baseline", "broken"], "is no JSON"),
        (["data-quality", "--input", "same", "--baseline", "foreign"], "foreign: statistics.json or constraints.json is none of a baseline's"),
        (["data-quality", "--input", "same", "--baseline", "baseline", "--output", "./baseline"], "name another folder"),
        (["data-quality", "--input", "rows.txt", "--baseline", "baseline"], ".txt says neither"),
        (["baseline", "--dataset", "return.csv"], "return.csv, line 2: "),
        (["baseline", "--dataset", "twice.csv"], "twice.csv has two columns 'a': rename one of them"),
        (["baseline", "--dataset", "points.csv"], "points.csv has ';' between cells: a CSV has commas"),
        (["baseline", "--dataset", "array.json"], "Each line is JSON of its own"),
        (["baseline", "--dataset", "header.csv", "--output", "regression"], "no rows to read"),
        (["baseline", "--dataset", "train.csv", "--output", "regression"], "regression has files of model quality: name another folder"),
        (["baseline", "--dataset", "train.csv", "--exclude", "score,vip,channel"], "--exclude leaves no column"),
        (["data-quality", "--input", "same", "--baseline", "baseline", "--output", "same/report"], "same/report is in --input same, where the next run would read it as traffic"),
        (["model-quality", "--problem-type", "Regression", "--input", "same", "--baseline", "regression"], "Give --ground-truth"),
        (["model-quality", "--problem-type", "Regression", "--input", "same", "--baseline", "regression", "--ground-truth", "labels.jsonl", "--inference-attribute", "score"], "are numbers of columns, from 0"),
        (["model-quality", "--problem-type", "Regression", "--input", "same", "--baseline", "regression", "--ground-truth", "labels.jsonl", "--inference-attribute", "9"], "Where do --inference-attribute"),
        (["model-quality", "--problem-type", "Regression", "--baseline-dataset", "train.csv", "--ground-truth", "same"], "give --baseline-dataset alone"),
        (["model-quality", "--problem-type", "Regression", "--input", "train.csv", "--baseline", "regression"], "by inference ids, which a CSV has not"),
        (["compare"], "No such command 'compare'"),
        ([], "Usage: "),
    ],
)  # fmt: skip
def test_an_error_exits_with_1_and_says_what_to_do(run, data, arguments, said) -> None:
    (data / "empty.csv").write_text("")
    (data / "header.csv").write_text("a,b\n")
    (data / "broken").mkdir()
    (data / "broken" / "statistics.json").write_text("{")
    (data / "rows.txt").write_text("a,b\n1,2\n")
    (data / "return.csv").write_text("a,b\n1,2\r3\n")
    label = {"groundTruthData": {"data": "1", "encoding": "CSV"}}
    labels = (json.dumps({**label, "eventMetadata": {"eventId": str(at)}}) for at in range(400))
    (data / "labels.jsonl").write_text("\n".join(labels))
    (data / "twice.csv").write_text("a,b,a\n1,2,3\n")
    (data / "points.csv").write_text("a;b\n1.5;2\n")
    (data / "array.json").write_text("[\n  [1,\n 2]\n]\n")
    for folder, content in (
        ("foreign", {"features": [{}]}),
        ("regression", {"regression_constraints": {}}),
    ):
        (data / folder).mkdir()
        for name in ("statistics", "constraints"):
            (data / folder / f"{name}.json").write_text(json.dumps(content))
    before = (data / "baseline" / "statistics.json").read_text()
    done = run(*arguments)
    assert (data / "baseline" / "statistics.json").read_text() == before

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Usage:") <= 1


def test_one_column_may_have_any_name_and_a_folder_any_file(run, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text('"temp; max"\n1\n2\n')
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "constraints.json").write_text("3")

    done = run("baseline", "--dataset", "one.csv", "--json", "--output", "out")

    assert done.returncode == 0, done.stderr
    [feature] = json.loads(done.stdout)["statistics"]["features"]
    assert (feature["name"], feature["inferred_type"]) == ("temp; max", "Integral")


def test_a_name_is_shown_as_it_stands(run, tmp_path: Path) -> None:
    names = ["age [years]", "x[/y]", "channel:dog:"]
    (tmp_path / "odd.csv").write_text(f"{','.join(names)}\n1,2,3\n")

    done = run("baseline", "--dataset", "odd.csv", "--json")
    shown = run("baseline", "--dataset", "odd.csv")

    features = json.loads(done.stdout)["statistics"]["features"]
    assert [each["name"] for each in features] == names
    assert features[0]["numerical_statistics"]["distribution"]["kll"].keys() == {"buckets"}
    assert [line.split("  ")[0] for line in shown.stdout.splitlines()[1:4]] == names


def test_model_quality_from_a_labelled_dataset_to_traffic(run, data) -> None:
    draw = random.Random(5)
    cells = [
        f"{int(p > 0.5)},{p:.3f},{int(draw.random() < p)}"
        for p in (draw.random() for _ in range(300))
    ]
    (data / "labelled.csv").write_text("\n".join(["prediction,probability,label", *cells]))
    kind = ("--problem-type", "BinaryClassification")
    made = run("model-quality", "--baseline-dataset", "labelled.csv", *kind, "--inference-attribute",
               "prediction", "--probability-attribute", "probability", "--output", "quality")  # fmt: skip
    requests, labels = [], []
    for number, row in enumerate(cells):
        said, chance, label = row.split(",")
        requests.append(json.loads(captured([[f"{said},{chance}", "1"]])))
        requests[-1]["eventMetadata"]["inferenceId"] = f"i{number}"
        wrong = str(1 - int(label))
        labels.append({"groundTruthData": {"data": wrong, "encoding": "CSV"},
                       "eventMetadata": {"eventId": f"i{number}"}, "eventVersion": "0"})  # fmt: skip
    (data / "asked.jsonl").write_text("\n".join(map(json.dumps, requests)))
    unknown = {**labels[0], "eventMetadata": {"eventId": "unknown"}}
    (data / "labels.jsonl").write_text("\n".join(map(json.dumps, [*labels[2:], unknown])) + "\n\n")
    compare = ("model-quality", "--input", "asked.jsonl", "--ground-truth", "labels.jsonl", *kind,
               "--baseline", "quality")  # fmt: skip
    shown = run(*compare)
    done = run(*compare, "--probability-attribute", "1", "--json")

    assert made.returncode == 0, made.stderr
    assert "auc" in made.stdout
    assert done.returncode == 2, done.stderr
    drift = json.loads(done.stdout)["drift"]
    assert (drift["records"], drift["unmatched"]) == (298, {"records": 2, "labels": 1})
    assert drift["notMeasured"] == {}
    alone = "not matched: 2 captured records without a label, 1 labels without a record"
    assert alone in shown.stdout
    assert "not measured: no probability: --probability-attribute names it" in shown.stdout
    names = {
        each["metric_name"]
        for each in json.loads(done.stdout)["constraint_violations"]["violations"]
    }
    assert {"auc", "recall", "truePositiveRate"} <= names
    assert "auc" in json.loads(done.stdout)["statistics"]["binary_classification_metrics"]


def test_input_and_baseline_on_s3_are_read_as_here(run, data, aws: EmbeddedAws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="traffic")
    file = next((data / "same").rglob("*.jsonl"))
    s3.put_object(Bucket="traffic", Key="capture/a/1.jsonl", Body=file.read_bytes())
    s3.put_object(Bucket="traffic", Key="capture2/b.jsonl", Body=file.read_bytes())
    for part in (data / "baseline").iterdir():
        s3.put_object(Bucket="traffic", Key=f"base/{part.name}", Body=part.read_bytes())
    here = run("data-quality", "--input", "same", "--baseline", "baseline", "--json")
    there = run("data-quality", "--input", "s3://traffic/capture", "--baseline",
                "s3://traffic/base", "--json", **aws.environment())  # fmt: skip
    nowhere = run("data-quality", "--input", "s3://none/x/", "--baseline", "baseline",
                  **aws.environment())  # fmt: skip
    no_baseline = run("data-quality", "--input", "same", "--baseline", "s3://traffic/capture",
                      **aws.environment())  # fmt: skip

    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    assert nowhere.returncode == 1
    assert "s3://none/x/ cannot be read: An error occurred (NoSuchBucket)" in nowhere.stderr
    assert no_baseline.returncode == 1
    assert "s3://traffic/capture/statistics.json cannot be read: " in no_baseline.stderr
