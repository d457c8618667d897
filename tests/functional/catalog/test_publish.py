"""Publishing a released version: once, available, and never other bytes under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from service_catalog import ServiceCatalog

from generator.catalog import publish as unit
from generator.deploy.awsclient import AwsClient, AwsError
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

BUCKET = "our-templates"


class Account:
    """An account with a bucket and Service Catalog."""

    def __init__(self, aws: EmbeddedAws, patch: pytest.MonkeyPatch) -> None:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        patch.setattr(unit, "POLL_SECONDS", 0)
        self.catalog, self.s3 = ServiceCatalog(), aws.client("s3")
        self.s3.create_bucket(Bucket=BUCKET)
        self.client = AwsClient()
        self.catalog.attach(self.client.client_of("servicecatalog"))
        self.said: list[str] = []

    def publish(self, version: str, text: str = "the template", **how: Any) -> dict[str, Any]:
        asked = unit.Wanted("drift-monitor", version, text, BUCKET, "drift-monitor", "us")
        self.said.clear()

        def tell(what: str, on: str) -> None:
            self.said.append(f"{what}: {on}")

        given = {"keep": 0, "dry_run": False, **how}
        return unit.publish(self.client, asked, tell=tell, **given)

    def guidance(self) -> dict[str, str]:
        artifacts = self.catalog.products["drift-monitor"]["artifacts"]
        return {name: each["Guidance"] for name, each in artifacts.items()}


@pytest.fixture
def account(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Account:
    return Account(aws, monkeypatch)


def test_a_first_version_makes_the_product_and_waits_until_it_is_there(account: Account) -> None:
    account.catalog.polls = 3
    found = account.publish("0.9.0")
    key = account.s3.list_objects_v2(Bucket=BUCKET)["Contents"][0]["Key"]
    assert key == f"monitor-stack/drift-monitor/0.9.0-{found['sha256'][:16]}.yaml"
    assert account.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() == b"the template"
    assert found["url"] == f"https://{BUCKET}.s3.us-east-1.amazonaws.com/{key}"
    assert account.catalog.products["drift-monitor"]["artifacts"]["0.9.0"]["Url"] == found["url"]
    assert account.said == [
        f"upload: {key}", "make the product: drift-monitor", "is published: 0.9.0",
    ]  # fmt: skip


def test_a_second_time_changes_nothing(account: Account) -> None:
    first = account.publish("0.9.0")
    account.catalog.calls.clear()
    assert account.publish("0.9.0") == first
    assert [call for call in account.catalog.calls if not call.startswith(READS)] == []


READS = ("Search", "List", "Describe")


def test_the_next_version_joins_the_product_and_older_ones_are_deprecated_not_deleted(
    account: Account,
) -> None:
    for version in ("0.9.0", "0.10.0", "0.11.0"):
        account.publish(version, f"template {version}")
    account.publish("0.11.0", "template 0.11.0", keep=2)
    assert account.guidance() == {"0.9.0": "DEPRECATED", "0.10.0": "DEFAULT", "0.11.0": "DEFAULT"}
    assert account.said[-1] == "deprecate: 0.9.0"
    account.publish("0.11.0", "template 0.11.0", keep=2)
    assert not any(said.startswith("deprecate") for said in account.said)


def test_other_bytes_under_a_published_name_are_refused(account: Account) -> None:
    account.publish("0.9.0")
    with pytest.raises(GeneratorError, match=r"has another template under 0\.9\.0"):
        account.publish("0.9.0", "another template")
    assert len(account.catalog.products["drift-monitor"]["artifacts"]) == 1


def test_a_dry_run_says_what_it_would_do_and_changes_nothing(account: Account) -> None:
    account.publish("0.9.0", dry_run=True)
    assert [said.split(":")[0] for said in account.said] == [
        "would upload", "would make the product", "would publish",
    ]  # fmt: skip
    assert account.catalog.products == {}
    assert "Contents" not in account.s3.list_objects_v2(Bucket=BUCKET)

    account.publish("0.9.0")
    account.publish("0.9.1", "the next", dry_run=True)
    assert account.said[-1] == "would publish: 0.9.1"
    assert [*account.guidance()] == ["0.9.0"]


def test_a_template_that_service_catalog_cannot_read_is_said(account: Account) -> None:
    account.catalog.fails = True
    with pytest.raises(GeneratorError, match="could not read the template"):
        account.publish("0.9.0")


def test_a_version_that_takes_long_is_waited_for_by_the_next_call(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.catalog.polls = 5
    monkeypatch.setattr(unit, "MOST_POLLS", 2)
    with pytest.raises(GeneratorError, match="run publish again to wait on"):
        account.publish("0.9.0")
    monkeypatch.setattr(unit, "MOST_POLLS", 9)
    account.publish("0.9.0")
    assert account.said[-1] == "is published: 0.9.0"


def test_two_products_of_one_name_are_not_guessed_between(account: Account) -> None:
    account.publish("0.9.0")
    twin = {**account.catalog.products["drift-monitor"], "id": "prod-7"}
    original = account.catalog.SearchProductsAsAdmin

    def search(**given: Any) -> dict[str, Any]:
        found = original(**given)
        more = {"ProductViewSummary": {"ProductId": twin["id"], "Name": "drift-monitor"}}
        return {"ProductViewDetails": [*found["ProductViewDetails"], more]}

    account.catalog.SearchProductsAsAdmin = search  # type: ignore[method-assign]
    with pytest.raises(GeneratorError, match="2 products are named drift-monitor: prod-0, prod-7"):
        account.publish("0.9.1", "next")


@pytest.mark.parametrize(
    "operation", ["SearchProductsAsAdmin", "CreateProduct", "ListProvisioningArtifacts"]
)
def test_a_missing_permission_is_named(account: Account, operation: str) -> None:
    account.catalog.refused = {operation}
    with pytest.raises(AwsError, match=f"lack the permission servicecatalog:{operation}"):
        account.publish("0.9.0")
