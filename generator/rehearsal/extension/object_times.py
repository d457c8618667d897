"""When an object was written: by the clock, which may have been set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services import s3

if TYPE_CHECKING:
    from generator.rehearsal.extension.clock import Clock


def install(clock: Clock) -> None:
    """Let S3 look at the clock."""
    s3.now_iso = lambda: f"{clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
