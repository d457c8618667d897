"""The quick ones of the stack cases, and that the page tells all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stack_cases import cases, page

from generator.editions import EDITIONS
from generator.readme import BEGIN

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_update_that_fails_is_rolled_back_and_all_goes_on(
    aws: EmbeddedAws, edition: str
) -> None:
    cases.failed_update(cases.Ground(aws, edition))


def test_a_creation_that_fails_behind_the_bucket_leaves_nothing(aws: EmbeddedAws) -> None:
    cases.fails_half_way(cases.Ground(aws, "drift-monitor"), "Bucket")


def test_the_page_tells_every_case() -> None:
    text = page.PAGE.read_text("utf-8")
    assert [title for title in page.titles() if f"| {title} |" not in text] == []
    assert "**" not in text.partition(BEGIN.format(name=page.PART))[2]
