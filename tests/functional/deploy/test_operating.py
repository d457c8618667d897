"""``traffic``, ``labels``, ``report``, ``alert-test`` and ``mute`` as a user calls them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from operated import PROGRAM, Cable, Operated, interrupt, template, when

from generator.parts.own_analysis import LATE_MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rehearsal import EmbeddedAws


FAST = "--rate", "500"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def deployed(_server: EmbeddedAws) -> dict[str, str]:
    given = {"EmailAddress": "someone@example.com"}
    return _server.deploy(template("drift-monitor"), given)


@pytest.fixture
def stack(_server: EmbeddedAws, deployed: dict[str, str], tmp_path: object) -> Iterator[Operated]:
    """Give the module's one stack, without what the last test has left in its bucket."""
    one = Operated(_server, deployed, tmp_path)  # type: ignore[arg-type]
    one.captured()
    for prefix in ("ground-truth/", "reports/", "state/"):
        for key in one.keys(prefix):
            one.s3.delete_object(Bucket=one.bucket, Key=key)
    yield one
    _server.clock(None)


def an_hour_later(stack: Operated, at: dt.datetime) -> None:
    """Let it be an hour later, and the analyzer be called."""
    stack.aws.sagemaker.flush_capture()
    stack.aws.clock(at + HOUR + dt.timedelta(minutes=LATE_MINUTES))
    found = stack.aws.client("cloudformation").describe_stack_resource(
        StackName="monitor", LogicalResourceId="Analyzer"
    )
    name = found["StackResourceDetail"]["PhysicalResourceId"]
    said = stack.aws.client("lambda").invoke(FunctionName=name, Payload="{}")
    assert "FunctionError" not in said


def hour(stack: Operated) -> dt.datetime:
    """Let the AWS's clock stand at the beginning of this hour; give it."""
    at = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
    stack.aws.clock(at)
    return at


# --- traffic -----------------------------------------------------------------------------------


def test_normal_traffic_with_labels_is_clean_for_both_monitors(stack: Operated) -> None:
    at = hour(stack)
    told = stack.told(
        "traffic", "--requests", "200", *FAST, "--seed", "1", "--with-labels",
        "--at", f"{at:%FT%H}:00Z",
    )  # fmt: skip
    *answers, traffic, labels, result = told
    assert [each["type"] for each in answers] == ["answer"] * 200
    assert (traffic["sent"], traffic["answered"], traffic["errors"]) == (200, 200, {})
    assert labels["count"] == 200
    assert f"/ground-truth/{at:%Y/%m/%d/%H}/" in labels["uri"]
    assert result == {"type": "result", "exit": 0, "requests": 200, "left": 0, "next": 200}
    an_hour_later(stack, at)

    data, quality, _ = stack.told("report")
    assert (data["status"], data["records"]) == ("clean", 200)
    assert (quality["status"], quality["records"]) == ("clean", 200)


def test_drifted_traffic_with_wrong_labels_violates_both_and_the_page_shows_it(
    stack: Operated,
) -> None:
    at = hour(stack)
    stack.told(
        "traffic", "--requests", "150", *FAST, "--seed", "2", "--scenario", "drifted",
        "--with-labels", "disagree", "--at", f"{at:%FT%H}:00Z",
    )  # fmt: skip
    an_hour_later(stack, at)

    said = stack.go("report", "--html", "report.html")
    assert said.returncode == 0, said.stderr
    assert re.search(r"\nincome .* 0\.1 +both", said.stdout)
    assert re.search(r"\nchannel .* 0\.1 +both", said.stdout)
    assert re.search(r"\naccuracy +0 .*worse than the baseline", said.stdout)
    page = (stack.folder / "report.html").read_text(encoding="utf-8")
    assert "<b>income</b></a>: drift by the exact verdict: " in page
    assert page.count("<figure>") == 5 + (page.count("by run, with their constraint") > 0)

    data, _, result = stack.told("report")
    assert data["status"] == "violations"
    assert {each["feature"] for each in data["features"] if each["drifted"]} >= {
        "income",
        "channel",
    }
    assert result["exit"] == 0


def test_broken_traffic_is_answered_or_counted_by_status(stack: Operated) -> None:
    said = stack.go("traffic", "--requests", "30", *FAST, "--scenario", "broken")
    assert said.returncode == 0, said.stderr
    assert "30 of 30 requests" in said.stdout
    assert "errors: 10 times 424 ModelError, first: " in said.stdout
    assert "could not convert string to float" in said.stdout


