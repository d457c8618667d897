"""How the program runs a verb and ends: with words for a person, a result for a machine, a code."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from generator.errors import GeneratorError, WrongValueError
from generator.exits import Exit
from generator.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Sequence

MACHINE = "--json"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a device or a disk says that takes no more."""


def run(command: click.Command, arguments: Sequence[str], **more: Any) -> int:
    """Run a verb, or the group of all, and give the exit code; nothing a user can mend escapes.

    With ``--json`` the last line of standard output is a result in any case: where the verb has not
    said one, it is said here, with the error. Wrong usage is said on standard error, too: whoever
    made that mistake may not read what a machine does.

    Args:
        command: of click.
        arguments: without the program's name.
        more: for ``main`` of click.

    """
    shared = Shared()
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    try:
        code = _run(command, arguments, shared, machine=MACHINE in options, **more)
        sys.stdout.flush()  # else what cannot be written would show only after the end
    except OSError as error:
        if shared.debug or error.errno not in _FULL:
            raise
        return _full(error)
    return code


def _run(
    command: click.Command, arguments: Sequence[str], shared: Shared, *, machine: bool, **more: Any
) -> int:
    try:
        # Not standalone: there an interruption would end with 1.
        return int(command.main(arguments, standalone_mode=False, obj=shared, **more) or Exit.DONE)
    except click.ClickException as error:
        error.show()
        return _told(shared, error.exit_code, error.format_message(), machine=machine)
    except click.Abort:
        click.echo("Interrupted", err=True)
        return _told(shared, Exit.INTERRUPTED, "interrupted", machine=machine)
    except GeneratorError as error:
        code = Exit.USAGE if isinstance(error, WrongValueError) else Exit.FAILED
        _told(shared, code, str(error), machine=machine)
        if shared.debug:
            raise
        if code == Exit.USAGE or not machine:
            click.echo(f"error: {error}", err=True)
        return int(code)
    except Exception as error:  # a fault of ours, or an output that takes no more
        if getattr(error, "errno", None) not in _FULL:
            _told(shared, Exit.FAILED, f"unexpected: {error!r}", machine=machine)
        raise


def _told(shared: Shared, code: int, words: str, *, machine: bool) -> int:
    """Tell a machine how it ended, unless the verb has; give the code."""
    if machine and not (shared.screen and shared.screen.ended):
        result = {"type": "result", "exit": int(code), "error": words}
        click.echo(json.dumps(result, ensure_ascii=False))
    return int(code)


def _full(error: OSError) -> int:
    """Say that the output cannot be written, and let nothing more be written there."""
    where = error.filename or "the output"
    click.echo(f"error: {where} cannot be written: {error.strerror}", err=True)
    with contextlib.suppress(OSError, ValueError):  # where standard output is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return int(Exit.FAILED)
