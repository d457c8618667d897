"""Making and deleting a stack with the deploy helper, called as a user calls it.

In a process of its own, with the rehearsed AWS in its environment: what is rehearsed are the verbs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rehearsal.embedded import EmbeddedAws

Json = dict[str, Any]
_PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]
_FAILED, _REFUSED = 1, 2  # exit codes: by AWS, and before anything is done


def create(
    aws: EmbeddedAws, stack: str, template: str, parameters: Mapping[str, str]
) -> Iterator[Json]:
    """Make a stack, and yield its events until it is up, or is not.

    Raises:
        GeneratorError: the helper refuses template or parameters.

    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.yaml"
        file.write_text(template, encoding="utf-8")
        given = [word for pair in parameters.items() for word in ("-p", "=".join(pair))]
        try:
            yield from _events(aws, "deploy", stack, "--template", str(file), *given)
        except GeneratorError as error:  # the file is a copy, which the user does not know
            raise GeneratorError(str(error).replace(str(file), "the template")) from None


def delete(aws: EmbeddedAws, stack: str) -> Iterator[Json]:
    """Delete a stack, and yield its events until it is gone, or is not."""
    yield from _events(aws, "destroy", stack)


def describe(aws: EmbeddedAws, stack: str) -> Json:
    """Describe a stack."""
    found: Json = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return found


def _events(aws: EmbeddedAws, verb: str, stack: str, *more: str) -> Iterator[Json]:
    """Call a verb, and yield the events that it tells, as CloudFormation names their parts."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [*_PROGRAM, verb, "--stack-name", stack, "--yes", "--json", *more],
        env={**os.environ, **aws.environment()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout  # noqa: S101 - it is piped
        assert process.stderr  # noqa: S101 - as above
        known, cause = 0, ""
        for line in process.stdout:
            told = json.loads(line)
            if told["type"] == "result":
                cause = told.get("error", "")
            elif told["type"] == "event":
                known += 1
                yield {
                    "LogicalResourceId": told["resource"],
                    "ResourceType": told["resourceType"],
                    "ResourceStatus": told["status"],
                    "ResourceStatusReason": told["reason"],
                }
        said = process.stderr.read().strip()
        # What went wrong with the stack is seen on it; what was refused before, only here.
        if process.wait() in (_FAILED, _REFUSED) and not known:
            raise GeneratorError(cause or said or f"{verb} ended with {process.returncode}")
