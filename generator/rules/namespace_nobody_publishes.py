"""W9109: a custom metric namespace that nothing in the template publishes to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._metric_uses import uses
from generator.rules._metrics import is_custom
from generator.rules._publishers import Publishers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader


class NamespaceNobodyPublishes(Check):
    """Finds custom namespaces in alarms and widgets that no role, code or log filter names."""

    id = "W9109"
    shortdesc = "A custom metric namespace that nothing in this template publishes to"
    description = (
        "A custom namespace holds what someone puts there. Nothing in the template may: no role "
        "whose cloudwatch:namespace condition names it, no inline code, no log metric filter"
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "iam-cw-condition-keys-namespace.html"
    )
    tags: ClassVar[list[str]] = ["resources", "cloudwatch", "metrics", "iam"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every use of a custom namespace without a publisher."""
        publishers = Publishers(reader)
        for use in uses(reader):
            if is_custom(use.namespace) and not publishers.may_publish(use.namespace):
                yield Problem(
                    use.path,
                    f"nothing in this template publishes to '{use.namespace}', so {use.where} "
                    "sees data only if someone else does. Check the spelling against the role's "
                    "cloudwatch:namespace condition and the code, or suppress this with a reason",
                )
