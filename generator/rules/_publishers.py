"""Which custom metric namespaces something in a template may publish to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from generator.rules._walk import expressions, named, resources, root

if TYPE_CHECKING:
    from generator.rules._reader import Reader

_BY_OTHERS = frozenset({"CWAgent", "ContainerInsights", "ECS/ContainerInsights"})
"""What AWS's own tools publish to, by default, from outside of any template's code.

Pages of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ unless another is named:

- the CloudWatch agent: CloudWatch-Agent-Classic-configuration.html
- Container Insights on EKS: Container-Insights-metrics-EKS.html
- Container Insights on ECS: https://docs.aws.amazon.com/prescriptive-guidance/latest/
  implementing-logging-monitoring-cloudwatch/ecs-metrics.html
"""


class Publishers:
    """What may publish: roles by their `cloudwatch:namespace` condition, inline code, log filters.

    A role that may call PutMetricData without that condition says nothing about what it publishes,
    so it counts for no namespace.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._patterns = set(self._granted())
        self._code = list(self._texts("ZipFile"))

    def may_publish(self, namespace: str) -> bool:
        """Say whether a role, some inline code, a log filter or a tool of AWS's names it."""
        if namespace in _BY_OTHERS:
            return True
        return any(fnmatchcase(namespace, pattern) for pattern in self._patterns) or any(
            namespace in code for code in self._code
        )

    def _granted(self) -> Iterator[str]:
        for name, _, properties in resources(self._reader.template):
            for condition in _conditions(properties):
                for path, value in expressions(condition, root(name)):
                    yield from map(str, self._reader.read(value, path))
        yield from self._texts("MetricNamespace")

    def _texts(self, key: str) -> Iterator[str]:
        for name, _, properties in resources(self._reader.template):
            for path, value in named(properties, root(name), {key}):
                yield from map(str, self._reader.read(value, path))


def _conditions(node: Any) -> Iterator[Any]:
    """Yield what each condition on the key `cloudwatch:namespace` compares with."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if str(key).lower() == "cloudwatch:namespace":
                yield value
            yield from _conditions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _conditions(value)
