"""Whether the account's quotas suffice for the instance types of a stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.deploy.awsclient import AwsClient

PAGES = 60
"""Pages of 100 quotas; SageMaker has some thousands."""


@dataclass(frozen=True)
class Quota:
    """One quota.

    Attributes:
        name: as Service Quotas shows it, ``ml.t2.medium for endpoint usage``.
        value: how many instances may run; None if it could not be read.
        needed: how many more the plan starts.
        problem: why it could not be read.

    """

    name: str
    value: float | None
    needed: int = 1
    problem: str = ""

    @property
    def short(self) -> bool:
        """Whether it certainly does not suffice; what else runs is not known."""
        return self.value is not None and self.value < self.needed

    @property
    def words(self) -> str:
        """Give it for a person."""
        if self.value is None:
            return f"{self.name}: could not be read ({self.problem})"
        if self.short:
            return (
                f"{self.name}: the account may run {self.value:g}, and this starts {self.needed}:"
                " it does not suffice. Ask for more in Service Quotas, Amazon SageMaker"
            )
        return (
            f"{self.name}: the account may run {self.value:g} in all, and this starts"
            f" {self.needed} more. What runs already counts, too, and is not known here"
        )


def quotas(aws: AwsClient, names: list[str]) -> list[Quota]:
    """Look up quotas of SageMaker by name: the account's own, else AWS's defaults."""
    found: dict[str, float] = {}
    try:
        for operation in ("list_service_quotas", "list_aws_default_service_quotas"):
            for name, value in _pages(aws, operation):
                if name in names:
                    found.setdefault(name, value)
                if len(found) == len(names):
                    break
            if len(found) == len(names):
                break
    except AwsError as error:
        problem = f"Service Quotas says {error.code or 'nothing'}"
    else:
        problem = "AWS lists no such quota"
    return [
        Quota(name, found.get(name), problem="" if name in found else problem) for name in names
    ]


def _pages(aws: AwsClient, operation: str) -> Iterator[tuple[str, float]]:
    more: dict[str, str] = {}
    for _ in range(PAGES):
        page = aws.call(
            "service-quotas", operation, ServiceCode="sagemaker", MaxResults=100, **more
        )
        for quota in page["Quotas"]:
            yield quota["QuotaName"], quota["Value"]
        if "NextToken" not in page:
            return
        more = {"NextToken": page["NextToken"]}
