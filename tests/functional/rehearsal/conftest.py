"""An endpoint with capture, ready to be monitored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from monitored import Monitored

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws


@pytest.fixture
def monitored(aws: EmbeddedAws) -> Monitored:
    """A model, its endpoint and a role, on an embedded AWS with nothing else in it."""
    return Monitored(aws)
