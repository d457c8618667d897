"""How a verb ends that waits for AWS: with a result that says how to go on, and a true code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from generator.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.deploy.screen import Screen


@contextmanager
def ending(out: Screen, again: str) -> Iterator[None]:
    """Turn an interruption, or a wait that is over, into the verb's result.

    A failure is the program's to tell.

    Args:
        out: the verb's screen.
        again: the command that takes up what is under way.

    """
    from generator.deploy.follow import StillRunningError  # noqa: PLC0415 - boto3 is slow to import

    try:
        yield
    except click.Abort:  # Ctrl-C at a question, or the end of the input
        end(out, Exit.INTERRUPTED, "\nInterrupted at the question: nothing more was done")
    except KeyboardInterrupt:
        words = f"\nInterrupted. What AWS has begun goes on; to take it up again: {again}"
        end(out, Exit.INTERRUPTED, words, again=again)
    except StillRunningError as error:
        end(out, Exit.RUNNING, f"{error}. It goes on; to wait again: {again}", again=again)


def end(out: Screen, code: Exit, words: str = "", **data: object) -> NoReturn:
    """Say the result, and end the verb with its exit code.

    Raises:
        click.exceptions.Exit: always.

    """
    out.result(code, words, style="" if code == Exit.DONE else "yellow", **data)
    raise click.exceptions.Exit(int(code))