def test_silence_sends_nothing_and_says_what_follows(stack: Operated) -> None:
    said = stack.go("traffic", "--scenario", "silent")
    assert said.returncode == 0
    assert "nothing is sent" in said.stdout
    assert stack.captured() == []


def test_rows_of_ones_own_and_a_wrong_number_of_prediction_columns(stack: Operated) -> None:
    (stack.folder / "my.csv").write_text("score,years,income,door\n0,50,1000,web\n")
    mine = ["traffic", "--requests", "3", *FAST, "--dataset", "my.csv"]
    said = stack.go(*mine, "--prediction-columns", "1")
    assert said.returncode == 0
    assert "as the baseline does, by their place: years is age, door is channel\n" in said.stdout
    assert {each["captureData"]["endpointInput"]["data"] for each in stack.captured()} == {
        "50,1000,web"
    }
    (stack.folder / "my.csv").write_text("prediction,age,income,channel\n0,50,1000,web\n")
    said = stack.go(*mine)
    assert said.returncode == 1
    assert "the endpoint answers 2 columns, and 1 of the dataset's" in said.stderr
    assert "Say --prediction-columns" in said.stderr


def test_without_a_dataset_the_baselines_statistics_give_the_rows(stack: Operated) -> None:
    key = "model/baseline.csv"
    kept = stack.text(key)
    stack.s3.delete_object(Bucket=stack.bucket, Key=key)
    try:
        said = stack.go("traffic", "--requests", "5", *FAST)
    finally:
        stack.s3.put_object(Bucket=stack.bucket, Key=key, Body=kept)
    assert said.returncode == 0, said.stderr
    assert "rows: the baseline's statistics, since s3://" in said.stdout


def test_interrupted_it_says_what_was_sent_labels_it_and_carries_on(stack: Operated) -> None:
    process = stack.started(
        "traffic", "--requests", "60", "--rate", "20", "--with-labels", "--id", "run", "--seed", "3"
    )  # fmt: skip
    when(lambda: process.poll() is not None or _invocations(stack) > 5)
    said, errors = interrupt(process)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    start = int(re.search(r"--requests (\d+) --start (\d+) --seed 3 --id run", said)[2])  # type: ignore[index]
    assert f"{start} of 60 requests" in said
    assert 5 < start < 60
    assert f"labels: {start} in s3://" in said

    more = stack.go(
        "traffic", "--requests", str(60 - start), "--start", str(start), *FAST,
        "--with-labels", "--id", "run", "--seed", "3",
    )  # fmt: skip
    assert more.returncode == 0, more.stderr
    sent = Counter(stack.ids())
    assert set(sent) == {f"run-{number}" for number in range(60)}
    # What was under way when it was interrupted had no answer: it is sent again.
    twice = [name for name, times in sent.items() if times > 1]
    assert all(int(name.removeprefix("run-")) >= start for name in twice)
    keys = stack.keys("ground-truth/")
    assert len(keys) >= 2
    assert sum(len(stack.text(key).splitlines()) for key in keys) == 60


def _invocations(stack: Operated) -> int:
    """Count the answered requests of the last minutes that were captured since the last look."""
    stack.aws.sagemaker.flush_capture()
    return sum(len(stack.text(key).splitlines()) for key in stack.keys("capture/"))


def test_a_lost_network_is_said_and_the_next_call_carries_on(stack: Operated) -> None:
    cable = Cable(stack.aws.port)
    process = stack.started(
        "traffic", "--requests", "60", "--rate", "20", "--id", "cut", "--seed", "4",
        "--with-labels", "--endpoint-url", f"https://127.0.0.1:{cable.port}",
    )  # fmt: skip
    when(lambda: process.poll() is not None or _invocations(stack) > 5)
    cable.cut()
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 1, errors
    assert "Traceback" not in errors
    assert "stopped: sagemaker-runtime invoke_endpoint: " in said
    assert "See region, credentials and network" in said
    found = re.search(r"--requests (\d+) --start (\d+) --seed 4 --id cut", said)
    assert found
    again = (
        "monitor-stack labels cut-0.jsonl --stack-name monitor"
        f" --endpoint-url https://127.0.0.1:{cable.port}"
    )
    assert f"labels are kept in cut-0.jsonl, for {again}: s3 put" in said
    kept = stack.go("labels", "cut-0.jsonl")
    assert kept.returncode == 0, kept.stderr
    more = stack.go(
        "traffic", "--requests", found[1], "--start", found[2], *FAST, "--id", "cut", "--seed", "4"
    )
    assert more.returncode == 0, more.stderr
    assert {*stack.ids()} == {f"cut-{number}" for number in range(60)}


