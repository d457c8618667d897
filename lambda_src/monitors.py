"""The monitors of a stack, and what their runs and statistics say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

DATA = "data-quality"
MONITORS = DATA, "model-quality"
MOVING = "Pending", "InProgress", "Stopping"  # of a run of Model Monitor that is not over


def metrics_of(statistics: dict[str, Any], /) -> dict[str, float]:
    """Give the figures of model quality; CloudWatch takes neither NaN nor an infinity."""
    return {
        name: value
        for part, group in statistics.items()
        if part.endswith("_metrics")
        for name, figure in group.items()
        if isinstance(value := figure.get("value"), int | float) and value - value == 0
    }
