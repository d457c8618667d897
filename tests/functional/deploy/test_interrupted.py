"""Interrupted, killed, cut off in the middle: the next call carries on."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from scripted import Cloud, Scripted, of, of_stack
from timelines import ADDED, GONE, KEYS, MAIL, PROGRAM, STANDING, UP

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = ("deploy", "--yes", *MAIL)


@contextmanager
def started(server: Scripted, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command line as a process of its own."""
    plain = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS")}
    where = ("--stack-name", "monitor", "--endpoint-url", server.url)
    with subprocess.Popen(  # noqa: S603 - ours
        [*PROGRAM, *arguments, *where],
        env={**plain, **KEYS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def struck(cloud: Cloud, at: tuple[str, int], how: signal.Signals, *arguments: str) -> Any:
    """Run until a moment, and send a signal then; give code and output."""
    with Scripted(cloud) as server, started(server, *arguments) as process:
        cloud.moments[at] = lambda: process.send_signal(how)
        out, err = process.communicate(timeout=60)
    assert cloud.problems == []
    return process.returncode, out, err


def finished(cloud: Cloud, *arguments: str) -> list[dict[str, Any]]:
    """Run to a good end; give what was said."""
    with Scripted(cloud) as server, started(server, *arguments, "--json") as process:
        out, err = process.communicate(timeout=60)
    assert cloud.problems == []
    assert process.returncode == 0, out + err
    return [json.loads(line) for line in out.splitlines()]


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [one["type"] for one in told]


def key(_: dict[str, Any]) -> dict[str, Any]:
    """A key that is about to go."""
    day = dt.datetime(2026, 12, 2, tzinfo=dt.UTC)
    return {"KeyMetadata": {"KeyId": "key-1", "DeletionDate": day}}


def test_an_interrupted_deployment_says_how_to_attach_and_the_next_call_does() -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP], a_look=2)
    # The first look is for the last event before; the third shows the operation.
    code, out, err = struck(cloud, ("DescribeStackEvents", 3), signal.SIGINT, *DEPLOY)
    assert code == 130, err
    assert "to take it up again: monitor-stack deploy --stack-name monitor" in out
    assert "Traceback" not in err
    told = finished(cloud, *DEPLOY)
    assert kinds(told)[0] == "attached"
    assert next(one["resource"] for one in told if one["type"] == "event") == "monitor"
    assert cloud.seen["ExecuteChangeSet"] == 1


def test_after_a_killed_deployment_the_next_call_attaches() -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP], a_look=2)
    code, *_ = struck(cloud, ("ExecuteChangeSet", 1), signal.SIGKILL, *DEPLOY)
    assert code == -signal.SIGKILL
    assert kinds(finished(cloud, *DEPLOY))[0] == "attached"
    assert cloud.seen["ExecuteChangeSet"] == 1


def test_after_a_kill_while_planning_the_next_call_begins_anew() -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP])
    struck(cloud, ("DescribeChangeSet", 1), signal.SIGKILL, *DEPLOY)
    assert cloud.status == "REVIEW_IN_PROGRESS"
    cloud.seen["DescribeChangeSet"] = 0
    assert kinds(finished(cloud, *DEPLOY))[0] == "clean-up"
    assert cloud.seen["ExecuteChangeSet"] == 1


def test_an_interruption_while_planning_leaves_nothing() -> None:
    cloud = Cloud("CREATE_COMPLETE", changes=[ADDED], parameters=STANDING)
    cloud.others["ListServiceQuotas"] = lambda _: {"Quotas": []}
    code, out, _ = struck(cloud, ("DescribeStackEvents", 1), signal.SIGINT, *DEPLOY, "--json")
    assert (code, cloud.executed, cloud.change_sets) == (130, False, [])
    assert json.loads(out.splitlines()[-1])["exit"] == 130


def test_a_network_that_comes_back_lets_the_wait_go_on() -> None:
    cloud = Cloud(changes=[ADDED], timelines=[UP], a_look=2)
    with Scripted(cloud) as server, started(server, *DEPLOY, "--json") as process:
        assert process.stdout
        first = next(line for line in process.stdout if '"event"' in line)
        server.__exit__()
        lost = next(line for line in process.stdout if '"unreachable"' in line)
        with Scripted(cloud, server.port):
            rest, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert '"connected"' in rest
    assert first
    assert "Could not connect" in lost
    assert cloud.seen["ExecuteChangeSet"] == 1


def test_an_interrupted_deletion_is_taken_up_and_verified_by_the_next_call() -> None:
    cloud = Cloud("CREATE_COMPLETE", timelines=[GONE], a_look=1, parameters=STANDING)
    cloud.happen([of("Key", "AWS::KMS::Key", "CREATE_COMPLETE"), of_stack("CREATE_COMPLETE")])
    cloud.others["DescribeKey"] = key
    code, out, err = struck(cloud, ("DescribeStackEvents", 3), signal.SIGINT, "destroy", "--yes")
    assert code == 130, err
    assert "to take it up again: monitor-stack destroy --stack-name monitor" in out
    told = finished(cloud, "destroy", "--yes")
    assert kinds(told)[0] == "attached"
    assert [one["day"] for one in told if one["type"] == "pending"] == ["2026-12-02"]
    assert cloud.seen["DeleteStack"] == 1


def test_a_deletion_that_ended_while_nobody_looked_is_still_verified() -> None:
    cloud = Cloud("CREATE_COMPLETE", timelines=[GONE], parameters=STANDING)
    cloud.happen([of("Key", "AWS::KMS::Key", "CREATE_COMPLETE"), of_stack("CREATE_COMPLETE")])
    cloud.others["DescribeKey"] = lambda _: {"KeyMetadata": {"KeyId": "key-1"}}
    struck(cloud, ("DeleteStack", 1), signal.SIGKILL, "destroy", "--yes")
    cloud.happen(cloud.coming)
    with Scripted(cloud) as server, started(server, "destroy", "--yes") as process:
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Left, though it should be gone: Key key-1" in out
