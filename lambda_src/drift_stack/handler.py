"""Where events arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.custom import answer
from lambda_src.lifecycle.endpoints import watched
from lambda_src.lifecycle.own_baselines import own_baselines
from lambda_src.lifecycle.patience import wait_once
from lambda_src.lifecycle.storage import storage
from lambda_src.responder.reports import record
from lambda_src.responder.respond import respond

if TYPE_CHECKING:
    from typing import Any

KINDS = {"Storage": storage, "Watched": watched, "Baselines": own_baselines}


def handler(event: Any, context: Any, /) -> None:
    """Answer CloudFormation, or do what is due."""
    if "ResponseURL" in event:
        answer(event, KINDS, lambda busy, /: wait_once(context, busy))
    else:
        respond(event, record)
