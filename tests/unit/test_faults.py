"""The table of faults: it is what our rules and cloudformation-validate say now."""

from __future__ import annotations

from faults import table
from faults.cases import faults, good
from faults.looking import new, said


def test_the_page_of_faults_says_who_sees_them_now() -> None:
    text = table.PAGE.read_text("utf-8")
    assert table.page(text, table.seen()) == text, "run python -m tests.faults"


def test_the_slow_ones_looked_at_the_faults_as_they_are() -> None:
    assert table.stale() == [], "run python -m tests.faults --slow"


def test_nobody_objects_to_the_template_without_a_fault() -> None:
    assert not any(said(good()).values())


def test_a_fault_changes_the_template_or_how_it_is_called() -> None:
    assert [one.key for one in faults() if one.text == good() and not one.parameters] == []


def test_what_a_checker_says_of_the_good_template_too_is_not_seen() -> None:
    before = {"ours": {("E1", "a"), ("E2", "b")}}
    found = {"ours": {("E1", "a"), ("E1", "c"), ("E2", "b")}}
    assert new(found, before) == {"ours": ["E1"]}
