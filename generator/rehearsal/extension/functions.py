"""Lambda: a dead-letter queue by CloudFormation, and asynchronous calls from EventBridge.

Sources: Lambda developer guide, "Asynchronous invocation"; EventBridge user guide, "Using resource-
based policies": without a permission of the function's own, EventBridge does not reach it.
"""

from __future__ import annotations

import contextvars
import hashlib
import json
import logging
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import eventbridge, lambda_svc, sqs
from ministack.services.cloudformation import provisioners

Json = dict[str, Any]
_LOG = logging.getLogger("rehearsal")
_RULE: contextvars.ContextVar[str] = contextvars.ContextVar("rule", default="")


def install() -> None:
    """Put the patches in."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]  # noqa: SLF001 - a patch
    handlers["create"] = _with_dead_letters(handlers["create"], -2)
    handlers["update"] = _with_dead_letters(handlers["update"], 2)
    _dead_letters()
    _rule_known()
    eventbridge._dispatch_to_lambda = _call  # noqa: SLF001


def _with_dead_letters(original: Any, at: int) -> Any:
    """Keep ``DeadLetterConfig``; ``at`` is where the properties stand among the arguments."""

    def made(*given: Any, **named: Any) -> tuple[str, Json]:
        name, attributes = original(*given, **named)
        config = lambda_svc._functions[name]["config"]  # noqa: SLF001
        wanted = given[at].get("DeadLetterConfig")
        config.pop("DeadLetterConfig", None)
        if wanted:
            config["DeadLetterConfig"] = wanted
        return name, attributes

    return made


def _dead_letters() -> None:
    """Give a dead-letter queue the event itself; a destination gets what became of it, too."""
    original = lambda_svc._route_async_failure  # noqa: SLF001

    def route(target: str, name: str, event: Json, result: Json) -> None:
        config = lambda_svc._functions.get(name, {}).get("config", {})  # noqa: SLF001
        queue = sqs._queue_by_arn(target) if ":sqs:" in target else None  # noqa: SLF001
        original(target, name, event, result)
        if queue and config.get("DeadLetterConfig", {}).get("TargetArn") == target:
            body = json.dumps(event)
            digest = hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()
            queue["messages"][-1].update(body=body, md5_body=digest)

    lambda_svc._route_async_failure = route  # noqa: SLF001


def _rule_known() -> None:
    original = eventbridge._invoke_target  # noqa: SLF001

    def invoke(target: Json, event: Json, rule: Any, *rest: Any, **more: Any) -> None:
        token = _RULE.set(str(rule.get("Arn", "")) if isinstance(rule, dict) else "")
        try:
            original(target, event, rule, *rest, **more)
        finally:
            _RULE.reset(token)

    eventbridge._invoke_target = invoke  # noqa: SLF001


def _call(arn: str, payload: str) -> None:
    """Call a function as EventBridge does: asynchronously, with retries, if it may."""
    found, config, name = lambda_svc._get_func_record_for_ref(arn)  # noqa: SLF001
    if not found:
        _LOG.warning("EventBridge: there is no function %s", name)
        return
    if not allowed(found.get("policy"), arn, _RULE.get()):
        _LOG.warning("EventBridge: %s has no permission for %s", name, _RULE.get())
        return
    record = lambda_svc._execution_record_for_config(found, config)  # noqa: SLF001
    policy = {key: found[key] for key in ("event_invoke_config", "event_invoke_configs")}
    lambda_svc.invoke_async_with_retry({**record, **policy}, json.loads(payload))


def allowed(policy: Json | None, function: str, rule: str) -> bool:
    """Tell whether a function's policy lets EventBridge call it for a rule."""
    context = iam_evaluator.EvalContext(
        principal_arn="events.amazonaws.com",
        principal_type="Service",
        principal_account="",
        action="lambda:InvokeFunction",
        resource_arn=function,
        region="us-east-1",
        service_context={"aws:sourcearn": rule, "aws:sourceaccount": function.split(":")[4]},
    )
    found = iam_evaluator.evaluate_resource_policy(policy, context, service="events.amazonaws.com")
    return bool(found.decision == "Allow")
