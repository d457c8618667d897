"""Where events arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.baselines import baselines
from lambda_src.lifecycle.custom import answer
from lambda_src.lifecycle.managed_endpoints import managed_watched
from lambda_src.lifecycle.patience import patiently
from lambda_src.lifecycle.schedules import after, before
from lambda_src.lifecycle.storage import storage
from lambda_src.responder.respond import respond
from lambda_src.responder.runs import record

if TYPE_CHECKING:
    from typing import Any

KINDS = {
    "Storage": storage,
    "Watched": managed_watched,
    "Baselines": baselines,
    "Before": before,
    "After": after,
}


def handler(event: Any, context: Any, /) -> None:
    """Answer CloudFormation, or do what is due."""
    if "ResponseURL" in event:
        patiently(event, context, lambda wait, /: answer(event, KINDS, wait))
    else:
        respond(event, record)
