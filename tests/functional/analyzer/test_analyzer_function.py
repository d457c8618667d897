"""The analyzer as a function: windows in S3 become reports in S3, by source and by inline text."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from calendar import timegm
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.client import BaseClient

from lambda_src import aws as clients
from lambda_src.analyzer.dataset import Dataset, statistics, suggested
from lambda_src.analyzer.handler import handler
from lambda_src.analyzer.quality import statistics_of, suggested_quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.rehearsal import EmbeddedAws

NOON, HOUR = timegm((2026, 11, 24, 12, 0, 0)), 3600
NAMES = ["prediction", "probability", "age", "flag"]
BINARY, REGRESSION = "BinaryClassification", "Regression"
ENVIRONMENT = {
    "BUCKET": "watched", "CAPTURED": "watched/capture/demo/AllTraffic", "ENDPOINT": "demo",
    "PREFIX": "demo-1", "STEP": "3600", "DELAY": "0", "QUALITY": "true", "PROBLEM": BINARY,
    "ATTRIBUTES": "0,1", "EXCLUDE": "", "RECORDS": "100", "VERDICT": "exact",
}  # fmt: skip


def traffic(seed: int, rows: int, share: float = 0.1) -> list[list[str]]:
    """Draw answers and inputs; ``share`` of the flags are up."""
    draw = random.Random(seed)
    made = []
    for _ in range(rows):
        score = draw.random()
        age, flag = str(round(draw.gauss(45, 9))), str(int(draw.random() < share))
        made.append([str(int(score > 0.5)), f"{score:.4f}", age, flag])
    return made


class World:
    """A bucket with a baseline, traffic, and the function that looks at them."""

    def __init__(
        self, call: Callable[..., Any], patch: pytest.MonkeyPatch, aws: EmbeddedAws
    ) -> None:
        self.aws, self.s3 = aws, boto3.client("s3")
        self.s3.create_bucket(Bucket="watched")
        self.call, self.patch, self.left = call, patch, 800_000
        data = Dataset(NAMES)
        data.read(traffic(1, 2000))
        found = statistics(data.named(), data.rows)
        answers = [(row[0], float(row[1]), row[0]) for row in traffic(1, 500)]
        quality = statistics_of(answers, BINARY)
        for monitor, one, other in (
            ("data-quality", found, suggested(found, 0.1)),
            ("model-quality", quality, suggested_quality(quality, BINARY)),
        ):
            self.put(f"baseline/{monitor}/statistics.json", json.dumps(one))
            self.put(f"baseline/{monitor}/constraints.json", json.dumps(other))

    def put(self, key: str, text: str) -> None:
        self.s3.put_object(Bucket="watched", Key=key, Body=text)

    def capture(self, hour: int, rows: list[list[str]], more: str = "", answers: int = 2) -> None:
        lines = [
            json.dumps({
                "captureData": {
                    "endpointInput": {"data": ",".join(row[answers:]), "encoding": "CSV"},
                    "endpointOutput": {"data": ",".join(row[:answers]), "encoding": "CSV"},
                },
                "eventMetadata": {"eventId": f"{hour}-{at}"},
            })
            for at, row in enumerate(rows)
        ]  # fmt: skip
        self.put(f"capture/demo/AllTraffic/2026/11/24/{hour:02}/a.jsonl", "\n".join(lines) + more)

    def label(self, hour: int, rows: list[list[str]], folder: int) -> None:
        lines = [
            json.dumps({
                "groundTruthData": {"data": row[0], "encoding": "CSV"},
                "eventMetadata": {"eventId": f"{hour}-{at}"},
            })
            for at, row in enumerate(rows)
        ]  # fmt: skip
        self.put(f"ground-truth/2026/11/24/{folder:02}/a.jsonl", "\n".join(lines))

    def run(
        self, at: float = NOON + 900, event: Any = None, context: Any = None, **environment: str
    ) -> list[Any]:
        with self.patch.context() as patch:
            for name, value in {**ENVIRONMENT, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(time, "time", lambda: at)
            self.aws.clock(dt.datetime.fromtimestamp(at, dt.UTC))
            left = {"get_remaining_time_in_millis": lambda: self.left}
            answer: list[Any] = self.call(event or {}, SimpleNamespace(**(context or left)))
            return answer

    def report(self, monitor: str, hour: int, name: str = "drift") -> Any:
        key = f"reports/{monitor}/demo/demo-1-{monitor}/2026/11/24/{hour:02}/{name}.json"
        return json.load(self.s3.get_object(Bucket="watched", Key=key)["Body"])


@pytest.fixture(params=["source", "inlined"])
def world(request, inlined_handler, aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    clients.client.cache_clear()
    call = inlined_handler("analyzer") if request.param == "inlined" else handler
    yield World(call, monkeypatch, aws)
    aws.clock(None)


def test_a_window_without_change_has_a_clean_report(world: World) -> None:
    world.capture(11, rows := traffic(2, 400))
    world.label(11, rows, 11)

    data, quality = world.run()

    assert (data["status"], quality["status"]) == ("clean", "clean")
    assert data["figures"]["CapturedRecords"] == quality["figures"]["LabelledRecords"] == 400
    assert data["figures"]["DriftedFeatures"] == 0
    assert quality["figures"]["accuracy"] == 1
    drift = world.report("data-quality", 12)
    assert drift["window"] == ["2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z"]
    assert world.report("data-quality", 12, "statistics")["dataset"]["item_count"] == 400
    assert world.report("data-quality", 12, "constraint_violations") == {"violations": []}


def test_the_violations_are_written_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    call = BaseClient._make_api_call

    def noted(self: Any, operation: str, given: Any) -> Any:
        if operation == "PutObject":
            written.append(given["Key"].rsplit("/")[-1])
        return call(self, operation, given)

    world.capture(11, traffic(2, 400))
    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    world.run(QUALITY="false")
    assert sorted(written[:-1]) == ["constraints.json", "drift.json", "statistics.json"]
    assert written[-1] == "constraint_violations.json"


def test_the_verdict_in_force_raises_the_alarm_and_the_report_stays_faithful(world: World) -> None:
    world.capture(11, traffic(2, 400, share=0.9))

    data, _ = world.run()

    assert data["status"] == "violations"
    assert data["figures"]["DriftedFeatures"] == data["figures"]["ConstraintViolations"] == 1
    drift = world.report("data-quality", 12)
    assert [each["feature_name"] for each in drift["violations"]] == ["flag"]
    [flag] = [each for each in drift["features"] if each["feature"] == "flag"]
    assert flag["hidden"]
    assert world.report("data-quality", 12, "constraint_violations") == {"violations": []}


def test_drift_that_both_verdicts_see_counts_once(world: World) -> None:
    rows = [[row[0], f"{float(row[1]) ** 4:.6f}", *row[2:]] for row in traffic(2, 400)]
    world.capture(11, rows)
    data, _ = world.run()
    assert data["figures"]["DriftedFeatures"] == data["figures"]["ConstraintViolations"] == 1
    [faithful] = world.report("data-quality", 12, "constraint_violations")["violations"]
    assert faithful["constraint_check_type"] == "baseline_drift_check"
    [alarming] = world.report("data-quality", 12)["violations"]
    assert alarming["feature_name"] == faithful["feature_name"] == "probability"
    assert alarming["description"] != faithful["description"]


def test_model_monitors_verdict_does_not_see_a_flag_change(world: World) -> None:
    world.capture(11, traffic(2, 400, share=0.9))
    data, _ = world.run(VERDICT="model-monitor")
    assert (data["status"], data["figures"]["DriftedFeatures"]) == ("clean", 0)


def test_few_records_give_no_verdict_on_drift(world: World) -> None:
    world.capture(11, traffic(2, 99, share=0.9))
    data, _ = world.run()
    assert data["status"] == "too-few-records"
    assert "DriftedFeatures" not in data["figures"]


def test_an_excluded_feature_cannot_drift(world: World) -> None:
    world.capture(11, traffic(2, 400, share=0.9))
    data, _ = world.run(EXCLUDE="flag, other")
    assert data["status"] == "clean"


def test_no_traffic_and_no_labels_are_states_of_their_own(world: World) -> None:
    for found, figure in zip(world.run(), ("CapturedRecords", "LabelledRecords"), strict=True):
        assert found["status"] == "no-data"
        assert found["figures"] == {"RunFailures": 0, figure: 0}


def test_what_cannot_be_read_is_counted_and_named(world: World) -> None:
    world.capture(11, traffic(2, 400), more='\n{"captureData": 5}\nbroken')
    data, _ = world.run()
    assert data["figures"]["CapturedRecords"] == 400
    unread = world.report("data-quality", 12)["unread"]
    assert sum(each["count"] for each in unread.values()) == 2
    place = "s3://watched/capture/demo/AllTraffic/2026/11/24/11/a.jsonl:402"
    assert unread["no JSON object"]["first"] == [place]


def test_missed_windows_are_caught_up_and_none_is_reported_twice(world: World) -> None:
    world.run(at=NOON - 3 * HOUR + 900)
    found = world.run()
    assert [each["report"][-2:] for each in found] == ["10", "11", "12"] * 2
    assert world.run() == []


def test_a_day_is_one_window(world: World) -> None:
    for hour in (1, 22):
        world.capture(hour, traffic(hour, 200))
    data, _ = world.run(at=NOON + 13 * HOUR, STEP="86400")
    assert data["report"].endswith("2026/11/25/00")
    assert data["figures"]["CapturedRecords"] == 400


def test_the_open_window_is_analyzed_on_demand_and_again_when_it_closes(world: World) -> None:
    world.capture(12, traffic(2, 150))
    data, _ = world.run(event={"now": True})
    assert data["report"].endswith("/13")
    assert world.report("data-quality", 13)["window"][1] == "2026-11-24T12:15:00Z"

    world.capture(12, traffic(2, 300))
    again, _ = world.run(at=NOON + HOUR + 900)
    assert (again["report"], again["figures"]["CapturedRecords"]) == (data["report"], 300)
    assert world.run(at=NOON + HOUR + 900) == []


def test_a_baseline_is_made_of_what_can_be_read_and_the_log_says_of_what_not(
    world: World, capsys
) -> None:
    lines = [json.dumps({"age": age, "flag": age % 2}) for age in range(200)]
    world.put("train.ndjson", "\n".join([*lines, "{broken"]))
    asked = {"Dataset": "s3://watched/train.ndjson"}
    event = {"Into": "made", "Threshold": "0.2", "Problem": BINARY, "data-quality": asked}
    assert world.run(event=event) is None
    found = json.load(
        world.s3.get_object(Bucket="watched", Key="made/data-quality/statistics.json")["Body"]
    )
    assert [each["name"] for each in found["features"]] == ["age", "flag"]
    assert found["dataset"]["item_count"] == 200
    assert "no JSON': {'count': 1, 'first': ['s3://watched/train.ndjson:201']" in (
        capsys.readouterr().out
    )


def test_on_demand_nothing_that_was_missed_is_left_out(world: World) -> None:
    world.run(at=NOON - 3 * HOUR + 900, QUALITY="false")
    world.run(at=NOON + 120, event={"now": True}, QUALITY="false")
    found = world.run(at=NOON + 900, QUALITY="false")
    assert [each["report"][-2:] for each in found] == ["10", "11", "12"]
    [last] = world.run(at=NOON + HOUR + 900, QUALITY="false")
    assert last["report"].endswith("13")


def test_what_a_backlog_leaves_no_time_for_stays_due(world: World) -> None:
    world.run(at=NOON - 2 * HOUR + 900, QUALITY="false")
    for hour in (10, 11):
        world.capture(hour, traffic(hour, 200))
    times = iter([800_000, 50_000])
    context = {"get_remaining_time_in_millis": lambda: next(times)}
    [first] = world.run(QUALITY="false", context=context)
    assert (first["report"][-2:], first["status"]) == ("11", "clean")
    [second] = world.run(at=NOON + 960, QUALITY="false")
    assert (second["report"][-2:], second["status"]) == ("12", "clean")


def test_one_windows_error_keeps_no_other_from_its_turn(world: World) -> None:
    world.s3.delete_object(Bucket="watched", Key="baseline/data-quality/constraints.json")
    world.capture(11, rows := traffic(2, 200))
    world.label(11, rows, 11)
    with pytest.raises(world.s3.exceptions.ClientError, match="NoSuchKey"):
        world.run()
    assert world.report("model-quality", 12)["status"] == "clean"


def test_numbers_that_overflow_fail_nothing(world: World) -> None:
    rows = traffic(2, 5000)
    rows[10][2], rows[4200][2] = "1e300", "1e300"
    world.capture(11, rows)
    data, _ = world.run()
    assert (data["status"], data["figures"]["CapturedRecords"]) == ("violations", 5000)
    numbers = world.report("data-quality", 12, "statistics")["features"][2]["numerical_statistics"]
    assert (numbers["max"], numbers["std_dev"]) == (1e300, "NaN")


def test_a_window_of_which_nothing_can_be_read_has_failed(world: World) -> None:
    world.capture(11, [], more="broken\n{}")
    data, quality = world.run()
    for found in (data, quality):
        assert found["status"] == "failed"
        assert "nothing could be read: no JSON object, no captured record" in found["reason"]


def test_few_labels_give_no_verdict_on_quality(world: World) -> None:
    world.capture(11, rows := traffic(2, 300))
    world.label(11, [["0", *row[1:]] for row in rows[:99]], 11)
    _, quality = world.run()
    assert (quality["status"], quality["violations"]) == ("too-few-records", [])
    assert "ConstraintViolations" not in quality["figures"]
    assert world.report("model-quality", 12, "constraint_violations")["violations"]


def test_a_response_of_one_column_is_measured_too(world: World) -> None:
    constraints = json.dumps(
        suggested_quality(statistics_of([("1.5", 0, "1.5")] * 9, REGRESSION), REGRESSION)
    )
    world.put("baseline/model-quality/constraints.json", constraints)
    world.capture(11, rows := [[row[2], *row[3:]] for row in traffic(2, 300)], answers=1)
    world.label(11, rows, 11)
    _, quality = world.run(PROBLEM=REGRESSION)
    assert (quality["status"], quality["figures"]["mae"]) == ("clean", 0)


def test_a_window_too_large_for_the_time_fails_in_words_and_is_not_half_analyzed(
    world: World,
) -> None:
    world.capture(11, traffic(2, 1500))
    world.left = 59_000
    [data] = world.run()  # the other monitor's window stays due
    assert data["status"] == "failed"
    assert data["figures"] == {"RunFailures": 1}
    assert "too large" in data["reason"]
    assert "CaptureSamplingPercentage" in data["reason"]
    with pytest.raises(world.s3.exceptions.NoSuchKey):
        world.report("data-quality", 12, "statistics")
    world.left = 800_000
    [quality] = world.run()  # the report is there: it is not tried for ever
    assert quality["monitor"] == "model-quality"


def test_a_broken_baseline_fails_in_words(world: World) -> None:
    world.put("baseline/data-quality/constraints.json", '{"features": [{}]}')
    world.capture(11, traffic(2, 200))
    data, quality = world.run()
    assert (data["status"], data["reason"]) == ("failed", "KeyError('name')")
    assert quality["status"] == "no-data"  # the other monitor had its turn


def test_without_a_baseline_the_run_stays_due(world: World) -> None:
    world.s3.delete_object(Bucket="watched", Key="baseline/data-quality/constraints.json")
    with pytest.raises(world.s3.exceptions.ClientError, match="NoSuchKey"):
        world.run()
    with pytest.raises(world.s3.exceptions.NoSuchKey):
        world.report("data-quality", 12)


def test_late_labels_have_their_window_evaluated_again(world: World) -> None:
    world.capture(11, rows := traffic(2, 300))
    _, early = world.run(DELAY="2")
    assert early["status"] == "no-data"

    world.label(11, [[str(1 - int(row[0])), *row[1:]] for row in rows], 13)
    before = [run["report"][-13:] for run in world.run(NOON + HOUR + 900, DELAY="2")]
    at_last = world.run(NOON + 2 * HOUR + 900, DELAY="2")
    once_more = world.run(NOON + 2 * HOUR + 960, DELAY="2")

    assert before == ["2026/11/24/13"] * 2
    assert [run["report"][-13:] for run in at_last] == [
        "2026/11/24/14", "2026/11/24/12", "2026/11/24/14",
    ]  # fmt: skip
    assert at_last[1]["figures"]["accuracy"] == 0
    assert world.report("model-quality", 12)["status"] == "violations"
    assert world.report("model-quality", 12)["window"][1] == "2026-11-24T12:00:00Z"
    assert once_more == []
