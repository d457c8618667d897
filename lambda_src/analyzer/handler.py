"""Where the clock, and whoever asks by hand, arrive."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from lambda_src.analyzer.work import analysed, pending

if TYPE_CHECKING:
    from typing import Any


def handler(event: dict[str, Any], context: Any, /) -> list[dict[str, Any]]:
    """Make the runs that are due, or that of the open window: ``{"now": true}``.

    Give what each found, in short. The environment says for whom: BUCKET, CAPTURED (bucket and
    prefix of the variant's traffic), ENDPOINT, PREFIX (of the schedules' names), HOURS (of a
    window), DELAY (hours by which labels come late), QUALITY (``true`` or ``false``), PROBLEM,
    ATTRIBUTES (places of prediction and probability in an answer), EXCLUDE, RECORDS (fewer give no
    verdict), VERDICT (``exact`` or ``model-monitor``).
    """
    found = []
    for run in pending(time.time(), bool(event.get("now"))):
        detail = analysed(*run, context.get_remaining_time_in_millis)
        short = {name: detail[name] for name in ("report", "status", "reason", "figures")}
        print(json.dumps(short))
        found.append(short)
    return found
