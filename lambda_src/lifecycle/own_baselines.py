"""Baselines by our own analyzer, which may stand in a network from which nothing gets out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer


def own_baselines(kind: str, given: dict[str, Any], /, *_: Any) -> Answer:
    """Let the analyzer make the baselines, and gate the stack on its result.

    Raises:
        RuntimeError: it could not, in its own words.

    """
    if kind != "Delete":
        # An invocation takes longer than a client waits by default, and is not to be repeated.
        config = boto3.session.Config(read_timeout=840, retries={"total_max_attempts": 1})
        found = boto3.client("lambda", config=config).invoke(
            FunctionName=given["Analyzer"], Payload=json.dumps(given)
        )
        # Of a function's error, Lambda gives type and message; of a result, rows by monitor.
        if problem := json.load(found["Payload"]).get("errorMessage"):
            raise RuntimeError(problem)
    return {}