# --- labels ------------------------------------------------------------------------------------


def test_labels_go_below_the_hour_in_which_their_request_was_captured(stack: Operated) -> None:
    now = dt.datetime.now(dt.UTC)
    stack.aws.clock(now - 3 * HOUR)
    stack.told("traffic", "--requests", "2", *FAST, "--id", "order")
    stack.aws.sagemaker.flush_capture()
    (stack.folder / "mine.csv").write_text("inference_id,label\norder-0,1\norder-1,0\nlost,1\n")

    said = stack.go("labels", "mine.csv")

    assert said.returncode == 0, said.stderr
    then = f"ground-truth/{now - 3 * HOUR:%Y/%m/%d/%H}/labels-mine.jsonl"
    here = f"ground-truth/{now:%Y/%m/%d/%H}/labels-mine.jsonl"
    assert stack.keys("ground-truth/") == sorted([then, here])
    found = [json.loads(line)["eventMetadata"]["eventId"] for line in stack.text(then).splitlines()]
    assert found == ["order-0", "order-1"]
    assert "1 of 3 requests are not in what was captured" in said.stdout


def test_labels_may_say_their_hour_themselves(stack: Operated) -> None:
    (stack.folder / "mine.csv").write_text("inference_id,label,time\na,1,2026-11-24T10:59Z\nb,1,\n")
    *uploaded, result = stack.told("labels", "mine.csv", "--at", "2026-11-23T05:00Z")
    assert [each["uri"].split("/", 3)[3] for each in uploaded] == [
        "ground-truth/2026/11/23/05/labels-mine.jsonl",
        "ground-truth/2026/11/24/10/labels-mine.jsonl",
    ]
    assert result == {"type": "result", "exit": 0, "labels": 2}


def test_labels_of_standard_input_do_not_overwrite_each_other(stack: Operated) -> None:
    for line in ("a,1", "b,0"):
        said = stack.go("labels", "-", "--look-back", "0", typed=f"inference_id,label\n{line}\n")
        assert said.returncode == 0, said.stderr
    assert len(stack.keys("ground-truth/")) == 2
    assert (
        "standard input:2: 'maybe'"
        in stack.go("labels", "-", typed="inference_id,label\na,maybe\n").stderr
    )


def test_bad_labels_are_refused_all_at_once_and_nothing_is_written(stack: Operated) -> None:
    (stack.folder / "bad.csv").write_text("inference_id,label\na,1\nb,maybe\n,1\n")
    code, said = stack.typed("labels", "bad.csv")
    assert code == 1
    assert said.startswith("error: nothing was uploaded:\nbad.csv:3: 'maybe' is no label")
    assert "bad.csv:4: no inference_id" in said
    assert stack.keys("ground-truth/") == []


# --- report ------------------------------------------------------------------------------------


def test_before_the_first_report_it_is_said_when_one_is_due(stack: Operated) -> None:
    said = stack.go("report")
    assert said.returncode == 0
    assert re.match(
        r"no report yet: the next run begins at \d{4}-\d\d-\d\d \d\d:15 UTC", said.stdout
    )
    page = stack.go("report", "--html", "report.html")
    assert page.returncode == 1
    assert "is not written, there is no report yet" in page.stderr


def test_a_run_without_data_is_shown_and_an_hour_without_a_report_is_refused(
    stack: Operated,
) -> None:
    at = hour(stack)
    an_hour_later(stack, at)
    said = stack.go("report", "--run", f"{at + HOUR:%Y/%m/%d/%H}", "--html", "none.html")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("data-quality: no-data, 0 records")
    missing = stack.go("report", "--run", "2020/01/01/00")
    assert missing.returncode == 1
    assert "no data-quality report of 2020/01/01/00: there is none before it" in missing.stderr
    later = stack.go("report", "--run", f"{at + 9 * HOUR:%Y/%m/%d/%H}")
    assert f"the last one before it is of {at + HOUR:%Y/%m/%d/%H}" in later.stderr


