"""What every verb shares with the program that runs it: click's ``obj``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.deploy.screen import Screen


@dataclass
class Shared:
    """What every verb shares.

    Attributes:
        debug: show the traceback of an error.
        screen: through which the verb speaks; None of a verb that has none, or not yet.

    """

    debug: bool = False
    screen: Screen | None = None

    def say(self, words: str) -> None:
        """Say to a person, on standard error, what passes."""
        if self.screen:
            self.screen.aside(words)
        else:
            click.echo(words, err=True)


def shared() -> Shared:
    """Give what the verb that runs shares; outside of any, something that nobody looks at."""
    context = click.get_current_context(silent=True)
    return context.ensure_object(Shared) if context else Shared()
