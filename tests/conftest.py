"""What tests of several folders use: an embedded AWS, and programs run as processes."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from generator.rehearsal import EmbeddedAws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def _server() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as embedded:
        yield embedded


@pytest.fixture
def aws(_server: EmbeddedAws) -> EmbeddedAws:
    """The embedded AWS of this module, with nothing in it."""
    _server.reset()
    return _server


@pytest.fixture
def run(tmp_path: Path):
    """Give a function: program, arguments -> the finished process, run in an empty folder."""

    def go(program: list[str], *arguments: str, **variables: str):
        plain = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS")}
        return subprocess.run(  # noqa: S603 - ours
            [*program, *arguments],
            cwd=tmp_path,
            env={**plain, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return go
