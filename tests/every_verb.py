"""Every verb of the program, those of its groups included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator


def verbs(group: click.Group = cli, *before: str) -> Iterator[tuple[str, ...]]:
    """Give each verb's words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, *before, name)
        else:
            yield (*before, name)
