"""One embedded AWS for a module of tests; each finds it empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.rehearsal import EmbeddedAws

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def _server() -> Iterator[EmbeddedAws]:
    with EmbeddedAws() as embedded:
        yield embedded


@pytest.fixture
def aws(_server: EmbeddedAws) -> EmbeddedAws:
    """The embedded AWS of this module, with nothing in it."""
    _server.reset()
    return _server
