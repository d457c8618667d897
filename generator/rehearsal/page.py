"""The HTML report of a rehearsed run: where ``report --html`` plugs in.

The verb is called as a user calls it, so that what is rehearsed is the verb.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rehearsal.embedded import EmbeddedAws

WRITTEN = "written"
_VERB = "report"


def possible() -> bool:
    """Tell whether this version has the verb."""
    from generator.cli import cli  # noqa: PLC0415 - the verbs import this package

    return _VERB in cli.commands


def write(aws: EmbeddedAws, stack: str, run: str, file: Path) -> str:
    """Write the page of a run, named by its hour; give ``WRITTEN``, or what went wrong."""
    asked = ["--stack-name", stack, "--run", run, "--html", str(file.absolute())]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", "from generator.cli import main; main()", _VERB, *asked],
        env={**os.environ, **aws.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    return WRITTEN if done.returncode == 0 and file.is_file() else done.stderr.strip()
