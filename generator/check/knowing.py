"""What a rule's id stands for, whoever's rule it is."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.checks_cfnlint import cfn_lint_rules, our_rules
from generator.checks_finding import CHECKERS, LEVELS, Checker, Level
from generator.checks_validate import PAGE, list_rules
from generator.rules import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLES = FOLDER / "examples"
"""A file for each of our rules: a template that it finds fault with, `---`, one that it passes."""


@dataclass(frozen=True)
class Rule:
    """A rule of a checker.

    `source` is the page that states its fact, or ''. `fails` and `passes` are templates, or '':
    our own rules alone have them, or `without_examples`, which says why they have none.
    """

    id: str
    checker: Checker
    level: Level
    title: str
    description: str
    source: str = ""
    fails: str = ""
    passes: str = ""
    without_examples: str = ""


@cache
def rules(checker: Checker) -> Mapping[str, Rule]:
    """Give the rules of a checker by id."""
    if checker == "cloudformation-validate":
        found = [
            Rule(each.id, checker, LEVELS[each.severity.name], each.description, "", PAGE)
            for each in list_rules()
        ]
    elif checker == "cfn-lint":
        found = [_of_cfn_lint(each, checker) for each in cfn_lint_rules().values()]
    else:
        found = [_of_cfn_lint(each, checker) for each in our_rules().values()]
    return {rule.id: rule for rule in found}


def known(rule: str) -> list[Rule]:
    """Give every checker's rule of an id; two checkers may have chosen the same one."""
    found = (rules(checker).get(rule.upper()) for checker in CHECKERS)
    return [each for each in found if each]


def close(rule: str) -> list[str]:
    """Give ids that look like one that nobody has."""
    every = {each for checker in CHECKERS for each in rules(checker)}
    return difflib.get_close_matches(rule.upper(), sorted(every), n=3)


def _of_cfn_lint(rule: Any, checker: Checker) -> Rule:
    path = EXAMPLES / f"{rule.id}.yaml"
    text = path.read_text("utf-8") if checker == "ours" and path.is_file() else ""
    fails, _, passes = text.partition("---\n")
    level = LEVELS.get(rule.severity, "error")
    return Rule(
        rule.id,
        checker,
        level,
        rule.shortdesc,
        rule.description,
        rule.source_url,
        fails,
        passes,
        getattr(rule, "without_examples", ""),
    )
