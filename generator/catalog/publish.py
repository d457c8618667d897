"""A released version into a Service Catalog product: uploaded, added, available; once.

The object's name has the digest of its bytes, so that an upload never changes what a version reads.
A second time changes nothing; other bytes under a published version's name are refused. Older
versions are marked deprecated, and never deleted: stacks may run on them.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from semver import Version

from generator import templates
from generator.deploy.awsclient import AwsError
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.awsclient import AwsClient

Json = dict[str, Any]
SERVICE = "servicecatalog"
TYPE = "CLOUD_FORMATION_TEMPLATE"
POLL_SECONDS, MOST_POLLS = 2.0, 150


@dataclass(frozen=True)
class Wanted:
    """What is to be published.

    Attributes:
        edition, version: of the released template.
        text: the template.
        bucket: where it goes.
        product: the product's name.
        owner: of a product that has to be made.

    """

    edition: str
    version: str
    text: str
    bucket: str
    product: str
    owner: str

    @property
    def digest(self) -> str:
        """SHA-256 of the template, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def key(self) -> str:
        """Name of the object, by its content."""
        return f"monitor-stack/{self.edition}/{self.version}-{self.digest[:16]}.yaml"


def wanted(edition: str, version: str, bucket: str, product: str, owner: str) -> Wanted:
    """Read a released version.

    Raises:
        GeneratorError: it is not released.

    """
    text = templates.written(templates.released(edition, version))
    if text is None:
        there = ", ".join(templates.versions(edition)) or "none"
        raise GeneratorError(
            f"{edition} {version} is not released, only: {there}. `monitor-stack release` does that"
        )
    return Wanted(edition, version, text, bucket, product or edition, owner)


def publish(
    aws: AwsClient, asked: Wanted, *, keep: int, dry_run: bool, tell: Callable[[str, str], None]
) -> Json:
    """Publish a version, and deprecate all but the newest ``keep``; give the ids of what is there.

    Args:
        aws: the account.
        asked: the version.
        keep: versions that stay undeprecated; 0 deprecates none.
        dry_run: look, and change nothing.
        tell: is told each step: done, or "would …": (what, on what).

    Raises:
        GeneratorError: other bytes are published under this name, or Service Catalog refuses the
            template.
        AwsError: a call is refused; its hint names the permission.

    """
    change = Change(aws, dry_run=dry_run, tell=tell)
    url = _uploaded(change, asked)
    product = _product(change, asked, url)
    artifact = _artifact(change, asked, product, url)
    if product and artifact:
        _deprecated(change, product, keep)
    return {"product": product, "artifact": artifact, "url": url, "sha256": asked.digest}


@dataclass(frozen=True)
class Change:
    """Calls that change something: made, or only told."""

    aws: AwsClient
    dry_run: bool
    tell: Callable[[str, str], None]

    def make(self, what: str, on: str, service: str, operation: str, **request: Any) -> Json | None:
        """Make a call unless nothing is to change; give its answer."""
        self.tell(f"would {what}" if self.dry_run else what, on)
        if self.dry_run:
            return None
        answer: Json = self.aws.call(service, operation, **request)
        return answer


def _uploaded(change: Change, asked: Wanted) -> str:
    place = {"Bucket": asked.bucket, "Key": asked.key}
    try:
        change.aws.call("s3", "head_object", **place)
        change.tell("is uploaded", asked.key)
    except AwsError as error:
        if error.code not in ("404", "NoSuchKey", "NotFound"):
            raise
        body = asked.text.encode()
        change.make("upload", asked.key, "s3", "put_object", **place, Body=body)
    region = change.aws.region
    return f"https://{asked.bucket}.s3.{region}.amazonaws.com/{asked.key}"


def _artifact_of(asked: Wanted, url: str) -> Json:
    return {
        "Name": asked.version,
        "Description": f"{asked.edition} {asked.version}, SHA-256 {asked.digest}",
        "Info": {"LoadTemplateFromURL": url},
        "Type": TYPE,
    }


