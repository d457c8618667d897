"""The hooks around the schedules, which cannot be changed or deleted during a run.

``BeforeSchedules`` stands before them: an update stops them first. It takes a new physical id then,
so that CloudFormation deletes the old one when the update is over, or the new one when it was
rolled back; either way that deletion starts the schedules again. ``AfterSchedules`` stands behind
them: the stack's deletion stops them first, and an update that reaches it starts them at once.

A new model name means new schedules, and the update's end deletes the old ones. So what an update
stops are both, and what it starts are the new ones; only a rollback starts the old ones, whose
prefix stands in the physical id for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.patience import client, stop, unless

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer, Wait
