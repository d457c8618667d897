"""The README's commands, with the real AWS CLI."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

ROOT = Path(__file__).parents[2]
NAME = "sagemaker-model-monitor"


def command(aws: EmbeddedAws, *words: str) -> Any:
    """Run ``aws`` with these words; give what it printed, as JSON."""
    done = subprocess.run(  # noqa: S603 - the CLI of our own environment
        [str(Path(sys.executable).parent / "aws"), *words, "--output", "json"],
        env={"PATH": "/usr/bin:/bin", **aws.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"aws {' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout


def test_the_cli_brings_the_stack_up_finds_its_outputs_and_removes_it(aws: EmbeddedAws) -> None:
    before = {one["Name"] for one in command(aws, "s3api", "list-buckets")["Buckets"]}
    stack = ("--stack-name", NAME)
    made = command(
        aws, "cloudformation", "create-stack", *stack,
        "--template-body", f"file://{ROOT / 'templates' / 'model-monitor.yaml'}",
        "--parameters", "ParameterKey=EmailAddress,ParameterValue=you@example.com",
        "--capabilities", "CAPABILITY_IAM",
    )  # fmt: skip
    aws.settled(NAME)  # the CLI looks every 30 seconds
    command(aws, "cloudformation", "wait", "stack-create-complete", *stack)
    (found,) = command(aws, "cloudformation", "describe-stacks", *stack)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    (schedule,) = [name for key, name in outputs.items() if key == "DataQualitySchedule"]
    described = command(
        aws, "sagemaker", "describe-monitoring-schedule", "--monitoring-schedule-name", schedule
    )
    assert described["MonitoringScheduleStatus"] == "Scheduled"
    command(aws, "cloudformation", "delete-stack", *stack)
    aws.settled(made["StackId"])
    command(aws, "cloudformation", "wait", "stack-delete-complete", *stack)
    after = {one["Name"] for one in command(aws, "s3api", "list-buckets")["Buckets"]}
    assert after == before


def test_the_readmes_command_deploys_the_edition_that_goes_through_a_bucket(
    aws: EmbeddedAws,
) -> None:
    aws.client("s3").create_bucket(Bucket="your-bucket")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("<!-- deploy: drift-monitor -->\n```bash\n")[1].split("```")[0]
    words = block.replace("\\\n", " ").replace("templates/", f"{ROOT}/templates/").split()
    command(aws, *words[1:])
    (found,) = command(aws, "cloudformation", "describe-stacks", "--stack-name", NAME)["Stacks"]
    assert found["StackStatus"] == "CREATE_COMPLETE"
    aws.destroy(NAME)
