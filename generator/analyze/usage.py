"""Parts of a command line whose exit code 2 says something else: wrong usage exits with 1."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


class WrongUsageError(click.UsageError):
    """Wrong usage of a verb whose exit code 2 says something else."""

    exit_code = 1


class NoVerbError(WrongUsageError):
    """No verb at all: the help says it all."""

    def show(self, file: Any = None) -> None:
        """Print the help."""
        if self.ctx:
            click.echo(self.ctx.get_help(), file=file, err=True)


@contextmanager
def _wrong_usage() -> Iterator[None]:
    try:
        yield
    except WrongUsageError:
        raise
    except click.UsageError as error:
        raise WrongUsageError(error.format_message(), error.ctx) from error


class Verb(click.Command):
    """A verb whose wrong usage exits with 1."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Parse the arguments."""
        with _wrong_usage():
            return super().make_context(*arguments, **extra)


class Verbs(click.Group):
    """Verbs of which a wrong name, and none, exit with 1, too."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Parse the arguments."""
        with _wrong_usage():
            return super().make_context(*arguments, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the verb's name."""
        if not args:
            raise NoVerbError("a verb is missing", ctx)
        return super().parse_args(ctx, args)

    def resolve_command(self, *arguments: Any) -> Any:
        """Find the verb."""
        with _wrong_usage():
            return super().resolve_command(*arguments)


class Share(click.FloatRange):
    """A number from 0 to 1; ``nan``, which no bound refuses, is none."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, *arguments: Any) -> Any:
        """Read the number."""
        found = super().convert(*arguments)
        if math.isnan(found):
            self.fail("nan is not in the range 0<=x<=1.", *arguments[1:])
        return found
