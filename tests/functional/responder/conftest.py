"""The stack whose responder the tests of this folder talk to."""

from __future__ import annotations

import pytest
from responder_world import Aws, World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(Aws(), monkeypatch)
