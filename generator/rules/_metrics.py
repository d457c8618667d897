"""Who publishes which CloudWatch metric, and under which dimensions.

The table, `generator/data/metrics.json`, names the AWS page behind each namespace. CloudWatch
takes an alarm on any namespace, name and dimensions; where nobody publishes exactly that, the
alarm stays in INSUFFICIENT_DATA for ever and nothing says why.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired, TypedDict, cast

from generator.rules._near import near

if TYPE_CHECKING:
    from collections.abc import Collection

OURS = "ModelMonitoring"
_TABLE = Path(__file__).parents[1] / "data" / "metrics.json"
_FAMILY = "aws/sagemaker"
_INSTEAD = (
    f"For monitoring results use namespace {OURS} with dimensions Endpoint and Monitor "
    "(ConstraintViolations, DriftedFeatures, RunFailures), or Model Monitor's own "
    "aws/sagemaker/Endpoints/data-metrics (feature_baseline_drift_<feature>) with Endpoint and "
    "MonitoringSchedule; for the endpoint AWS/SageMaker with EndpointName and VariantName"
)


class Group(TypedDict):
    """Metrics of a namespace that share their dimensions; names may end in or be `*`."""

    metrics: list[str]
    dimensions: list[list[str]] | None
    optional: NotRequired[list[str]]
    interval: NotRequired[int]
    """Seconds between two values, where the page says so."""


class Namespace(TypedDict):
    """A namespace: the page that lists its metrics, and the metrics."""

    source: str
    groups: list[Group]
    near: NotRequired[bool]
    """The service adds metrics, or has some that its page does not list: judge only slips."""
    elsewhere: NotRequired[dict[str, str]]
    """What many look for here, and the CloudWatch agent publishes as this to CWAgent."""


class _Table(TypedDict):
    namespaces: dict[str, Namespace]
    invented: list[str]


@cache
def _table() -> _Table:
    return cast("_Table", json.loads(_TABLE.read_text(encoding="utf-8")))


def namespaces() -> dict[str, Namespace]:
    """Give the whole table by namespace."""
    return _table()["namespaces"]


def is_custom(namespace: str) -> bool:
    """Say whether nobody but an account's own code can publish to this namespace."""
    return not namespace.lstrip("/").lower().startswith("aws/")


def interval(namespace: str, metric: str) -> int | None:
    """Give the seconds between two values of a metric; None where its page does not say."""
    groups = namespaces()[namespace]["groups"] if namespace in namespaces() else []
    return next((group.get("interval") for group in groups if _lists(group, metric)), None)


def objection(namespace: str, metric: str | None, dimensions: Collection[str] | None) -> str:
    """Say why nobody publishes this, and what to use instead; '' when somebody may.

    `metric` and `dimensions` are None where they are not known. A namespace that is neither in the
    table nor close to one in it is let through.
    """
    known = namespaces().get(namespace)
    if known is None:
        return _unknown(namespace)
    if metric in _table()["invented"]:
        return (
            f"{namespace} has no metric '{metric}', though many templates alarm on it. {_INSTEAD}"
        )
    if known.get("near"):
        return _slip(namespace, known, metric or "")
    groups = [group for group in known["groups"] if metric is None or _lists(group, metric)]
    if groups and (dimensions is None or any(_fits(group, dimensions) for group in groups)):
        return ""
    exact = [group for group in groups if "*" not in group["metrics"]]
    if not exact and _names(known):
        return f"{namespace} has no metric '{metric}'. It has {_names(known)} ({known['source']})"
    return (
        f"{namespace} publishes '{metric or 'its metrics'}' with {_sets(exact or groups)}, not "
        f"with {_words(dimensions or ())} ({known['source']})"
    )


def _slip(namespace: str, known: Namespace, metric: str) -> str:
    """Object to a metric that is nearly one of the namespace's, or one of another's."""
    names = [name for group in known["groups"] for name in group["metrics"]]
    if agents := known.get("elsewhere", {}).get(metric):
        return (
            f"{namespace} has no metric '{metric}': only the machine itself knows it. Let the "
            f"CloudWatch agent publish {agents} to its namespace CWAgent, and look there"
        )
    if (meant := near(metric, names)) and meant != metric:
        return f"{namespace} has no metric '{metric}', but '{meant}' ({known['source']})"
    return ""


def _unknown(namespace: str) -> str:
    for known in namespaces():
        if known.lower().strip("/") == namespace.lower().strip("/"):
            return f"the namespace '{namespace}' does not exist: it is written '{known}'"
    if namespace.lower().lstrip("/").startswith(_FAMILY):
        return f"the namespace '{namespace}' does not exist. {_INSTEAD}"
    head, slash, name = namespace.partition("/")
    services = [one.removeprefix("AWS/") for one in namespaces() if one.count("/") == 1]
    if head == "AWS" and slash and (meant := near(name, services)):
        return f"the namespace '{namespace}' does not exist: it is written 'AWS/{meant}'"
    return ""


def _lists(group: Group, metric: str) -> bool:
    return any(fnmatchcase(metric, pattern) for pattern in group["metrics"])


def _fits(group: Group, dimensions: Collection[str]) -> bool:
    if group["dimensions"] is None:
        return True
    optional = set(group.get("optional", ()))
    return any(
        set(needed) <= set(dimensions) <= set(needed) | optional for needed in group["dimensions"]
    )


def _names(namespace: Namespace) -> str:
    names = [name for group in namespace["groups"] for name in group["metrics"] if name != "*"]
    shown = ", ".join(names[:12])
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown  # noqa: PLR2004 - a line's worth


def _sets(groups: Collection[Group]) -> str:
    sets = {_words(needed): None for group in groups for needed in group["dimensions"] or ()}
    return " or ".join(sets)


def _words(dimensions: Collection[str]) -> str:
    return "+".join(dimensions) if dimensions else "no dimensions"
