"""The scripts, and the commands of the GitHub workflows, on the embedded AWS with the real CLI."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

ROOT = Path(__file__).parents[3]
WORKFLOWS = ROOT / "examples" / "github-actions"
STACK = "sagemaker-model-monitor"
PROGRAMS = Path(sys.executable).parent  # the AWS CLI and Python of our own environment
RUN_NOW = [sys.executable, "-c", "from generator.cli import main; main()", "run-now"]
needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="bash is not on the PATH")
needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="jq is not on the PATH")


class Checkout:
    """A folder with the scripts and templates, and what is run in it."""

    def __init__(self, aws: EmbeddedAws, folder: Path) -> None:
        self.aws, self.folder = aws, folder
        self.cloudformation = aws.client("cloudformation")
        for name in ("scripts", "templates"):
            shutil.copytree(ROOT / name, folder / name)
        self.programs = folder / "programs"
        self.programs.mkdir()

    def go(self, *words: str, code: int = 0, **variables: str) -> str:
        """Run a program; hold its exit code against the wanted one, and give what it said."""
        path = f"{self.programs}:{PROGRAMS}:/usr/local/bin:/usr/bin:/bin"
        settings = {"PATH": path, "POLL_SECONDS": "1", **self.aws.environment()}
        done = subprocess.run(  # noqa: S603 - ours
            words,
            cwd=self.folder,
            env=settings | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def step(self, workflow: str, name: str, *, code: int = 0, **variables: str) -> str:
        """Run a step of a workflow as GitHub does; what expressions give is in ``variables``."""
        told = yaml.safe_load((WORKFLOWS / workflow).read_text("utf-8"))
        (job,) = told["jobs"].values()
        (step,) = (step for step in job["steps"] if step.get("name") == name)
        bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        files = {each: str(self.folder / each) for each in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        return self.go(*bash, code=code, **told["env"], **step.get("env", {}) | files | variables)

    def read(self, name: str) -> str:
        """Read a file of the folder, and forget it."""
        path = self.folder / name
        text = path.read_text("utf-8")
        path.unlink()
        return text

    def stack(self) -> dict[str, Any]:
        """Describe the one stack; its lists as maps."""
        (found,) = self.cloudformation.describe_stacks()["Stacks"]
        parameters = {one["ParameterKey"]: one["ParameterValue"] for one in found["Parameters"]}
        outputs = {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
        tags = {one["Key"]: one["Value"] for one in found["Tags"]}
        return {**found, "Parameters": parameters, "Outputs": outputs, "Tags": tags}


@pytest.fixture
def checkout(aws: EmbeddedAws, tmp_path: Path) -> Checkout:
    return Checkout(aws, tmp_path)


@needs_bash
def test_a_creation_that_fails_says_why_and_the_next_one_clears_it_away(checkout: Checkout) -> None:
    unknown = (
        "ExistingEndpointName=nowhere",
        "BaselineDatasetUri=s3://bucket/file.csv",
        "EnableModelQuality=false",
    )
    more = [word for each in unknown for word in ("--parameter", each)]
    said = checkout.go(
        "scripts/deploy.sh", "--email", "me@example.com", "--stack-name", "one", *more, code=1
    )
    assert "error: one is ROLLBACK_COMPLETE: Live: " in said
    assert 'Could not find endpoint "nowhere".' in said
    assert not (checkout.folder / "endpoint-name.txt").exists()

    again = ("scripts/deploy.sh", "--stack-name", "one", "--parameter", "ModelName=No_Name")
    said = checkout.go(*again, code=2)
    assert said.startswith("error: give --email ADDRESS, or set EMAIL_ADDRESS\n")
    said = checkout.go(*again, "--email", "me@example.com", code=1)
    assert "one is ROLLBACK_COMPLETE: the empty rest of an earlier creation" in said
    assert "ModelName" in said
    assert checkout.cloudformation.describe_stacks()["Stacks"] == []


@needs_bash
@needs_jq
def test_a_stack_from_creation_to_removal(checkout: Checkout) -> None:
    said = checkout.step("deploy.yml", "Deploy", EMAIL_ADDRESS="me@example.com")
    assert f"CREATE {STACK} (drift-monitor) in us-east-1" in said
    assert "Confirm the subscription in the mail" in said
    endpoint = (checkout.folder / "endpoint-name.txt").read_text().strip()
    assert endpoint == checkout.stack()["Outputs"]["EndpointName"]
    assert "is InService" in checkout.step("deploy.yml", "Is the endpoint in service?")
    assert "is InService" in checkout.read("GITHUB_STEP_SUMMARY")

    _an_update_changes_what_it_names(checkout)
    _traffic_is_judged(checkout, endpoint)
    _removal_asks_and_leaves_nothing(checkout)


def _an_update_changes_what_it_names(checkout: Checkout) -> None:
    tags = ("--tag", "team=a b", "--tag", "cost=1,2")
    checkout.go("scripts/deploy.sh", *tags, "--parameter", "MinimumRecords=90")
    before = checkout.stack()
    assert before["Tags"] == {"team": "a b", "cost": "1,2"}
    assert before["Parameters"]["EmailAddress"] == "me@example.com"
    assert before["Parameters"]["MinimumRecords"] == "90"

    said = checkout.go("scripts/deploy.sh")
    assert "nothing to change" in said
    assert "Confirm" not in said

    said = checkout.go("scripts/deploy.sh", "--parameter", "PeriodsToAlarm=8", code=1)
    assert "PeriodsToAlarm" in said
    assert "error: CloudFormation has refused it" in said
    assert checkout.stack() == before


def _traffic_is_judged(checkout: Checkout, endpoint: str) -> None:
    labels = checkout.stack()["Outputs"]["GroundTruthUri"]
    traffic = ("python3", "scripts/generate_traffic.py", "--endpoint-name", endpoint)
    hour = dt.datetime.now(dt.UTC).replace(minute=10)
    checkout.aws.clock(hour)
    checkout.step("check-drift.yml", "Ask the stack")
    assert "data-quality: no report yet." in checkout.read("drift.md")

    said = checkout.go(*traffic, "--requests", "150", "--seed", "3", "--labels", labels)
    assert said.startswith(f"150 requests to {endpoint}, the last answer: ")
    assert _analyzed(checkout).count("clean: ") == 2

    checkout.go(*traffic, "--requests", "300", "--seed", "3", "--drift")
    assert _analyzed(checkout).count("clean: ") == 1  # model quality has no labels of these
    (checkout.folder / "GITHUB_OUTPUT").unlink()
    checkout.step("check-drift.yml", "Ask the stack", **_reader(checkout))
    assert checkout.read("GITHUB_OUTPUT") == "ringing=2\n"
    assert "- rings: data drift." in checkout.read("GITHUB_STEP_SUMMARY")
    said = checkout.step("check-drift.yml", "Fail", code=1)
    window = f"{hour:%Y-%m-%dT%H}:00:00Z to "
    assert f"\n\ndata-quality, {window}" in said
    assert "450 records: violations\n" in said
    assert "- channel: distance 0." in said
    assert "- income" not in said
    _commented(checkout)


def _analyzed(checkout: Checkout) -> str:
    """Let the analyzer look at the open hour, and the clock strike; give what it says."""
    checkout.aws.sagemaker.flush_capture()
    said = checkout.go(*RUN_NOW)
    checkout.aws.strike()
    return said


def _reader(checkout: Checkout) -> dict[str, str]:
    """Give the keys of somebody who may do what the workflow says that it needs, and no more."""
    iam = checkout.aws.client("iam")
    bucket = f"arn:aws:s3:::{checkout.stack()['Outputs']['BucketName']}"
    stack = f"arn:aws:cloudformation:*:*:stack/{STACK}/*"
    allowed = {
        stack: ["cloudformation:DescribeStacks", "cloudformation:ListStackResources"],
        "*": ["cloudwatch:DescribeAlarms"],
        bucket: ["s3:ListBucket"],
        f"{bucket}/reports/*": ["s3:GetObject"],
    }
    statements = [
        {"Effect": "Allow", "Action": actions, "Resource": resource}
        for resource, actions in allowed.items()
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.create_user(UserName="reader")
    iam.put_user_policy(UserName="reader", PolicyName="Read", PolicyDocument=document)
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def _commented(checkout: Checkout) -> None:
    """Run the step that comments; ``gh`` is one that writes down what it is asked."""
    gh = checkout.programs / "gh"
    gh.write_text('#!/bin/sh\necho "$GH_TOKEN $*" >asked.txt\n')
    gh.chmod(0o755)
    checkout.step("check-drift.yml", "Comment", GH_TOKEN="token", PULL_REQUEST="https://pr/1")
    assert checkout.read("asked.txt") == "token pr comment https://pr/1 --body-file drift.md\n"


def _removal_asks_and_leaves_nothing(checkout: Checkout) -> None:
    foreign = "Resources: {Topic: {Type: 'AWS::SNS::Topic'}}"
    checkout.aws.deploy(foreign, stack="another")
    said = checkout.go("scripts/destroy.sh", "--yes", "--stack-name", "another", code=1)
    assert "another is another template's stack" in said
    checkout.aws.destroy("another")

    said = checkout.go("scripts/destroy.sh", code=2)
    assert "nobody is there to ask: add --yes" in said
    said = checkout.go("scripts/destroy.sh", "--yes")
    assert f"DELETE {STACK} (dev) in us-east-1: bucket and key go with it" in said
    assert not (checkout.folder / "endpoint-name.txt").exists()
    assert checkout.cloudformation.describe_stacks()["Stacks"] == []
    assert checkout.aws.client("s3").list_buckets()["Buckets"] == []
    assert "nothing to delete" in checkout.go("scripts/destroy.sh", "--yes")


# Newest first, as the CLI prints them: two operations; in the newer one AWS works in parallel.
EVENTS = """\
one\tUPDATE_ROLLBACK_COMPLETE\tNone
one\tUPDATE_ROLLBACK_IN_PROGRESS\tThe following resource(s) failed to update: [Alarm, Live].
Topic\tUPDATE_FAILED\tResource update cancelled
Alarm\tUPDATE_FAILED\tdrawn after it
Live\tUPDATE_FAILED\tthe cause
Live\tUPDATE_IN_PROGRESS\tNone
one\tUPDATE_IN_PROGRESS\tUser Initiated
one\tCREATE_COMPLETE\tNone
Old\tCREATE_FAILED\tof the operation before
"""


@needs_bash
def test_the_first_failure_of_the_newest_operation_is_the_reason(tmp_path: Path) -> None:
    (tmp_path / "events").write_text(EVENTS)
    aws = tmp_path / "aws"  # the embedded AWS cancels nothing: it makes one after the other
    aws.write_text(f'#!/bin/sh\ncat "{tmp_path}/events"\n')
    aws.chmod(0o755)
    done = subprocess.run(  # noqa: S603 - ours
        [
            str(shutil.which("bash")),
            "-euo",
            "pipefail",
            "-c",
            ". scripts/common.sh; first_failure id one UPDATE",
        ],
        cwd=ROOT,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "Live: the cause\n", done.stderr


MISUSES = [
    ("scripts/deploy.sh", ["--what"], "unknown argument: --what"),
    ("scripts/deploy.sh", ["--edition", "catalog"], "no such edition: catalog"),
    ("scripts/deploy.sh", ["--email"], "--email needs a value"),
    ("scripts/deploy.sh", ["--parameter", "Name"], "--parameter takes NAME=VALUE, not Name"),
    ("scripts/deploy.sh", ["--tag", "=b"], "--tag takes NAME=VALUE, not =b"),
    ("scripts/destroy.sh", ["name"], "unknown argument: name"),
    ("scripts/destroy.sh", ["--region"], "--region needs a value"),
    ("scripts/generate_traffic.py", [], "--endpoint-name"),
    ("scripts/generate_traffic.py", ["--endpoint-name", "a", "--requests", "0"], "1 or more"),
    ("scripts/generate_traffic.py", ["--endpoint-name", "a", "--labels", "b"], "s3://BUCKET"),
]


@needs_bash
@pytest.mark.parametrize(("script", "words", "said"), MISUSES)
def test_wrong_usage_is_said_and_calls_nobody(script: str, words: list[str], said: str) -> None:
    done = subprocess.run(  # noqa: S603 - ours
        [str(ROOT / script), *words],
        env={"PATH": f"{PROGRAMS}:/usr/bin:/bin", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr


@needs_bash
@pytest.mark.parametrize("script", ["deploy.sh", "destroy.sh", "generate_traffic.py"])
def test_help_teaches_and_fits_a_screen(script: str) -> None:
    done = subprocess.run(  # noqa: S603 - ours
        [str(ROOT / "scripts" / script), "--help"],
        env={"PATH": f"{PROGRAMS}:/usr/bin:/bin", "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Exit codes: 0 " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_traffic_that_cannot_be_sent_is_said(checkout: Checkout) -> None:
    (checkout.folder / "empty.csv").touch()
    said = checkout.go(
        *("python3", "scripts/generate_traffic.py", "--endpoint-name", "nowhere"),
        *("--rows", "empty.csv"),
        code=1,
    )
    assert said == "error: empty.csv has no rows\n"
    (checkout.folder / "rows.csv").write_text("1,2\n")
    said = checkout.go(
        *("python3", "scripts/generate_traffic.py", "--endpoint-name", "nowhere"),
        *("--rows", "rows.csv"),
        code=1,
    )
    assert "nowhere not found" in said
