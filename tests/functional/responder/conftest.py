"""The stack whose responder the tests of this folder talk to."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

import boto3
import pytest
from edition_world import EditionWorld
from failing_calls import Wire, wired
from responder_world import Aws, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(Aws(), monkeypatch)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """Give a session whose calls may fail, instead of boto3's own."""
    with wired() as (made, patch):
        patch.setattr(boto3, "resource", cache(boto3.resource))  # each takes 20 ms
        yield made


@pytest.fixture
def begin(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], EditionWorld]:
    """Give a function: edition -> a world of it, in which time passes as it says."""

    def made(edition: str) -> EditionWorld:
        world = EditionWorld(edition, wire)
        monkeypatch.setattr(time, "time", lambda: world.aws.now.timestamp())  # noqa: PLW0108 - now moves
        monkeypatch.setattr(time, "sleep", lambda _: None)
        return world

    return made
