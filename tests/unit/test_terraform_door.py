"""What Terraform's door makes of the parameters' table."""

from __future__ import annotations

import re

import pytest

from generator import templates
from generator.doors import terraform
from generator.doors.outputs import outputs
from generator.editions import EDITIONS
from generator.parameters import SPECS, Spec

NAMES = [
    ("EmailAddress", "email_address"),
    ("KmsKeyArn", "kms_key_arn"),
    ("ModelDataUrl", "model_data_url"),
    ("EnableModelQuality", "enable_model_quality"),
]


@pytest.mark.parametrize(("name", "written"), NAMES)
def test_a_parameter_has_its_name_in_snake_case(name: str, written: str) -> None:
    assert terraform.snake(name) == written


def test_the_variables_that_are_promised_are_there_and_one_alone_is_required() -> None:
    text = terraform.root_variables()
    blocks = {block.split('"')[0]: block for block in text.split('variable "')[1:]}
    for name, default in {
        "email_address": None,
        "aws_region": '"us-east-1"',
        "environment": '"dev"',
        "monitoring_frequency": '"hourly"',
        "instance_type": '"ml.t2.medium"',
        "enable_model_quality": "true",
        "model_name": '"demo"',
        "edition": '"drift-monitor"',
    }.items():
        found = re.search(r"default += (.+)", blocks[name])
        assert (found and found[1]) == default, name
    assert [name for name, block in blocks.items() if "default" not in block] == ["email_address"]


def test_every_parameter_of_an_edition_is_given_to_its_template_and_no_other() -> None:
    shared, rest = terraform.module_parameters().split("of_edition = {")
    for edition in EDITIONS:
        own = rest.split(f'"{edition}" = {{')[1].split("}")[0]
        given = set(re.findall(r"^ +(\w+) += ", shared + own, re.MULTILINE)) - {"shared"}
        assert given == set(EDITIONS[edition]().template.parameters)


@pytest.mark.parametrize(
    ("spec", "kind", "default"),
    [
        (Spec("A", "", "", "0.1", type="Number"), "number", "0.1"),
        (Spec("A", "", "", "true", allowed=("true", "false")), "bool", "true"),
        (Spec("A", "", "", "0,1", type="CommaDelimitedList"), "list(string)", '["0", "1"]'),
        (Spec("A", "", "", type="CommaDelimitedList"), "list(string)", "[]"),
        (Spec("A", "", "", 'a "b" ${c} %{d}'), "string", r'"a \"b\" $${c} %%{d}"'),
        (Spec("A", "", "", None), "string", ""),
    ],
)
def test_a_parameter_has_terraforms_type_and_its_default(
    spec: Spec, kind: str, default: str
) -> None:
    assert (terraform.kind(spec), terraform.default(spec)) == (kind, default)


def test_what_the_template_would_refuse_the_variable_refuses_before() -> None:
    spec = Spec("AnId", "", "", pattern=r"^\d+$", said="digits", minimum=2, maximum=4)
    assert terraform.demands(spec) == {
        r'can(regex("^\\d+$", var.an_id))': "an_id does not match. Expected: digits.",
        "length(var.an_id) >= 2": "an_id must be at least 2 characters.",
        "length(var.an_id) <= 4": "an_id must be at most 4 characters.",
    }
    several = Spec("Ids", "", "", pattern="^x$", said="x", type="CommaDelimitedList")
    assert terraform.demands(several) == {
        'alltrue([for each in var.ids : can(regex("^x$", each))])': (
            "ids does not match. Expected: x."
        )
    }
    assert terraform.demands(Spec("A", "", "", "b", allowed=("b", "c"))) == {
        'contains(["b", "c"], var.a)': "a must be one of b, c."
    }


def test_descriptions_name_variables_as_terraform_does() -> None:
    (spec,) = (spec for spec in SPECS if spec.name == "ExistingEndpointName")
    assert "model_data_url and model_image_uri are ignored" in terraform.about(spec)


def test_every_output_of_the_template_has_words_and_is_an_output() -> None:
    text = terraform.module_outputs()
    assert len(outputs()) == text.count("output ")
    for edition in EDITIONS:
        for name in EDITIONS[edition]().template.outputs:
            assert f'output "{terraform.snake(name)}"' in text


def test_the_example_has_the_required_variable_and_the_others_behind_a_sign() -> None:
    lines = terraform.example().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [
        'email_address = "your-email@example.com"'
    ]
    assert "# drift_threshold = 0.1" in lines


def test_every_file_by_hand_names_what_it_needs() -> None:
    for folder in (terraform.ROOT, terraform.MODULE, f"{terraform.ROOT}/examples/several-models"):
        text = templates.written(templates.CHECKOUT / folder / "versions.tf")
        assert text
        assert 'required_version = ">= 1.5"' in text
        assert 'version = ">= 5.0, < 7.0"' in text
