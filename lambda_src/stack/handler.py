"""Where events arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.custom import answer
from lambda_src.responder.respond import respond

if TYPE_CHECKING:
    from typing import Any


def handler(event: dict[str, Any], context: Any, /) -> None:
    """Answer CloudFormation, or do what is due."""
    if "ResponseURL" in event:
        answer(event, context)
    else:
        respond(event)
