"""How a build is told."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from generator.build import Built, Emitted
from generator.build_report import lines, table
from generator.checks import TEMPLATE_BODY_BYTES, Finding
from generator.version import __version__

FAULT = Finding(3, "Resources/A", "ours", "E9101", "error", "two\n words [bold]")
ADVICE = Finding(1, "", "cloudformation-validate", "I1", "info", "tag it")


def built(*findings: Finding, text: str = "a: 1\n", checked: bool = True) -> Built:
    emitted = Emitted("edition", Path("edition.yaml"), text, resources=2)
    return Built(emitted, before=text, findings=findings if checked else None)


def test_a_build_is_told_in_a_table() -> None:
    head, row = table([built(ADVICE)])
    assert head.split("  ")[0] == "edition"
    assert "bytes of 51,200" in head
    assert row.split() == ["edition", __version__, "2", "5", "0", "1", "unchanged"]
    [_, unchecked] = table([built(checked=False)])
    assert unchecked.split() == ["edition", __version__, "2", "5", "unchecked", "unchanged"]


def test_numbers_stand_below_their_headings() -> None:
    head, row = table([built(FAULT, text="x" * 1234)])
    plain = click.unstyle(row)
    for heading, number in (("resources", "2"), ("51,200", "1,234"), ("findings", "1")):
        assert plain[: head.index(heading) + len(heading)].endswith(number)


@pytest.mark.parametrize(
    ("alarming", "words"),
    [
        (built(FAULT), "1"),
        (built(text="x" * (TEMPLATE_BODY_BYTES + 1)), "51,201"),
    ],
    ids=["a fault", "too large"],
)
def test_what_alarms_is_red_and_nothing_else(alarming: Built, words: str) -> None:
    _, row = table([alarming])
    assert row.count("\x1b[31m") == 1
    assert row.split("\x1b[31m")[1].split("\x1b[0m")[0].strip() == words


def test_a_finding_is_told_on_one_line_with_its_place() -> None:
    [line] = lines(built(FAULT), [FAULT])
    told = "edition.yaml:3: error E9101 (ours): two words [bold] [Resources/A]"
    assert click.unstyle(line) == told