def _product(change: Change, asked: Wanted, url: str) -> str:
    """Find the product, or make it with this version; "" where that is only told."""
    token, found = "", []
    while True:
        page = {"PageToken": token} if token else {}
        names = {"FullTextSearch": [asked.product]}
        answer = change.aws.call(SERVICE, "search_products_as_admin", Filters=names, **page)
        found += [each["ProductViewSummary"] for each in answer["ProductViewDetails"]]
        token = answer.get("NextPageToken", "")
        if not token:
            break
    same = [each["ProductId"] for each in found if each["Name"] == asked.product]
    if len(same) > 1:
        raise GeneratorError(
            f"{len(same)} products are named {asked.product}: {', '.join(same)}. Give another name"
        )
    if same:
        return str(same[0])
    made = change.make(
        "make the product",
        asked.product,
        SERVICE,
        "create_product",
        Name=asked.product,
        Owner=asked.owner,
        ProductType=TYPE,
        ProvisioningArtifactParameters=_artifact_of(asked, url),
        IdempotencyToken=f"{asked.product}-{asked.digest[:32]}"[-128:],
    )
    return str(made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]) if made else ""


def _artifact(change: Change, asked: Wanted, product: str, url: str) -> str:
    """Find the version, or add it; wait until it is available."""
    same = [each for each in _versions(change.aws, product) if each["Name"] == asked.version]
    for each in same:
        described = _described(change.aws, product, each["Id"])
        where = described.get("Info", {})
        if asked.digest not in each.get("Description", "") and url not in where.values():
            raise GeneratorError(
                f"{asked.product} has another template under {asked.version}: "
                f"{where.get('TemplateUrl') or where.get('LoadTemplateFromURL', each['Id'])}. "
                "A published version never changes: release the next number"
            )
        _available(change.aws, product, each["Id"])
        change.tell("is published", asked.version)
        return str(each["Id"])
    if not product:
        change.tell("would publish", asked.version)
        return ""
    made = change.make(
        "publish",
        asked.version,
        SERVICE,
        "create_provisioning_artifact",
        ProductId=product,
        Parameters=_artifact_of(asked, url),
        IdempotencyToken=f"{product}-{asked.digest[:32]}",
    )
    if not made:
        return ""
    identity = str(made["ProvisioningArtifactDetail"]["Id"])
    _available(change.aws, product, identity)
    return identity


def _versions(aws: AwsClient, product: str) -> list[Json]:
    if not product:
        return []
    answer = aws.call(SERVICE, "list_provisioning_artifacts", ProductId=product)
    found: list[Json] = answer["ProvisioningArtifactDetails"]
    return found


def _described(aws: AwsClient, product: str, artifact: str) -> Json:
    of = {"ProductId": product, "ProvisioningArtifactId": artifact}
    found: Json = aws.call(SERVICE, "describe_provisioning_artifact", **of)
    return found


def _available(aws: AwsClient, product: str, artifact: str) -> None:
    for _ in range(MOST_POLLS):
        status = _described(aws, product, artifact)["Status"]
        if status == "AVAILABLE":
            return
        if status == "FAILED":
            raise GeneratorError(
                f"Service Catalog could not read the template of {artifact}: is the bucket in its "
                "region, and may Service Catalog read it?"
            )
        time.sleep(POLL_SECONDS)
    raise GeneratorError(f"{artifact} is still {status}: run publish again to wait on")


def _deprecated(change: Change, product: str, keep: int) -> None:
    """Mark the versions behind the newest ``keep`` as deprecated, those that are not yet."""
    if not keep:
        return
    known = [each for each in _versions(change.aws, product) if Version.is_valid(each["Name"])]
    known.sort(key=lambda each: Version.parse(each["Name"]), reverse=True)
    for each in known[keep:]:
        if each.get("Guidance") != "DEPRECATED":
            change.make(
                "deprecate",
                each["Name"],
                SERVICE,
                "update_provisioning_artifact",
                ProductId=product,
                ProvisioningArtifactId=each["Id"],
                Guidance="DEPRECATED",
            )
