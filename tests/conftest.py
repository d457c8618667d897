"""What tests of several folders use: an embedded AWS, and programs run as processes."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from generator.inline import inline
from generator.rehearsal import EmbeddedAws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


@pytest.fixture(scope="session")
def inlined_handler(tmp_path_factory: pytest.TempPathFactory):
    """Give a function: package -> the handler of the text that a template carries, loaded anew."""

    def load(package: str) -> Callable[..., Any]:
        path = tmp_path_factory.mktemp(package) / "index.py"
        path.write_text(inline(package), encoding="utf-8")
        spec = importlib.util.spec_from_file_location("index", path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found: Callable[..., Any] = module.handler
        return found

    return load


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
