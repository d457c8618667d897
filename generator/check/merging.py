"""What several checkers say about one thing becomes one finding.

One thing is: the same line, the same place or one below it, and the same matter. cloudformation-
validate numbers its rules as cfn-lint does (F3002 is E3002), so that the number tells the matter;
its numbers from 9000 on, and ours, are each their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.checks_finding import CHECKERS, Checker, Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS: tuple[Level, ...] = ("error", "warning", "info")
"""The gravest first."""

_NUMBER = re.compile(r"[EWFI](?P<number>\d{4})")
_OWN_NUMBERS = 9000
_QUOTED = re.compile(r"'[^']*'")


@dataclass(frozen=True)
class Matter:
    """One thing that is wrong, and everyone who says so, the best words first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding whose words are shown."""
        return self.findings[0]

    @property
    def level(self) -> Level:
        """The gravest level that anyone gives it."""
        return min((each.level for each in self.findings), key=LEVELS.index)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of it, each once."""
        return tuple(dict.fromkeys(each.rule for each in self.findings))

    @property
    def checkers(self) -> tuple[Checker, ...]:
        """Who says so."""
        return tuple(dict.fromkeys(each.checker for each in self.findings))


def number(finding: Finding) -> str:
    """Give what two checkers' ids of one matter share: E3002 and F3002 are both 3002."""
    found = _NUMBER.fullmatch(finding.rule)
    if not found or int(found["number"]) >= _OWN_NUMBERS:
        return f"{finding.checker} {finding.rule}"
    return found["number"]


def merged(findings: Iterable[Finding]) -> list[Matter]:
    """Merge findings of one template; sorted by line and place."""
    places: dict[tuple[int, str], list[list[Finding]]] = {}
    for finding in sorted(set(findings), key=lambda each: (_rank(each), each)):
        groups = places.setdefault((finding.line, number(finding)), [])
        fitting = [group for group in groups if _same(group, finding)]
        if fitting:
            max(fitting, key=lambda group: group[0].message == finding.message).append(finding)
        else:
            groups.append([finding])
    made = [Matter(tuple(group)) for groups in places.values() for group in groups]
    return sorted(made, key=lambda each: each.first)


def _rank(finding: Finding) -> int:
    return CHECKERS.index(finding.checker) if finding.checker in CHECKERS else len(CHECKERS)


def _same(group: list[Finding], finding: Finding) -> bool:
    """Tell whether a finding is of another checker, of this place, and of this thing in it."""
    first = group[0]
    here, there = f"{first.path}/", f"{finding.path}/"
    near = here.startswith(there) or there.startswith(here)
    other = finding.checker not in {each.checker for each in group}
    words = first.message == finding.message or _subject(first) == _subject(finding)
    return other and near and words


def _subject(finding: Finding) -> str:
    """Give what a message quotes first: the value or the name that is wrong."""
    found = _QUOTED.search(finding.message)
    return found[0] if found else ""
