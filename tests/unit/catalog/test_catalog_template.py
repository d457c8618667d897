"""The portfolio's template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator import templates
from generator.catalog import template as unit
from generator.checks import check
from generator.compare.reading import parsed
from generator.editions import EDITIONS
from generator.templates import folder

PATH = folder() / "catalog.yaml"


@pytest.fixture(scope="module")
def content() -> Any:
    return parsed(templates.read("catalog"), "catalog.yaml")


def test_the_linters_and_our_rules_have_nothing_against_it() -> None:
    found = check(PATH.read_bytes(), name=PATH.name, regions=["us-east-1"])
    assert [each for each in found if each.level != "info"] == []


def of_type(content: Any, name: str) -> dict[str, Any]:
    return {
        title: each["Properties"]
        for title, each in content["Resources"].items()
        if each["Type"] == f"AWS::ServiceCatalog::{name}"
    }


def test_each_edition_is_a_product_with_both_constraints(content: Any) -> None:
    products = of_type(content, "CloudFormationProduct")
    assert [each["Name"] for each in products.values()] == [*EDITIONS]
    for kind in ("LaunchRoleConstraint", "LaunchTemplateConstraint", "PortfolioProductAssociation"):
        bound = [each["ProductId"]["Ref"] for each in of_type(content, kind).values()]
        assert bound == [*products]


def test_the_template_constraint_has_the_templates_own_rules(content: Any) -> None:
    for edition, each in zip(
        EDITIONS, of_type(content, "LaunchTemplateConstraint").values(), strict=True
    ):
        own = parsed(templates.read(edition), edition)["Rules"]
        assert json.loads(each["Rules"]) == json.loads(json.dumps(own))


def test_the_launch_role_is_service_catalogs_and_within_iams_limit(content: Any) -> None:
    role = content["Resources"]["LaunchRole"]["Properties"]
    [trust] = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "servicecatalog.amazonaws.com"}
    policy = json.dumps(role["Policies"], separators=(",", ":"))
    assert len(policy) < 10_240  # all inline policies of a role [IAM, quotas]


def test_projects_of_studio_have_a_role_of_the_same_rights_for_other_names(content: Any) -> None:
    launch, project = (content["Resources"][name] for name in ("LaunchRole", "ProjectRole"))
    assert project["Condition"] == "HasStudio"
    trusted = [each["Principal"] for each in statements(project, "AssumeRolePolicyDocument")]
    assert trusted == [
        {"AWS": {"Ref": "StudioRoleArn"}},
        {"Service": "cloudformation.amazonaws.com"},
    ]
    ours = [each for each in statements(launch) if each["Sid"] != "ReadHandedOver"]
    text = json.dumps(ours).replace("SC-", "SP-").replace("sc-", "sp-")
    assert json.loads(text) == statements(project)


def statements(role: Any, document: str = "") -> Any:
    properties = role["Properties"]
    found = properties[document] if document else properties["Policies"][0]["PolicyDocument"]
    return found["Statement"]


def test_a_product_is_there_only_if_its_template_is_given(content: Any) -> None:
    for title, each in content["Resources"].items():
        if title.startswith(tuple(unit.TITLES.values())):
            assert each["Condition"] == f"Has{title[:12]}", title
