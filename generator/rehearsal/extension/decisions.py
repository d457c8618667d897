"""What IAM has decided on calls: who, which action, on what, by which keys, allowed or not.

By the policies of who calls: what a bucket's or a topic's own policy says is not here, nor anything
of the account's root, which may do all.
"""

from __future__ import annotations

import contextvars
from typing import Any

from ministack.core import iam_evaluator

Json = dict[str, Any]
_DECIDED: dict[tuple[Any, ...], Json] = {}
_OF_A_RESOURCE: contextvars.ContextVar[bool] = contextvars.ContextVar("resource", default=False)


def install() -> None:
    """Note each decision; once, before the server starts."""
    original, by_resource = iam_evaluator.evaluate, iam_evaluator.evaluate_resource_policy

    def evaluate(asked: Any, *policies: Any) -> Any:
        found = original(asked, *policies)
        if not _OF_A_RESOURCE.get():
            _note(asked, allowed=found.decision == "Allow")
        return found

    def of_a_resource(*given: Any, **more: Any) -> Any:
        token = _OF_A_RESOURCE.set(True)
        try:
            return by_resource(*given, **more)
        finally:
            _OF_A_RESOURCE.reset(token)

    iam_evaluator.evaluate = evaluate
    iam_evaluator.evaluate_resource_policy = of_a_resource


def _note(asked: Any, *, allowed: bool) -> None:
    """Keep a decision, each once."""
    keys = {name: value for name, value in asked.service_context.items() if value is not None}
    call = {
        "who": asked.principal_arn,
        "action": asked.action,
        "resource": asked.resource_arn,
        "context": keys,
        "allowed": allowed,
    }
    _DECIDED.setdefault((*map(str, call.values()),), call)


def decided() -> list[Json]:
    """Give the decisions since the last time, in the order in which each was first made."""
    found = [*_DECIDED.values()]
    _DECIDED.clear()
    return found
