"""The table of mutations: each is looked at as it stands, and seen by somebody."""

from __future__ import annotations

from mutations import table
from mutations.cases import good, mutations


def test_the_page_of_mutations_says_what_was_seen() -> None:
    assert table.stale() == [], "run python -m tests.mutations"
    text = table.PAGE.read_text("utf-8")
    assert table.page(text, table.kept()) == text, "run python -m tests.mutations"


def test_every_mutation_changes_the_template_as_it_is_emitted_today() -> None:
    assert [one.key for one in mutations() if one.text == good(one.edition)] == []


def test_there_are_fifty_and_somebody_sees_each() -> None:
    assert len(mutations()) >= 50
    assert table.unseen() == []
