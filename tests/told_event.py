"""The clock's event, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.responder import told

if TYPE_CHECKING:
    from collections.abc import Mapping


def told_event(places: Mapping[int, str]) -> list[str]:
    """Give an event that says what ``places`` say, by the names of ``told``, and nothing else."""
    return [places.get(place, "") for place in range(told.RECORDS + 1)]
