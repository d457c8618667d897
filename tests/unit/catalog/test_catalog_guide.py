"""The guide to Service Catalog and projects: its commands are what the services take."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from awscli.shorthand import ShorthandParser
from botocore.validate import validate_parameters

from generator import templates
from generator.catalog import project
from generator.compare.reading import parsed

GUIDE = (Path(__file__).parents[3] / "docs" / "service-catalog.md").read_text("utf-8")


def words(command: str) -> list[str]:
    """Give the words of the guide's command that begins so."""
    [found] = re.findall(rf"^{re.escape(command)}(?:.|\n)*?(?=\n\n|\n```)", GUIDE, re.MULTILINE)
    return shlex.split(found.replace("\\\n", " "))


def option(command: str, name: str) -> str:
    given = words(command)
    return given[given.index(name) + 1]


def validated(service: str, operation: str, **asked: Any) -> None:
    model = botocore.session.get_session().get_service_model(service)
    validate_parameters(asked, model.operation_model(operation).input_shape)


def test_a_project_is_made_as_the_service_wants_it() -> None:
    provider = ShorthandParser().parse(
        option("aws sagemaker create-project", "--template-providers")
    )
    validated("sagemaker", "CreateProject", ProjectName="churn", TemplateProviders=[provider])
    [address] = provider["CfnTemplateProvider"]["Parameters"]
    known = parsed(project.with_project(templates.read("drift-monitor")), "project")["Parameters"]
    assert {name for name, one in known.items() if "Default" not in one} == {address["Key"]}


def test_the_bucket_lets_studio_read_it_as_s3_wants_it() -> None:
    rules = json.loads(option("aws s3api put-bucket-cors", "--cors-configuration"))
    validated("s3", "PutBucketCors", Bucket="ours", CORSConfiguration=rules)


def test_the_domain_is_tagged_as_the_verb_says() -> None:
    key, value = option("aws sagemaker add-tags", "--tags").split(",")
    assert (key, value) == (f"Key={project.LOCATION}", "Value=s3://$BUCKET/projects/")


def test_the_parameters_that_the_portfolio_is_given_are_its_own() -> None:
    known = parsed(templates.read("catalog"), "catalog")["Parameters"]
    given = re.findall(r"ParameterKey=(\w+)", " ".join(words("aws cloudformation create-stack")))
    required = {name for name, one in known.items() if "Default" not in one}
    assert required <= {*given} <= {*known}


@pytest.mark.parametrize("section", ["Parameters", "Outputs"])
def test_each_parameter_and_output_of_the_portfolio_is_explained(section: str) -> None:
    known = parsed(templates.read("catalog"), "catalog")[section]
    left = [name for name in known if f"`{name}`" not in GUIDE and not name.endswith("ProductId")]
    assert left == []
