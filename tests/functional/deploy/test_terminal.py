"""Every verb in a real terminal of 80 columns, and piped, on a stack of the embedded AWS."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from threading import Thread, Timer
from typing import TYPE_CHECKING, Any

import pytest
from timelines import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.rehearsal import EmbeddedAws

TEMPLATES = Path(__file__).parents[3] / "templates"
COLUMNS = 80
CTRL_C = "\x03"
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# The terminal becomes that of the process, so that Ctrl-C reaches it.
IN_TERMINAL = [
    sys.executable,
    "-c",
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "from generator.cli import main; main()",
]
NAME = ("--stack-name", "monitor")


class Terminal:
    """A pseudo-terminal with somebody who answers questions."""

    def __init__(self, environment: dict[str, str]) -> None:
        plain = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
        self.environment = {**plain, "TERM": "xterm-256color", **environment}

    def run(self, *arguments: str, answers: Sequence[tuple[str, str]] = ()) -> tuple[int, str]:
        """Run; give each answer once its question stands there. Gives code and what was seen."""
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        process = subprocess.Popen(  # noqa: S603 - ours
            [*IN_TERMINAL, *arguments],
            env=self.environment,
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
        )
        os.close(follower)
        seen, left = b"", list(answers)
        ends = Timer(60, process.kill)  # a question that nobody expects would wait for ever
        ends.start()
        while chunk := _read(leader):
            seen += chunk
            if left and left[0][0].encode() in seen:
                answer = left.pop(0)[1]
                if answer == CTRL_C:
                    Thread(target=_press, args=(leader, process), daemon=True).start()
                else:
                    os.write(leader, f"{answer}\n".encode())
        ends.cancel()
        os.close(leader)
        return process.wait(timeout=60), seen.decode()


def _press(leader: int, process: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C until it is heard: Python does not hear it on its way into ``input``."""
    while process.poll() is None:
        os.write(leader, CTRL_C.encode())
        time.sleep(3)


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # the other end is closed
        return b""


def shown(text: str) -> list[str]:
    """Give the lines as they stand in the end, without colour and without what was overwritten."""
    lines = _CONTROL.sub("", text).replace("\r\n", "\n").split("\n")
    return [line.rpartition("\r")[2].rstrip() for line in lines]


@pytest.fixture(scope="module")
def terminal(_server: EmbeddedAws) -> Terminal:
    """A terminal on the embedded AWS."""
    return Terminal(_server.environment())


@pytest.fixture(scope="module")
def deployed(terminal: Terminal) -> str:
    """Deploy as a person does, who mistypes the address; give what was seen."""
    wrong, right = ("EmailAddress (", "you"), ("is not name@example.com", "you@example.com")
    code, said = terminal.run("deploy", *NAME, answers=[wrong, right, ("Execute?", "y")])
    assert code == 0, said
    return said


@pytest.fixture
def piped(_server: EmbeddedAws, run: Callable[..., Any], deployed: str):
    """Give a function: a verb with its arguments -> the finished process, without a terminal."""
    assert deployed

    def go(*arguments: str) -> Any:
        return run(PROGRAM, *arguments, *NAME, **_server.environment())

    return go