def test_a_report_is_at_home_on_a_terminal_and_in_a_pipe(stack: Operated) -> None:
    at = hour(stack)
    stack.told("traffic", "--requests", "120", *FAST, "--seed", "5", "--scenario", "drifted")
    an_hour_later(stack, at)
    command = "report", "--monitor", "data-quality"
    code, said = stack.typed(*command)
    assert code == 0
    assert "\x1b[" in said
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)
    table = plain[plain.index("feature ") : plain.index("s3://")]
    assert max(map(len, table.splitlines())) <= 80
    _, colourless = stack.typed(*command, NO_COLOR="1")
    assert "\x1b[33m" not in colourless
    piped = stack.go(*command).stdout
    assert "\x1b" not in piped
    for seen in (table, piped):
        assert re.search(r"^income +\S+ .* 0\.1 +both *$", seen, re.MULTILINE)
        assert re.search(r"^prediction: changed a lot, and Model Monitor ", seen, re.MULTILINE)
        assert "in force, so that it raises the alarm: the exact verdict" in seen


def test_traffic_is_at_home_on_a_terminal_too(stack: Operated) -> None:
    code, said = stack.typed("traffic", "--requests", "20", "--rate", "40")
    assert code == 0
    assert " of 20 requests, " in said  # the moving line
    assert "20 of 20 requests to demo-" in said
    assert "latency: median" in said


# --- alerts ------------------------------------------------------------------------------------


def test_the_way_of_an_alert_is_tried_from_alarm_to_mailbox(stack: Operated) -> None:
    before = len(stack.aws.mailbox())
    code, said = stack.typed("alert-test", "--wait")
    assert code == 0, said
    assert "someone@example.com: confirmed" in said
    assert "waiting for the responder" in said  # the moving line
    subjects = [mail["subject"] for mail in stack.aws.mailbox()[before:]]
    assert subjects == [
        "[dev] demo: test of alerts",
        "[dev] demo: slow answers (microseconds): endpoint",
        "[dev] demo: endpoint recovered",
    ]


def test_what_nobody_would_get_is_not_tried(stack: Operated) -> None:
    sns, topic = stack.aws.client("sns"), stack.outputs["TopicArn"]
    [one] = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])
    try:
        said = stack.go("alert-test")
        assert said.returncode == 1
        assert "nobody would get an alert: open the mail from AWS Notifications" in said.stderr
    finally:
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="someone@example.com")


def test_alerts_are_muted_shown_to_be_and_on_again(stack: Operated) -> None:
    before = len(stack.aws.mailbox())
    assert stack.typed("mute") == (0, "alerts are not muted\n")
    muted = stack.go("mute", "--until", "2h")
    assert muted.returncode == 0, muted.stderr
    assert muted.stdout.startswith("alerts are muted until ")
    assert stack.go("mute").stdout == muted.stdout
    assert "alerts are muted until" in stack.go("alert-test").stderr
    assert "Alerts are muted until " in stack.go("status").stdout
    assert stack.go("mute", "--off").stdout == "alerts are not muted\n"
    subjects = [mail["subject"] for mail in stack.aws.mailbox()[before:]]
    assert len(subjects) == 2
    assert subjects[0].startswith("[dev] demo: alerts are muted until ")
    assert subjects[1] == "[dev] demo: alerts are on again"


@pytest.mark.parametrize(
    "arguments",
    [
        ["mute", "--until", "2020-01-01"],
        ["mute", "--until", "20d"],
        ["mute", "--until", "2h", "--off"],
        ["mute", "--until", "soon"],
        ["traffic", "--rate", "0"],
        ["traffic", "--scenario", "odd"],
        ["labels", "nowhere.csv"],
        ["report", "--run", "yesterday"],
        ["report", "--run", "2026/13/24/10"],
        ["report", "--baseline", "."],
        ["report", "--folder", ".", "--run", "2026/11/24/10"],
    ],
)
def test_wrong_usage_ends_with_2_before_aws_is_asked(run, arguments: list[str]) -> None:
    said = run(PROGRAM, *arguments, "--endpoint-url", "https://127.0.0.1:1")
    assert said.returncode == 2, said.stdout + said.stderr


@pytest.mark.parametrize("verb", ["traffic", "labels", "report", "alert-test", "mute"])
def test_help_teaches_by_examples_and_names_the_exit_codes(run, verb: str) -> None:
    said = run(PROGRAM, verb, "--help").stdout
    assert f"monitor-stack {verb}" in said
    assert "Exit codes:" in said
    assert max(map(len, said.splitlines())) <= 80
