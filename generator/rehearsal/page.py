"""The HTML report of a rehearsed run, by ``report --html``.

The verb is called as a user calls it, so that what is rehearsed is the verb.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from generator.rehearsal.embedded import EmbeddedAws

WRITTEN = "written"


def possible() -> bool:
    """Tell whether the extra ``report``, which draws, is installed."""
    return find_spec("matplotlib") is not None


def write(aws: EmbeddedAws, stack: str, run: str, file: Path) -> str:
    """Write the page of a run, named by its hour; give ``WRITTEN``, or what went wrong."""
    asked = ["--stack-name", stack, "--run", run, "--html", str(file.absolute())]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", "from generator.cli import main; main()", "report", *asked],
        env={**os.environ, **aws.environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    return WRITTEN if done.returncode == 0 and file.is_file() else done.stderr.strip()
