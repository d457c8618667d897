"""What a scanner says, and the reasons that are kept for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.doors.cdk_acknowledged import COMPUTED, COMPUTED_REASON, acknowledged

HERE = Path(__file__).resolve().parent
COMPUTED_RULE = "AwsSolutions-IAM5[Resource::a function of parameters]"
SCANNERS = ("checkov", "cdk-nag", "Control Tower", "parliament")


@dataclass(frozen=True, order=True)
class Finding:
    """A rule that a scanner names on a resource of an edition."""

    scanner: str
    edition: str
    rule: str
    resource: str


@cache
def reasons() -> dict[tuple[str, str, str], str]:
    """Give the reason for each scanner, rule and resource that has one.

    cdk-nag's are those of the CDK's constructs, which their users see; the others' are in
    `reasons.yaml`.
    """
    told: dict[str, Any] = yaml.safe_load((HERE / "reasons.yaml").read_text("utf-8"))
    ours = {
        (scanner, rule, resource): one["reason"]
        for scanner, rules in told.items()
        for rule, one in rules.items()
        for resource in one["resources"]
    }
    theirs = [*acknowledged(), *((role, COMPUTED_RULE, COMPUTED_REASON) for role in COMPUTED)]
    return ours | {("cdk-nag", rule, resource): why for resource, rule, why in theirs}


def reason(finding: Finding) -> str:
    """Give the reason for a finding; '' if it has none."""
    return reasons().get((finding.scanner, finding.rule, finding.resource), "")
