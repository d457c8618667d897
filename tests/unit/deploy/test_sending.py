"""Requests: sent at a rate by several threads, counted, stopped, carried on."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from typing import TYPE_CHECKING, Any

import pytest

from generator.deploy.awsclient import AwsClient, AwsError
from generator.deploy.rows import Table, plan
from generator.deploy.sending import (
    LOST,
    Answer,
    Request,
    Sent,
    body,
    prediction,
    predictions,
    requests,
    send,
)
from generator.deploy.watching import Watching
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAST = 1e9  # requests a second
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


def watching(**given: str) -> Watching:
    demo = {
        "BaselineDatasetUri": "", "InferenceAttribute": "", "ProbabilityAttribute": "",
        "ResponseAttributes": "0,1", "ProblemType": "BinaryClassification", "VariantName": "",
        "MonitoringFrequency": "hourly",
    }  # fmt: skip
    return Watching("monitor", {**demo, **given}, {"EndpointName": "demo-1"})


def refused(code: str) -> AwsError:
    error = AwsError("sagemaker-runtime invoke_endpoint", ValueError(code))
    error.code = code
    return error


def answered(request: Request, error: AwsError | None = None, seconds: float = 0.1) -> Answer:
    status = error.code if error else "200"
    return Answer(request.number, request.id, status, seconds, "1,0.9", NOW, error)


def wanted(count: int) -> Iterator[Request]:
    return (Request(number, f"id-{number}", "1") for number in range(count))


def test_every_request_is_answered_and_heard_once() -> None:
    sent, heard = Sent(), list[str]()
    send(wanted(50), FAST, answered, lambda answer: heard.append(answer.id), sent)
    assert sorted(heard) == sorted(f"id-{number}" for number in range(50))
    assert sent.next_number(0) == 50


def test_requests_are_under_way_at_the_same_time() -> None:
    together = threading.Barrier(5, timeout=30)

    def ask(request: Request) -> Answer:
        together.wait()
        return answered(request)

    sent = Sent()
    send(wanted(5), FAST, ask, lambda _: None, sent)
    assert len(sent.answered) == 5


def test_no_request_is_sent_before_its_time() -> None:
    sent = Sent()
    send(wanted(4), 100.0, answered, lambda _: None, sent)
    assert sent.took >= 0.03
    assert sent.rate <= 4 / 0.03


def test_it_stops_once_requests_reach_no_model() -> None:
    sent, lost = Sent(), refused("")
    asked = itertools.count()

    def ask(request: Request) -> Answer:
        next(asked)
        return answered(request, lost if request.number >= 20 else None)

    send(wanted(1000), FAST, ask, lambda _: None, sent)
    assert sent.lost is lost
    assert sent.next_number(0) == 20
    assert len(sent.answers) < 20 + 10 * LOST


def test_a_models_own_errors_do_not_stop_it() -> None:
    sent = Sent()
    send(wanted(60), FAST, lambda each: answered(each, refused("ModelError")), lambda _: None, sent)
    assert sent.lost is None
    assert sent.errors == {"ModelError": 60}
    assert sent.latencies() == {}


def test_interrupted_it_hears_what_is_under_way_and_knows_where_to_carry_on() -> None:
    sent = Sent()

    def heard(answer: Answer) -> None:
        if answer.number == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(wanted(1000), FAST, answered, heard, sent)
    numbers = {each.number for each in sent.answers}
    start = sent.next_number(0)
    assert 31 <= start < 100
    assert numbers == {*range(start)}


def test_a_model_is_not_asked_twice_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nobody")
    runtime, s3 = (AwsClient("us-east-1").client_of(each) for each in ("sagemaker-runtime", "s3"))
    assert runtime.meta.config.retries["total_max_attempts"] == 1
    assert s3.meta.config.retries["total_max_attempts"] > 1


def test_latency_is_told_by_median_95th_percentile_and_maximum() -> None:
    sent = Sent()
    for number in range(100):
        sent.hear(answered(Request(number, "", ""), seconds=number / 100))
    assert sent.latencies() == {"median": 0.495, "p95": 0.95, "max": 0.99}


def test_a_row_is_a_line_of_csv_or_a_json_object() -> None:
    names, row = ["a", "b", "c", "d"], ["1", "", "2.5", "x,y"]
    assert body(names, row, "text/csv") == '1,,2.5,"x,y"'
    assert body(names, row, "application/json") == '{"a": 1, "b": null, "c": 2.5, "d": "x,y"}'


def test_carried_on_it_sends_the_same_rows_under_the_same_ids() -> None:
    drawn = plan(Table(["a"], [[str(at)] for at in range(99)]), seed=1, scenario="normal", drift=[])
    whole = [*requests(drawn, "run", range(10), "text/csv")]
    assert whole[4:] == [*requests(drawn, "run", range(4, 10), "text/csv")]
    assert whole[4].id == "run-4"


@pytest.mark.parametrize(
    ("given", "names", "count"),
    [
        ({}, ["prediction", "probability", "age"], 2),
        ({"BaselineDatasetUri": "s3://b/k", "InferenceAttribute": "y"}, ["y", "age"], 1),
        (
            {
                "BaselineDatasetUri": "s3://b/k",
                "InferenceAttribute": "y",
                "ProbabilityAttribute": "p",
            },
            ["p", "y", "age"],
            2,
        ),
        ({"BaselineDatasetUri": "s3://b/k"}, ["said", "score", "age"], 2),
        ({"BaselineDatasetUri": "s3://b/k", "ResponseAttributes": "0"}, ["said", "age"], 1),
        ({"BaselineDatasetUri": "s3://b/k", "ResponseAttributes": "p,q"}, ["said", "age"], 1),
    ],
)
def test_predictions_come_first_and_are_known(
    given: dict[str, str], names: list[str], count: int
) -> None:
    assert predictions(watching(**given), names) == count


@pytest.mark.parametrize(
    ("given", "text", "said"),
    [
        ({}, "1,0.9\n", "1"),
        ({}, "yes,0.9", "1"),
        ({"ResponseAttributes": ",1"}, "x,0.2", "0"),
        ({"ResponseAttributes": "label,score"}, '{"label": "no", "score": 0.1}', "0"),
        ({"ResponseAttributes": "label"}, '{"predictions": [{"label": 1}]}', "1"),
        ({"ProblemType": "MulticlassClassification"}, "red,0.4", "red"),
        ({"ProblemType": "Regression", "ResponseAttributes": "0"}, "3.25", "3.25"),
    ],
)
def test_a_prediction_is_found_where_the_parameters_say(
    given: dict[str, str], text: str, said: str
) -> None:
    answer: Any = Answer(0, "", "200", 0.1, text, NOW)
    assert prediction(answer, watching(**given)) == said


@pytest.mark.parametrize("text", ["", "{", "1\n2", "x"])
def test_an_answer_without_a_prediction_is_named(text: str) -> None:
    with pytest.raises(GeneratorError, match="answer"):
        prediction(Answer(0, "", "200", 0.1, text, NOW), watching())


@pytest.mark.parametrize(
    ("frequency", "at", "read_at", "due"),
    [
        ("hourly", "10:05", "24T11:15", "24T10:15"),
        ("hourly", "10:20", "24T11:15", "24T11:15"),
        ("daily", "00:05", "25T00:15", "24T00:15"),
        ("daily", "10:00", "25T00:15", "25T00:15"),
    ],
)
def test_it_is_known_when_a_run_begins(frequency: str, at: str, read_at: str, due: str) -> None:
    one = watching(MonitoringFrequency=frequency)
    now = dt.datetime.fromisoformat(f"2026-11-24T{at}Z")
    assert one.read_at(now) == dt.datetime.fromisoformat(f"2026-11-{read_at}Z")
    assert one.due(now) == dt.datetime.fromisoformat(f"2026-11-{due}Z")
