"""``monitor-stack diff`` as a process."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from generator import templates

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rehearsal import EmbeddedAws

PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()", "diff"]


@pytest.fixture(name="run")
def _run(run):
    """Give a function: arguments of ``diff`` -> the finished process."""
    return partial(run, PROGRAM)


def test_a_template_does_not_differ_from_itself(run) -> None:
    done = run("current", "current", "--exit-code")
    assert (done.returncode, done.stdout, done.stderr) == (0, "no difference\n", "")


def test_people_and_machines_are_told_what_an_update_would_do(run, tmp_path: Path) -> None:
    text = templates.read("drift-monitor")
    older = text.replace("EndpointName: !GetAtt Store.Prefix", "EndpointName: mine")
    older = older.replace("MinValue: 1,MaxValue: 7", "MinValue: 1,MaxValue: 9")
    older = older.replace("lambda:InvokeFunction,Resource: !GetAtt Analyzer.Arn", "a:B,Resource: x")
    (tmp_path / "older.yaml").write_text(older, "utf-8")

    done = run("older.yaml", "current")
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    assert first == (
        "replaced Endpoint (AWS::SageMaker::Endpoint) because of EndpointName: "
        "what it holds, or its name, is lost"
    )
    assert "parameter PeriodsToAlarm MaxValue: 9 -> 7 (major)" in rest
    assert any(line.startswith("Invoke is allowed lambda:InvokeFunction on ") for line in rest)
    assert rest[-1] == "a major change"

    told = [json.loads(line) for line in run("older.yaml", "--json").stdout.splitlines()]
    assert told[0]["action"] == "replaced"
    assert told[-1] == {"type": "result", "exit": 0, "level": "major"}
    assert run("older.yaml", "--exit-code").returncode == 3


def test_a_deployed_stack_is_compared(run, aws: EmbeddedAws) -> None:
    body = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
    aws.deploy(body, stack="theirs")
    done = run("stack:theirs", "current", **aws.environment())
    assert done.returncode == 0, done.stderr
    assert "added Endpoint (AWS::SageMaker::Endpoint)" in done.stdout
    aws.destroy("theirs")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.yaml"], 2, "nowhere.yaml: no such file. Give a file, a version"),
        (["7.7.7"], 1, "drift-monitor 7.7.7 is not released"),
        (["broken.yaml"], 2, "broken.yaml is no template"),
        (["empty.yaml"], 2, "empty.yaml is no template: it has no Resources"),
    ],
)
def test_what_is_no_template_is_said(run, tmp_path: Path, arguments, code, said) -> None:
    (tmp_path / "broken.yaml").write_text("a: [")
    (tmp_path / "empty.yaml").write_text("{}")
    done = run(*arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
