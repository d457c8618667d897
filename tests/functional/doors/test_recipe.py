"""The published recipe's commands work as the table says, or have ours beside them."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from awscli.clidriver import create_clidriver
from recipe import NAMES, RECIPE, ROOT, quoted, rows

from generator import templates
from generator.cli import cli
from generator.doors.terraform import FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

STACK = "sagemaker-model-monitor"
THERE = [one for there, _ in rows() for one in quoted(there)]
ALL = [one for row in rows() for cell in row for one in quoted(cell)]
AWS = [one for one in ALL if "aws " in one and not one.endswith("…") and "aws-cdk" not in one]
UNCALLED = ("ce",)  # the machine-local AWS lacks it: the CLI checks the arguments, and calls nobody
PERIOD = "--time-period Start=2026-11-01,End=2026-11-30"


def test_each_command_and_name_of_the_recipe_has_its_place_in_the_table() -> None:
    assert [one for one in RECIPE if not any(each.startswith(one) for each in THERE)] == []
    assert [one for one in NAMES if one not in THERE] == []


# --- what calls AWS -----------------------------------------------------------------------------


@pytest.fixture
def said(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Give a function: a command of the real AWS CLI -> what it says; it must succeed."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ROOT)

    def run(command: str) -> str:
        _, *words = shlex.split(command)
        skeleton = ["--generate-cli-skeleton", "output"] if words[0] in UNCALLED else []
        code = create_clidriver().main([*words, *skeleton])
        out, err = capfd.readouterr()
        assert code == 0, (command, err)
        return out

    return run


def filled(command: str, ours: dict[str, str], schedule: str) -> str:
    """Put a stack's names where the table leaves them open, and leave out what a shell does."""
    inner = re.sub(r"^LOGS=\$\((.*)\)$", r"\1", command).partition(" | ")[0]
    for place, value in {
        "$(cat endpoint-name.txt)": ours["EndpointName"],
        "<schedule-name>": schedule,
        "<config-name>": ours["EndpointConfigName"],
        "<model-monitor-role-arn>": ours["MonitorRoleArn"],
        '"$LOGS"': ours["Logs"],
        "--time-period …": PERIOD,
        "SageMakerModelMonitorStack": STACK,
    }.items():
        inner = inner.replace(place, value)
    return inner


def test_what_calls_aws_is_understood_and_answered(
    aws: EmbeddedAws, said: Callable[[str], str]
) -> None:
    given = {"EmailAddress": "me@example.com", "EnableModelQuality": "false"}
    other = aws.deploy(templates.read("model-monitor"), given, stack="other")
    [create] = [one for one in AWS if "create-stack" in one]
    said(create)
    found = aws.settled(STACK)
    ours = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    [logs] = [one for one in AWS if one.startswith("LOGS=")]
    ours["Logs"] = said(filled(logs, {**ours, "Logs": ""}, "")).strip()

    done = {
        one: said(filled(one, ours, other["DataQualitySchedule"]))
        for one in AWS
        if not re.search("create-stack|delete-stack|stack-delete-complete", one)
    }
    answers = {one.partition(" --")[0]: answer for one, answer in done.items()}
    assert '"EnableCapture": true' in answers["aws sagemaker describe-endpoint-config"]
    assert '"implicitDeny"' in answers["aws iam simulate-principal-policy"]
    assert other["DataQualitySchedule"] in answers["aws sagemaker list-monitoring-schedules"]
    assert STACK in answers["aws scheduler list-schedules"]
    assert STACK in answers["aws s3 ls | grep model-monitor"]  # what the reader greps for
    may = (
        f"--action-names s3:GetObject --resource-arns arn:aws:s3:::{ours['BucketName']}/baseline/x"
    )
    asked = f"aws iam simulate-principal-policy --policy-source-arn {ours['MonitorRoleArn']} {may}"
    assert '"allowed"' in said(asked)

    for one in AWS:
        if re.search("delete-stack|stack-delete-complete", one):
            said(one)
            gone = aws.settled(found["StackId"])["StackStatus"]
            assert gone == "DELETE_COMPLETE", [*aws.failures(found["StackId"])]


# --- what calls something else ------------------------------------------------------------------


def exists(*names: str) -> bool:
    return any((ROOT / folder / name).exists() for name in names for folder in ("", "cdk-python"))


def has(path: str, words: list[str]) -> bool:
    """Tell whether a program of ours is there, and knows the options that it is given."""
    text = "".join(
        each.read_text("utf-8") for each in (ROOT / "scripts").iterdir() if each.is_file()
    )
    options = [one for one in words if one.startswith("--")]
    return os.access(ROOT / path, os.X_OK) and all(one in text for one in options)


def terraform(words: list[str]) -> bool:
    known = FILES["terraform/variables.tf"]() + 'variable "model_name"'
    given = re.findall(r"-var=\W?(\w+)=", " ".join(words))
    return words[0] in ("init", "plan", "apply", "output", "destroy") and all(
        f'variable "{name}"' in known for name in given
    )


def exported(words: list[str]) -> bool:
    """Tell whether a door reads what is exported; the CDK's command line reads the first one."""
    read = "CDK_DEFAULT_REGION" + "".join(
        path.read_text("utf-8")
        for path in [*ROOT.glob("scripts/*"), *ROOT.glob("cdk-*/**/app.*")]
        if path.is_file() and "node_modules" not in path.parts
    )
    return all(one.partition("=")[0] in read for one in words)


PROGRAMS: dict[str, Callable[[list[str]], bool]] = {
    "cd": lambda words: exists(*words),
    "cp": lambda words: exists(f"terraform/{words[0]}"),
    "terraform": terraform,
    "npm": lambda words: exists("cdk-typescript/package.json") and words[0] == "install",
    "pip": lambda words: exists(words[-1]),
    "python": lambda words: words[:2] == ["-m", "venv"],
    "source": lambda words: words == ["venv/bin/activate"],
    "python3": lambda words: has(words[0], words),
    "./scripts/deploy.sh": lambda words: has("scripts/deploy.sh", words),
    "./scripts/destroy.sh": lambda words: has("scripts/destroy.sh", words),
    "chmod": lambda words: words[0] == "+x",
    "export": exported,
    "monitor-stack": lambda words: words[0] in cli.commands,
    "npx": lambda words: words[0] == "cdk",
    # `cdk outputs` is the recipe's, and no command: the table says so.
    "cdk": lambda words: not words or words[0] in ("bootstrap", "deploy", "destroy", "outputs"),
}


def test_what_calls_something_else_names_what_is_there() -> None:
    checked = set()
    for one in ALL:
        for command in re.split(r"; (?:do |done)|; | && ", one.removesuffix("; done")):
            program, *words = shlex.split(command.removeprefix("do "))
            if program in PROGRAMS:
                assert PROGRAMS[program](words), command
                checked.add(program)
    assert checked == {*PROGRAMS}