def lines_of(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_deployment_asks_for_what_is_missing_and_shows_what_happens(deployed: str) -> None:
    assert "\x1b[32m" in deployed
    assert "CloudFormation compares" in deployed
    assert "monitor is up" in shown(deployed)
    events = [line for line in shown(deployed) if "CREATE_" in line]
    assert len(events) > 30
    assert all(re.match(r"\d\d:\d\d:\d\d  CREATE_", line) for line in events)


def test_without_colour_where_that_is_asked_for(_server: EmbeddedAws, deployed: str) -> None:  # noqa: PT019
    assert deployed
    code, said = Terminal(_server.environment() | {"NO_COLOR": "1"}).run("status", *NAME)
    assert code == 0
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", said)


def test_a_second_deployment_has_nothing_to_do(piped: Callable[..., Any]) -> None:
    said = piped("deploy", "--yes")
    assert (said.returncode, said.stderr) == (0, "")
    assert "\x1b" not in said.stdout
    assert said.stdout.startswith("monitor is up: nothing to do\n")


def test_a_plan_shows_values_before_and_after(
    terminal: Terminal, piped: Callable[..., Any]
) -> None:
    code, said = terminal.run("plan", *NAME, "-p", "DriftThreshold=0.2", "--exit-code")
    assert code == 3, said
    assert "    Threshold: 0.1 -> 0.2" in shown(said)
    told = lines_of(piped("plan", "-p", "DriftThreshold=0.2", "--json").stdout)
    changes = {one["resource"]: one for one in told if one["type"] == "change"}
    threshold = {"path": "Threshold", "before": "0.1", "after": "0.2"}
    assert threshold in changes["Baselines"]["properties"]


def test_a_plan_that_is_declined_changes_nothing(
    terminal: Terminal, piped: Callable[..., Any]
) -> None:
    answers = [("Execute?", "n")]
    code, said = terminal.run("deploy", *NAME, "-p", "DriftThreshold=0.2", answers=answers)
    assert code == 3, said
    assert "Nothing was changed" in shown(said)
    assert "monitor is as it should be: nothing to do\n" in piped("plan").stdout


def test_an_interruption_at_a_question_ends_with_130(terminal: Terminal, deployed: str) -> None:
    assert deployed
    answers = [("Execute?", CTRL_C)]
    code, said = terminal.run("deploy", *NAME, "-p", "DriftThreshold=0.2", answers=answers)
    assert code == 130, said
    assert shown(said)[-2] == "Interrupted at the question: nothing more was done"


def test_an_interruption_before_a_new_baseline_is_in_place_leaves_nothing_of_it(
    _server: EmbeddedAws,  # noqa: PT019
    terminal: Terminal,
    piped: Callable[..., Any],
) -> None:
    bucket = piped("outputs", "BucketName").stdout.strip()
    code, said = terminal.run("rebaseline", *NAME, answers=[("Put it in place?", CTRL_C)])
    assert code == 130, said
    assert shown(said)[-2] == "Interrupted at the question: nothing more was done"
    code, said = terminal.run("rebaseline", *NAME, answers=[("Put it in place?", "n")])
    assert code == 3, said
    assert "left as it was" in shown(said)
    found = _server.client("s3").list_objects_v2(Bucket=bucket, Prefix="baseline/staging/")
    assert found["KeyCount"] == 0


def test_outputs_fit_the_terminal_and_are_a_line_each_in_a_pipe(
    terminal: Terminal, piped: Callable[..., Any]
) -> None:
    code, said = terminal.run("outputs", *NAME)
    assert code == 0
    assert max(map(len, shown(said))) <= COLUMNS
    values = dict(line.split(None, 1) for line in piped("outputs").stdout.splitlines())
    assert values["CaptureUri"].endswith("/AllTraffic")
    assert piped("outputs", "EndpointName").stdout == f"{values['EndpointName']}\n"
    lines = piped("outputs", "--env").stdout.splitlines()
    assert f"export ENDPOINT_NAME={values['EndpointName']}" in lines


def test_status_shows_endpoint_subscription_alarms_and_reports(
    terminal: Terminal, piped: Callable[..., Any]
) -> None:
    code, said = terminal.run("status", *NAME)
    assert code == 0
    assert "Report of data-quality: no report yet" in shown(said)
    told = lines_of(piped("status", "--json").stdout)
    assert [one["status"] for one in told if one["type"] == "endpoint"] == ["InService"]
    assert {one["resource"] for one in told if one["type"] == "alarm"} >= {"DriftAlarm"}
    assert {one["state"] for one in told if one["type"] == "subscription"} == {"confirmed"}
    assert told[-1] == {"type": "result", "exit": 0}


def test_the_newest_report_is_shown(piped: Callable[..., Any]) -> None:
    assert piped("run-now").returncode == 0
    told = lines_of(piped("status", "--json").stdout)
    states = {one["monitor"]: one["status"] for one in told if one["type"] == "report"}
    assert states == {"data-quality": "no-data", "model-quality": "no-data"}


def test_events_of_the_last_operation_are_shown(
    terminal: Terminal, piped: Callable[..., Any]
) -> None:
    code, said = terminal.run("events", *NAME)
    assert code == 0
    assert any("CREATE_COMPLETE     monitor" in line for line in shown(said))
    assert piped("events", "--failed").stdout == "no events of that kind\n"
    assert piped("events", "--follow").stdout.endswith("monitor is CREATE_COMPLETE\n")


def test_what_somebody_changed_by_hand_is_found(
    _server: EmbeddedAws,  # noqa: PT019
    terminal: Terminal,
    piped: Callable[..., Any],
) -> None:
    said = piped("stack-drift", "--exit-code")
    assert said.returncode == 0, said.stderr
    counted = re.search(r"^CloudFormation has not compared (\d+): .*\bStore\b", said.stdout, re.M)
    assert counted, said.stdout
    compared = re.search(r": of (\d+) resources that were compared nothing differs", said.stdout)
    assert compared
    listed = _server.client("cloudformation").list_stack_resources(StackName="monitor")
    assert int(counted[1]) + int(compared[1]) == len(listed["StackResourceSummaries"])
    group = _server.client("cloudformation").describe_stack_resource(
        StackName="monitor", LogicalResourceId="EndpointLogs"
    )["StackResourceDetail"]["PhysicalResourceId"]
    _server.client("logs").put_retention_policy(logGroupName=group, retentionInDays=1)
    code, seen = terminal.run("stack-drift", *NAME, "--exit-code")
    assert code == 3, seen
    assert "EndpointLogs: modified" in shown(seen)
    assert any(line.startswith("    RetentionInDays: ") for line in shown(seen))


def test_a_stack_goes_and_what_aws_keeps_is_listed(
    _server: EmbeddedAws,  # noqa: PT019
    terminal: Terminal,
) -> None:
    template = (TEMPLATES / "model-monitor.yaml").read_text("utf-8")
    outputs = _server.deploy(template, {"EmailAddress": "you@example.com"}, stack="other")
    name = ("--stack-name", "other")
    code, said = terminal.run("destroy", *name, answers=[("Delete it?", "y")])
    assert code == 0, said
    assert any(line.startswith("other is gone: of ") for line in shown(said))
    assert any(line.startswith("Goes by itself on ") for line in shown(said))
    buckets = _server.client("s3").list_buckets()["Buckets"]
    assert outputs["BucketName"] not in [one["Name"] for one in buckets]
    code, said = terminal.run("status", *name)
    assert code == 1
    assert "there is none in us-east-1" in said


def test_what_was_to_go_and_is_still_there_is_a_failure(
    _server: EmbeddedAws,  # noqa: PT019
    run: Callable[..., Any],
) -> None:
    topic = {"Type": "AWS::SNS::Topic", "DeletionPolicy": "Retain", "Properties": {}}
    _server.deploy(json.dumps({"Resources": {"Topic": topic}}), stack="third")
    said = run(PROGRAM, "destroy", "--yes", "--stack-name", "third", **_server.environment())
    assert said.returncode == 1
    assert "Left, though it should be gone: Topic arn:" in said.stdout


def test_there_is_nothing_to_destroy_where_there_is_no_stack(
    _server: EmbeddedAws,  # noqa: PT019
    run: Callable[..., Any],
) -> None:
    said = run(PROGRAM, "destroy", "--yes", "--stack-name", "none", **_server.environment())
    assert said.returncode == 0
    assert said.stdout.startswith("There is no stack none in us-east-1, account ")
    assert ": nothing to do. " in said.stdout


def test_names_and_values_of_parameters_are_completed(run: Callable[..., Any]) -> None:
    def completed(word: str) -> str:
        words = {"COMP_WORDS": f"monitor-stack deploy -p {word}", "COMP_CWORD": "3"}
        said = run(PROGRAM, _MONITOR_STACK_COMPLETE="bash_complete", **words)
        found: str = said.stdout
        return found

    assert completed("Dri") == "plain,DriftThreshold=\nplain,DriftVerdict=\n"
    assert completed("Environment=st") == "plain,Environment=staging\n"
