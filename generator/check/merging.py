"""What several checkers say about one thing becomes one finding.

One thing is: the same place or one below it, the same matter, and words that speak of the same.
cloudformation-validate numbers its rules as cfn-lint does (F3002 is E3002), so that the number
tells the matter; its numbers from 9000 on, and ours, are each their own, but for twins that are
named. Lines do not count: checkers differ in whether a place is the line of its key or its value.

A rule that holds one value against several patterns, of which it has to fit one, says so once for
each: that is one thing, too.
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

_TWINS: dict[str, tuple[str, ...]] = {
    # That a policy's resource, or a value with a pattern, is no ARN; what Ref, Fn::Sub or Fn::Join
    # become is told under numbers of its own.
    "ours E9111": ("3510", "3514", "3031", "1030", "1031", "1032"),
    "ours W9112": ("3042",),
    "ours E9138": ("cloudformation-validate E9014",),
}
"""Rules of ours that say what other rules say in part, and the numbers of these."""
_OF_A_VALUE = ("ours E9111", "ours W9112")
"""Those that judge one value as a whole: whatever a twin says of it is the same."""
_JUDGES_A_VALUE = re.compile(
    r"does not match |is not valid under any of |was expected|is not one of |is not of type "
)
_ALL_OF_THEM = "is not valid under any of "
_A_CONSTANT = re.compile(r"'[^']*' was expected")

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
        return _name(finding)
    return found["number"]


def _name(finding: Finding) -> str:
    return f"{finding.checker} {finding.rule}"


def merged(findings: Iterable[Finding]) -> list[Matter]:
    """Merge findings of one template; sorted by line and place."""
    matters: dict[str, list[list[Finding]]] = {}
    for finding in sorted(set(findings), key=_best_first):
        groups = matters.setdefault(number(finding), [])
        fitting = [group for group in groups if _same(group, finding) or _again(group, finding)]
        if fitting:
            max(fitting, key=lambda group: _likeness(group[0], finding)).append(finding)
        else:
            groups.append([finding])
    for ours, twins in _TWINS.items():
        for twin in twins:
            groups = matters.get(twin, [])
            matters[twin] = [each for each in groups if not _taken(each, matters.get(ours, []))]
    made = [
        Matter(tuple(sorted(group, key=_best_first)))
        for groups in matters.values()
        for group in groups
    ]
    return sorted(made, key=lambda each: each.first)


def _taken(group: list[Finding], ours: list[list[Finding]]) -> bool:
    """Put what others say to the finding of ours that says it better; tell whether there is one."""
    fitting = [one for one in ours if _twin(one[0], group[0])]
    if fitting:
        max(fitting, key=lambda one: _likeness(one[0], group[0])).extend(group)
    return bool(fitting)


def _twin(ours: Finding, other: Finding) -> bool:
    whole = _name(ours) in _OF_A_VALUE and f"{other.path}/".startswith(f"{ours.path}/")
    return whole or (_near(ours, other) and _speak_of_one(ours, other))


def _best_first(finding: Finding) -> tuple[int, bool, bool, Finding]:
    """Sort by whose words are better; of one value the sum of it, and a constant at last."""
    rank = CHECKERS.index(finding.checker) if finding.checker in CHECKERS else len(CHECKERS)
    words = finding.message
    return rank, _A_CONSTANT.match(words) is not None, _ALL_OF_THEM not in words, finding


def _near(one: Finding, other: Finding) -> bool:
    here, there = f"{one.path}/", f"{other.path}/"
    return here.startswith(there) or there.startswith(here)


def _same(group: list[Finding], finding: Finding) -> bool:
    """Tell whether a finding is of another checker, of this place, and of this thing in it."""
    other = finding.checker not in {each.checker for each in group}
    return other and _near(group[0], finding) and _speak_of_one(group[0], finding)


def _again(group: list[Finding], finding: Finding) -> bool:
    """Tell whether a rule judges the same value once more."""
    return any(
        (each.checker, each.rule, each.path) == (finding.checker, finding.rule, finding.path)
        and _JUDGES_A_VALUE.search(each.message)
        and _JUDGES_A_VALUE.search(finding.message)
        and (_subject(each) == _subject(finding) or _A_CONSTANT.match(finding.message))
        for each in group
    )


def _likeness(first: Finding, finding: Finding) -> tuple[bool, bool, bool]:
    same = first.message == finding.message
    return same, first.path == finding.path, _speak_of_one(first, finding)


def _speak_of_one(first: Finding, finding: Finding) -> bool:
    """Tell whether what one quotes the other says, too; or one quotes nothing."""
    one, other = _subject(first), _subject(finding)
    return not one or not other or one in finding.message or other in first.message


def _subject(finding: Finding) -> str:
    """Give what a message quotes first: the value or the name that is wrong."""
    found = _QUOTED.search(finding.message)
    return found["what"] if found else ""
