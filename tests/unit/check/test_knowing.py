"""What a rule's id stands for."""

from __future__ import annotations

import pytest

from generator.check.knowing import EXAMPLES, close, known, rules
from generator.checks_cfnlint import decode, lint, our_rules

OURS = sorted(name for name, rule in our_rules().items() if not rule.without_examples)


def found(text: str) -> set[str]:
    """Give the rules of ours that find fault with a template."""
    content, broken = decode(text)
    assert content, broken
    return {each.rule for each in lint(content, regions=["us-east-1"], only={"ours"})}


@pytest.mark.parametrize("rule", OURS)
def test_each_rule_of_ours_has_an_example_that_fails_and_one_that_passes(rule: str) -> None:
    explained = rules("ours")[rule]
    assert rule in found(explained.fails)
    assert rule not in found(explained.passes)


def test_there_is_no_example_without_its_rule_and_one_rule_without_example() -> None:
    assert sorted(path.stem for path in EXAMPLES.iterdir()) == OURS
    assert {*our_rules()} - {*OURS} == {"W9137"}


def test_every_checker_rule_is_known_by_its_id_in_any_case() -> None:
    cfn_lint, *_ = known("e3030")
    assert (cfn_lint.checker, cfn_lint.level) == ("cfn-lint", "error")
    assert cfn_lint.source.startswith("https://")
    [validate] = known("F3002")
    assert (validate.checker, validate.level) == ("cloudformation-validate", "error")


def test_an_id_that_two_checkers_chose_is_explained_twice_ours_first() -> None:
    assert [each.checker for each in known("E9101")] == ["ours", "cloudformation-validate"]


def test_an_unknown_id_has_names_that_are_close_to_it() -> None:
    assert known("W9109X") == []
    assert close("w9109x")[0] == "W9109"
