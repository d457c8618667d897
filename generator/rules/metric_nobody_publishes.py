"""E9108: a metric that nobody publishes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._metric_uses import uses
from generator.rules._metrics import objection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader


class MetricNobodyPublishes(Check):
    """Finds alarms and widgets on namespaces, metrics or dimensions that do not exist."""

    id = "E9108"
    shortdesc = "An alarm or a widget on a metric that nobody publishes"
    description = (
        "CloudWatch takes any namespace, name and dimensions. An alarm on a metric that is never "
        "published stays in INSUFFICIENT_DATA, and nobody is told"
    )
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html"
    tags: ClassVar[list[str]] = ["resources", "cloudwatch", "metrics"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every use of a metric that the published ones do not have."""
        for use in uses(reader):
            words = objection(use.namespace, use.metric, use.dimensions)
            if words:
                yield Problem(
                    use.path, f"{words}. As it stands, {use.where} will never see any data"
                )
