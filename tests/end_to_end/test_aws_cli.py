"""The README's commands, with the real AWS CLI."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.editions import EDITIONS

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


def readme(edition: str) -> list[list[str]]:
    """Give the words of each command with which the README deploys an edition."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("<!-- deploy -->\n```bash\n")[1].split("```")[0]
    block = block.replace("\\\n", " ").replace(
        "templates/drift-monitor", f"{ROOT}/templates/{edition}"
    )
    return [shlex.split(line)[1:] for line in block.splitlines() if line]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_readmes_commands_bring_the_stack_up_and_it_can_be_removed(
    aws: EmbeddedAws, edition: str
) -> None:
    before = {one["Name"] for one in command(aws, "s3api", "list-buckets")["Buckets"]}
    create, wait, describe = readme(edition)
    made = command(aws, *create)
    aws.settled(NAME)  # the CLI looks every 30 seconds
    command(aws, *wait)
    outputs = {one["OutputKey"]: one["OutputValue"] for one in command(aws, *describe)}
    described = command(
        aws, "sagemaker", "describe-endpoint", "--endpoint-name", outputs["EndpointName"]
    )
    assert described["EndpointStatus"] == "InService"
    stack = ("--stack-name", NAME)
    command(aws, "cloudformation", "delete-stack", *stack)
    aws.settled(made["StackId"])
    command(aws, "cloudformation", "wait", "stack-delete-complete", *stack)
    after = {one["Name"] for one in command(aws, "s3api", "list-buckets")["Buckets"]}
    assert after == before
