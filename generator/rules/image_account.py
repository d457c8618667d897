"""E9104: an image of Amazon's in an account that does not hold it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.images import images
from generator.rules._check import Check, Problem
from generator.rules._defaults import settled, text
from generator.rules._near import near
from generator.rules._walk import expressions, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Reading
    from generator.rules._reader import Reader

_WORD = r"(?:\$\{[^}]*\}|[^./${}])+"
_URI = re.compile(
    rf"(?P<account>{_WORD})\.dkr\.ecr(?:-fips)?\.(?P<region>{_WORD})\."
    r"(?P<suffix>\$\{[^}]*\}|[^/${}]+)/(?P<repository>[^:@$]+)(?P<rest>.*)"
)
_HALF_REMEMBERED = re.compile(r"sklearn|scikit|model-monitor|clarify")
_DEEP_LEARNING = "763104351884"
_OTHER_SUFFIX = re.compile(r"(cn|us-iso[a-z]?|eu-isoe|eusc)-")


class ImageAccount(Check):
    """Finds ECR image URIs whose account, region, repository and suffix do not belong together."""

    id = "E9104"
    shortdesc = "An Amazon-made image in an account that does not hold it in that region"
    description = (
        "Each region has its own account for Model Monitor, Clarify, scikit-learn and XGBoost "
        "images; one account's id does not work in another region"
    )
    source_url = "https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html"
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "ecr", "regions"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every image that no region, or the wrong account, would serve."""
        for name, _, given in resources(reader.template):
            for path, value in expressions(given, root(name)):
                for reading in reader.read(value, path):
                    found = _URI.fullmatch(_known(reader, reading))
                    words = _objection(found, reading) if found else ""
                    if words:
                        yield Problem(reading.origin, words)


def _known(reader: Reader, reading: Reading) -> str:
    """Give a reading's text; of a parameter alone its default, where that is an image."""
    hole = reading.only_hole
    if hole is None or ".dkr.ecr" not in (hole.default or ""):
        return str(reading)
    return text(settled(reader, reading)) or str(reading)


def _objection(found: re.Match[str], reading: Reading) -> str:
    account, repository = found["account"], found["repository"]
    region = reading.assumes("AWS::Region") or found["region"]
    table = _accounts(repository)
    if table is None:
        return _slip(account, repository) or _half_remembered(account, repository)
    if account == "${AWS::AccountId}":
        return f"your own account has no {repository}: the image is Amazon's. {_mend(repository)}"
    if "${" in region:
        if account not in table.values() or "${" in account:
            return "" if "${" in account else _nobodys(account, repository)
        home = next(where for where, who in table.items() if who == account)
        return (
            f"account {account} holds {repository} in {home} alone, and the region here is the "
            f"stack's: elsewhere the pull is denied. {_mend(repository)}"
        )
    return _in_region(found, region, table)


def _in_region(found: re.Match[str], region: str, table: dict[str, str]) -> str:
    account, repository, suffix = found["account"], found["repository"], found["suffix"]
    if region not in table:
        return (
            f"no account is known to hold {repository} in {region}: the stack would fail there "
            "when the image is pulled. Leave the region out"
        )
    if "${" not in account and account != table[region]:
        return (
            f"account {account} does not hold {repository} in {region}: the pull is denied, and "
            f"the endpoint or job fails. There it is {table[region]}"
        )
    if suffix == "amazonaws.com" and _OTHER_SUFFIX.match(region):
        return f"registries in {region} do not end in amazonaws.com. Write ${{AWS::URLSuffix}}"
    return ""


def _accounts(repository: str) -> dict[str, str] | None:
    for image in images().values():
        if image["repository"] == repository:
            return image["accounts"]
    return None


def _slip(account: str, repository: str) -> str:
    """Object to a repository that is nearly one which the account holds."""
    held = [one["repository"] for one in images().values() if account in one["accounts"].values()]
    if not (meant := near(repository, held)):
        return ""
    return (
        f"Amazon's account {account} has no repository {repository}, but {meant}: the pull is "
        "denied, and the endpoint or job fails"
    )


def _half_remembered(account: str, repository: str) -> str:
    """Object to a repository that Amazon's accounts do not have, though its name sounds right."""
    ours = {who for image in images().values() for who in image["accounts"].values()}
    if account not in {_DEEP_LEARNING, *ours} or not _HALF_REMEMBERED.search(repository):
        return ""
    if repository.endswith("groundtruth-merger"):
        return ""
    known = ", ".join(image["repository"] for image in images().values())
    return (
        f"Amazon's account {account} has no repository {repository}: the pull is denied, and the "
        f"endpoint or job fails. The repositories are {known}, in an account for each region"
    )


def _nobodys(account: str, repository: str) -> str:
    return f"account {account} holds {repository} in no region. {_mend(repository)}"


def _mend(repository: str) -> str:
    return f"Take the account of {repository} from a mapping by region, and quote its digits"
