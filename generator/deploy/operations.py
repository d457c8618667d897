"""What the verbs do with a ``drift-monitor`` stack that is up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.absent import found
from generator.deploy.awsclient import NoStackError
from lambda_src.monitors import MONITORS

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient, Json


@dataclass(frozen=True)
class Stack:
    """A stack of ours: its name, parameters, outputs, and the analyzer's name."""

    name: str
    parameters: dict[str, str]
    outputs: dict[str, str]
    analyzer: str

    @property
    def monitors(self) -> tuple[str, ...]:
        """Give the monitors that it has."""
        return MONITORS[: 1 + (self.parameters["EnableModelQuality"] == "true")]


def look_up(aws: AwsClient, name: str) -> Stack:
    """Find a stack and its analyzer.

    Raises:
        NoStackError: it is not there, has no analyzer of its own, or is not up.
        AwsError: it may not be seen.

    """
    stack = found(aws, name)
    if "DriftVerdict" not in stack.parameters:
        problem = "only the edition drift-monitor has an analyzer that can be called"
        raise NoStackError(name, problem)
    if not stack.outputs:
        raise NoStackError(name, f"it is {stack.status}, wait until it is up")
    return Stack(name, stack.parameters, stack.outputs, aws.resource(name, "Analyzer"))


def run_now(aws: AwsClient, stack: Stack, *, due: bool) -> list[Json]:
    """Analyse the windows that are open, or with ``due`` those that have closed unanalysed.

    Gives ``{"report", "status", "reason", "figures"}`` of each run.
    """
    runs: list[Json] = aws.invoke(stack.analyzer, {} if due else {"now": True})
    return [{name: run[name] for name in ("report", "status", "reason", "figures")} for run in runs]
