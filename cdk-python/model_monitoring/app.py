"""The app: one stack, set by environment variables and context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import (
    Acknowledgment,
    App,
    DefaultStackSynthesizer,
    Environment,
    Stack,
    Validations,
)

from model_monitoring.construct import ModelMonitoring
from model_monitoring.interface import EDITIONS, ON_STACK, PARAMETERS, ModelMonitoringProps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

STACK = "SageMakerModelMonitorStack"


class ModelMonitorStack(Stack):
    """A stack of model monitoring, and nothing else.

    Attributes:
        monitoring: the construct.

    """

    def __init__(
        self, scope: Construct, id_: str, monitoring: ModelMonitoringProps, **stack: Any
    ) -> None:
        """Make the stack; ``stack`` are the CDK's own properties of one."""
        # Without the rule on the bootstrap stack, which the CDK's command line checks by itself,
        # the stack's template is ours.
        synthesizer = DefaultStackSynthesizer(generate_bootstrap_version_rule=False)
        super().__init__(
            scope, id_, **{"synthesizer": synthesizer, "analytics_reporting": False, **stack}
        )
        self.monitoring = ModelMonitoring(self, "Monitoring", monitoring)
        for finding, reason in ON_STACK.items():
            Validations.of(self).acknowledge(Acknowledgment(id=finding, reason=reason))


def model_monitor_stack(app: App, environment: Mapping[str, str]) -> ModelMonitorStack:
    """Make the app's stack.

    Args:
        app: with the context.
        environment: variables: EMAIL_ADDRESS, and CDK_DEFAULT_REGION and CDK_DEFAULT_ACCOUNT,
            which the CDK's command line sets by the AWS profile.

    Raises:
        ValueError: they or the context cannot be used.

    """
    settings = {"email_address": environment.get("EMAIL_ADDRESS", ""), **_ours(app)}
    edition = settings.pop("edition", next(iter(EDITIONS)))
    region = settings.pop("region", environment.get("CDK_DEFAULT_REGION", "us-east-1"))
    if not settings["email_address"]:
        raise ValueError(
            "EMAIL_ADDRESS is not set: export EMAIL_ADDRESS=you@example.com, where alerts go"
        )
    account = environment.get("CDK_DEFAULT_ACCOUNT")
    return ModelMonitorStack(
        app,
        STACK,
        _properties(edition, settings),
        env=Environment(region=region, account=account),
    )


def _ours(app: App) -> dict[str, str]:
    """Give the context's keys that are ours; the CDK's own have a colon, a slash or a hyphen."""
    known = ["edition", "region", *PARAMETERS]
    found = {
        key: ",".join(value) if isinstance(value, list) else str(value)
        for key, value in app.node.get_all_context().items()
        if key.isidentifier()
    }
    if unknown := sorted(found.keys() - set(known)):
        raise ValueError(f"no such context: {', '.join(unknown)}. There are {', '.join(known)}")
    return found


def _properties(edition: str, settings: Mapping[str, str]) -> ModelMonitoringProps:
    """Read texts, as ``-c`` gives them, as properties."""
    kind = next((kind for name, kind in EDITIONS.items() if name == edition), None)
    if kind is None:
        raise ValueError(f"there is no edition {edition}; there are {', '.join(EDITIONS)}")
    absent = sorted(key for key in settings if PARAMETERS[key].edition not in (None, edition))
    if absent:
        raise ValueError(f"the edition {edition} has no {', '.join(absent)}: leave it out")
    read: dict[str, Any] = {key: _parsed(key, text) for key, text in settings.items()}
    return kind(**read)


def _parsed(key: str, text: str) -> object:
    """Read a text; one that cannot be read stays a text, and the construct says what is wrong."""
    kind = PARAMETERS[key].kind
    if kind == "list":
        return text.split(",")
    if kind == "flag":
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        return {"integer": int, "number": float}.get(kind, str)(text)
    except ValueError:
        return text
