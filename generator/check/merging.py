"""What several checkers say about one thing becomes one finding.

One thing is: the same place or one below it, the same matter, and words that speak of the same.
cloudformation-validate numbers its rules as cfn-lint does (F3002 is E3002), so that the number
tells the matter; its numbers from 9000 on, and ours, are each their own, but for twins that are
named. Lines do not count: checkers differ in whether a place is the line of its key or its value.
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

_TWINS = {
    "ours E9111": "3510",  # both say that a policy's resource is no ARN
    "ours W9112": "3042",
    "ours E9138": "cloudformation-validate E9014",
}
"""Rules of ours that say what another's rule says in part, and the number of that."""

_NUMBER = re.compile(r"[EWFI](?P<number>\d{4})")
_OWN_NUMBERS = 9000
_QUOTED = re.compile(r"""(['"])(?P<what>.*?)\1""")


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
        name = f"{finding.checker} {finding.rule}"
        return _TWINS.get(name, name)
    return found["number"]


def merged(findings: Iterable[Finding]) -> list[Matter]:
    """Merge findings of one template; sorted by line and place."""
    matters: dict[str, list[list[Finding]]] = {}
    for finding in sorted(set(findings), key=lambda each: (_rank(each), each)):
        groups = matters.setdefault(number(finding), [])
        fitting = [group for group in groups if _same(group, finding)]
        if fitting:
            max(fitting, key=lambda group: _likeness(group[0], finding)).append(finding)
        else:
            groups.append([finding])
    made = [Matter(tuple(group)) for groups in matters.values() for group in groups]
    return sorted(made, key=lambda each: each.first)


def _rank(finding: Finding) -> int:
    return CHECKERS.index(finding.checker) if finding.checker in CHECKERS else len(CHECKERS)


def _same(group: list[Finding], finding: Finding) -> bool:
    """Tell whether a finding is of another checker, of this place, and of this thing in it."""
    first = group[0]
    here, there = f"{first.path}/", f"{finding.path}/"
    near = here.startswith(there) or there.startswith(here)
    other = finding.checker not in {each.checker for each in group}
    return other and near and _speak_of_one(first, finding)


def _likeness(first: Finding, finding: Finding) -> tuple[bool, bool]:
    return first.message == finding.message, first.path == finding.path


def _speak_of_one(first: Finding, finding: Finding) -> bool:
    """Tell whether what one quotes the other says, too; or one quotes nothing."""
    one, other = _subject(first), _subject(finding)
    return not one or not other or one in finding.message or other in first.message


def _subject(finding: Finding) -> str:
    """Give what a message quotes first: the value or the name that is wrong."""
    found = _QUOTED.search(finding.message)
    return found["what"] if found else ""
