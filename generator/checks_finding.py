"""What a checker found, in the one form that the build prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Checker = Literal["cfn-lint", "ours", "cloudformation-validate", "size"]
Level = Literal["error", "warning", "info"]

SUPPRESSION = "suppression"
"""The rule id of findings about suppressions themselves."""


@dataclass(frozen=True, order=True)
class Finding:
    """One finding on a template.

    `path` is where it stands, such as `Resources/Endpoint/Properties/EndpointConfigName`, or ''
    for the whole file. `line` counts from 1. `source` is the page that states the fact, or ''.
    """

    line: int
    path: str
    checker: Checker
    rule: str
    level: Level
    message: str
    source: str = ""
