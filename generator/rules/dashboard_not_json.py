"""E9110: a dashboard whose body is not JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._metric_uses import bodies, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader


class DashboardNotJson(Check):
    """Parses what each dashboard's body will be, with every hole filled as far as it is known."""

    id = "E9110"
    shortdesc = "A dashboard body that is not JSON"
    description = "PutDashboard wants a JSON object as one string; CloudFormation does not look"
    source_url = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
        "CloudWatch-Dashboard-Body-Structure.html"
    )
    tags: ClassVar[list[str]] = ["resources", "cloudwatch", "dashboard"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every body that does not parse."""
        for path, reading in bodies(reader):
            _, complaint = parse(reading)
            if complaint:
                yield Problem(
                    path,
                    f"this body is not a JSON object: {complaint}. PutDashboard refuses it, and "
                    "the stack fails. Look for a comma, a quote or a line break in a string there",
                )
