"""Wrong usage ends with 2 before anything is done, and a machine hears of it, too."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from every_verb import verbs
from scripted import Cloud
from timelines import ADDED, GONE, PROGRAM, STANDING, UP, told

from generator import program
from generator.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("verb", [*verbs()], ids="-".join)
def test_of_every_verb_wrong_usage_is_a_result_for_a_machine_and_words_for_a_person(
    verb: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code = program.run(cli, [*verb, "--json", "--no-such-option"], prog_name="monitor-stack")
    said = capsys.readouterr()
    assert code == (1 if verb[0] == "analyze" else 2)
    [result] = told(said.out)
    assert (result["type"], result["exit"]) == ("result", code)
    assert "--no-such-option" in result["error"]
    assert "--no-such-option" in said.err


def test_of_a_verb_that_is_none_a_machine_hears_too(run: Callable[..., Any]) -> None:
    said = run(PROGRAM, "nope", "--json")
    assert said.returncode == 2
    assert "nope" in told(said.stdout)[-1]["error"]


def test_a_fault_of_ours_is_a_result_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command
    @click.option("--json", is_flag=True)
    def broken(**_: bool) -> None:
        raise KeyError("nobody expected that")

    with pytest.raises(KeyError):
        program.run(broken, ["--json"])
    assert "nobody expected that" in told(capsys.readouterr().out)[-1]["error"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("deploy", "--yes", "-p", "EmailAddress"),
        ("deploy", "--yes", "--parameters", "missing.yaml"),
        ("deploy", "--yes", "--stack-policy", "missing.json"),
        ("deploy", "--yes", "--template", "missing.yaml"),
        ("plan", "--tag", "team"),
        ("traffic", "--dataset", "missing.csv"),
        ("labels", "missing.csv"),
        ("rebaseline",),
        ("destroy",),
        ("deploy",),
        ("status", "--stack-name", "my_stack"),
        ("status", "--stack-name", "a" * 129),
        ("status", "--endpoint-url", "localhost:4566"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_no_call(
    play: Callable[..., Any], arguments: tuple[str, ...]
) -> None:
    cloud = Cloud()
    assert play(cloud, *arguments).code == 2
    assert set(cloud.seen) <= {"DescribeStacks"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", "missing.yaml"),
        ("release", "first"),
        ("status", "--profile", "missing"),
        ("status", "--region", "of no form!"),
        ("traffic", "--rate", "0"),
        ("report", "--run", "2026"),
        ("mute", "--until", "yesterday"),
        ("rehearse", "--drift", "income"),
    ],
    ids=" ".join,
)
def test_a_value_that_cannot_be_is_wrong_usage_of_any_verb(arguments: tuple[str, ...]) -> None:
    assert program.run(cli, arguments) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", "stack:monitor"),
        ("publish", "--version", "1.0.0", "--bucket", "b"),
        ("publish-project", "--version", "1.0.0", "--bucket", "b"),
    ],
    ids=" ".join,
)
def test_an_address_without_a_protocol_is_wrong_usage_elsewhere_too(
    arguments: tuple[str, ...],
) -> None:
    assert program.run(cli, [*arguments, "--endpoint-url", "localhost:4566"]) == 2


def test_an_address_of_the_environment_that_is_none_is_no_traceback(
    run: Callable[..., Any],
) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "of-no-account", "AWS_SECRET_ACCESS_KEY": "of-no-account"}
    said = run(
        PROGRAM, "status", AWS_ENDPOINT_URL="localhost", AWS_DEFAULT_REGION="eu-west-1", **keys
    )
    assert said.returncode == 1
    assert said.stderr == "error: cloudformation: Invalid endpoint: localhost\n"


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "a" * 128,
        "arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/monitor/5f0e5c6a-0000",
    ],
)
def test_a_name_that_cloudformation_takes_is_taken(name: str) -> None:
    made = cli.commands["status"].make_context("status", ["--stack-name", name])
    assert made.params["stack_name"] == name


# --- parameters come first ---------------------------------------------------------------------


def test_what_a_failed_creation_left_stays_while_parameters_are_wrong(
    play: Callable[..., Any],
) -> None:
    cloud = Cloud("ROLLBACK_COMPLETE", changes=[ADDED], timelines=[GONE, UP])
    said = play(cloud, "deploy", "--yes", "-p", "DriftThreshold=2")
    assert said.code == 2
    assert "2 parameters are wrong; nothing was done:" in said.err
    assert "EmailAddress: it is required" in said.err
    assert set(cloud.seen) == {"DescribeStacks"}


def test_an_operation_under_way_is_not_waited_for_while_parameters_are_wrong(
    play: Callable[..., Any],
) -> None:
    cloud = Cloud("UPDATE_IN_PROGRESS", parameters=STANDING)
    said = play(cloud, "deploy", "--yes", "-p", "DriftThreshold=2")
    assert said.code == 2
    assert set(cloud.seen) == {"DescribeStacks"}


@pytest.mark.parametrize("verb", ["plan", "deploy"])
def test_what_the_stack_has_already_is_not_called_missing(
    play: Callable[..., Any], verb: str
) -> None:
    yes = ("--yes",) * (verb == "deploy")
    cloud = Cloud("CREATE_COMPLETE", parameters=STANDING)
    said = play(cloud, verb, *yes, "-p", "DriftThreshold=2")
    assert said.code == 2
    assert "DriftThreshold" in said.err
    assert "EmailAddress" not in said.err


def test_without_aws_the_values_that_are_wrong_by_themselves_are_said(
    play: Callable[..., Any],
) -> None:
    cloud = Cloud("CREATE_COMPLETE", faults={"DescribeStacks": ["cut"] * 2})
    said = play(cloud, "plan", "-p", "DriftThreshold=2")
    assert said.code == 2
    assert "2 is not at most 1" in said.err
    assert "EmailAddress" not in said.err


# --- the output --------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
@pytest.mark.parametrize("arguments", [("--help",), ("nope", "--json")], ids=" ".join)
def test_a_full_device_ends_with_a_clear_error(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(  # noqa: S603 - ours
            [*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1] == (
        "error: the output cannot be written: No space left on device"
    )
    assert "Traceback" not in said.stderr
