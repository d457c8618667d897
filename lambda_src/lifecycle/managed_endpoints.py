"""The endpoint that is watched, with what Model Monitor's schedules ask of it besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.endpoints import watched

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer


def managed_watched(kind: str, given: dict[str, str], /, *_: Any) -> Answer:
    """Describe the endpoint as ``watched`` does, and the window of one run.

    It lies from ``Start`` to ``End``, where labels are complete that come ``Delay`` hours late.
    """
    answer = watched(kind, given)
    if answer:
        delay = int(given["Delay"])
        start = delay + (24 if given["Frequency"] == "daily" else 1)
        answer["Data"] |= {"Start": f"-PT{start}H", "End": f"-PT{delay}H"}
    return answer
