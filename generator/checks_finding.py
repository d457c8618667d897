"""What a checker found, in one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Checker = Literal["cfn-lint", "ours", "cloudformation-validate", "size"]
Level = Literal["error", "warning", "info"]

CHECKERS: tuple[Checker, ...] = ("ours", "cfn-lint", "cloudformation-validate")
"""Who looks at a template; whose words are the best comes first."""

LEVELS: dict[str, Level] = {
    "error": "error",
    "warning": "warning",
    "informational": "info",
    "FATAL": "error",
    "ERROR": "error",
    "WARN": "warning",
    "INFO": "info",
}
"""cfn-lint's words for a severity, and cloudformation-validate's."""

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
