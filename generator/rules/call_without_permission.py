"""E9117: inline code calls what its role does not allow."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._actions import needed
from generator.rules._calls import calls
from generator.rules._check import Check, Problem
from generator.rules._grants import Grants
from generator.rules._pieces import Hole
from generator.rules._walk import at, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Reading
    from generator.rules._reader import Reader


class CallWithoutPermission(Check):
    """Reads inline Python, and compares what it calls through boto3 with the role's policies."""

    id = "E9117"
    shortdesc = "Inline code calls an action that the function's role does not allow"
    description = (
        "A call without permission fails with AccessDenied, when the function first runs. Only "
        "calls and policies that are plain are compared, and only actions, not resources"
    )
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
    tags: ClassVar[list[str]] = ["resources", "lambda", "iam"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield each action once a function."""
        grants = Grants(reader)
        for name, _, given in resources(reader.template, "AWS::Lambda::Function"):
            if not str(given.get("Runtime", "python")).startswith("python"):
                continue
            path = (*root(name), "Code", "ZipFile")
            for reading in reader.read(at(given, ("Code", "ZipFile")), path):
                for actions, method, line in _missing(grants, name, reading):
                    words = _words(actions, method, line, grants.roles(name))
                    yield Problem(reading.path, words)


def _missing(
    grants: Grants, function: str, reading: Reading
) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Yield the actions of which one is needed, the method, and its line in the code."""
    seen = set()
    for call in calls("".join("_" if isinstance(p, Hole) else p for p in reading.pieces)):
        actions = needed(call.service, call.method)
        allowed = any(grants.may(function, action) for action in actions)
        if actions and not allowed and actions not in seen:
            seen.add(actions)
            yield actions, call.method, call.line


def _words(actions: tuple[str, ...], method: str, line: int, roles: list[str]) -> str:
    """Ask for the first action; the other is of S3, for whoever names an object's version."""
    action, *with_version = actions
    either = f" ({with_version[0]} where it names a version)" if with_version else ""
    return (
        f"line {line} of the code calls {method}, which needs {action}{either}, and no policy of "
        f"{' or '.join(roles)} allows that: the call fails with AccessDenied. Allow {action} in "
        f"{' and '.join(roles)}, on the resources that the code works on"
    )
