"""What a person at a terminal sees."""

from __future__ import annotations

import io

import click
from rich.console import Console

from generator.check.checking import Checked
from generator.check.merging import Matter
from generator.check.telling import show
from generator.checks_finding import Finding
from generator.deploy.screen import Screen

PATH = "Resources/Topic/Properties/KmsMasterKeyId"
WORDS = "Topic, KmsMasterKeyId: the key is [bold]Amazon's[/bold], and alarms cannot use it " * 3


def shown() -> str:
    """Show one finding of two checkers on a terminal of 80 columns."""
    first = Finding(7, PATH, "ours", "E9111", "error", WORDS)
    other = Finding(7, PATH, "cfn-lint", "W1", "warning", "so it is")
    screen, written = Screen(machine=False), io.StringIO()
    screen.out = Console(file=written, force_terminal=True, width=80, highlight=False)
    show(screen, [Checked("a.yaml", (Matter((first, other)),)), Checked("good.yaml", ())])
    return written.getvalue()


def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost() -> None:
    said = click.unstyle(shown())
    assert max(map(len, said.splitlines())) <= 80
    for word in WORDS.removeprefix("Topic, KmsMasterKeyId: ").split():
        assert word in said
    assert "Topic, KmsMasterKeyId · E9111 (ours), W1 (cfn-lint)" in said
    assert "good.yaml" not in said


def test_the_level_alone_has_a_colour() -> None:
    said = shown()
    assert said.count("\x1b[31m") == 1
    assert said.split("\x1b[31m")[1].startswith("error")
