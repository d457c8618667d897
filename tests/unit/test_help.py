"""What ``--help`` says: the verbs by groups, and of each examples that can be typed as they are."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import click
import pytest
from every_verb import verbs

from generator.cli import cli
from generator.verbs import GROUPS

if TYPE_CHECKING:
    from pathlib import Path

_FILE = re.compile(r"[\w./-]+\.(csv|jsonl|json|yaml|tar\.gz)|(report|baseline)/")


def command_of(verb: tuple[str, ...]) -> click.Command:
    found: click.Command = cli
    for name in verb:
        assert isinstance(found, click.Group)
        found = found.commands[name]
    return found


def examples(command: click.Command) -> list[str]:
    """Give the commands of the lines below "Example", without comments, variables and pipes."""
    text = re.split(r"\n\s*Examples?:\n", command.help or "")
    block = text[1].split("\n\n")[0] if len(text) > 1 else ""
    found = re.findall(r"(?m)monitor-stack (.*)", re.sub(r"\s*\\\n\s*", " ", block))
    return [re.split(r" {2,}| \||\)\"| > ", each)[0] for each in found]


def test_every_verb_stands_in_a_group_of_the_help() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(cli.commands)
    said = cli.get_help(click.Context(cli, terminal_width=80))
    assert [*re.findall(r"(?m)^([A-Z].*):$", said)][1:] == [*GROUPS]
    assert "\nAlerts:\n  alert-test       whether they arrive\n" in said
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize("verb", [*verbs()], ids=" ".join)
def test_every_verb_has_examples_that_can_be_typed_as_they_are(
    verb: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = examples(command_of(verb))
    assert given
    for example in given:
        words = shlex.split(example)
        for word in filter(_FILE.fullmatch, words):
            path = tmp_path / word
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(exist_ok=True) if word.endswith("/") else path.touch()
        assert tuple(words[: len(verb)]) == verb
        command_of(verb).make_context(verb[-1], words[len(verb) :])
