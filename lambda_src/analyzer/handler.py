"""Where the clock, and whoever asks by hand, arrive."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lambda_src.analyzer.baseline import baselines
from lambda_src.analyzer.work import analysed, pending

if TYPE_CHECKING:
    from typing import Any


def handler(event: dict[str, Any], context: Any, /) -> Any:
    """Make the runs that are due, that of the open window (``{"now": true}``), or baselines.

    Give the ``drift.json`` of each. An event with ``Into`` asks for ``baselines``. The environment
    says for whom the runs are: BUCKET, CAPTURED (bucket and prefix of the variant's traffic),
    ENDPOINT, PREFIX (of the schedules' names), STEP (seconds of a window), DELAY (hours by which
    labels come late), QUALITY (``true`` or ``false``), PROBLEM, ATTRIBUTES (places of prediction
    and probability in an answer), EXCLUDE, RECORDS (fewer give no verdict), VERDICT (``exact`` or
    ``model-monitor``).
    """
    if "Into" in event:
        return baselines(event)
    found: list[Any] = []
    failures: list[Exception] = []
    for run in pending(time.time(), "now" in event):
        try:
            found.append(analysed(*run, context.get_remaining_time_in_millis, not found + failures))
        except TimeoutError:
            break  # what is left is due in the next call
        except Exception as error:  # noqa: BLE001 - the others have their turn first
            failures.append(error)
    if failures:
        raise failures[0]
    return found
