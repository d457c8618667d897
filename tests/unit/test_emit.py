"""Emitted YAML: deterministic, faithful, and as a person likes to read it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys

import pytest
from stack_renderer import TEMPLATES, load
from troposphere import Base64, Ref, Sub, Template, awslambda, sns

from generator.editions import EDITIONS
from generator.emit import SECTIONS, to_yaml
from generator.iam import without_sids
from generator.parameters import TERSE

PROGRAM = """
import hashlib, sys
from pathlib import Path
from generator.build import emit
print(hashlib.sha256(emit(sys.argv[1], Path("templates")).text.encode()).hexdigest())
"""


@pytest.fixture(scope="module", params=EDITIONS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def text(name: str) -> str:
    return EDITIONS[name]().text


@pytest.mark.parametrize("seed", ["0", "1", "4294967295"])
def test_the_bytes_do_not_hang_on_the_hash_seed(name: str, text: str, seed: str) -> None:
    done = subprocess.run(  # noqa: S603 - our interpreter
        [sys.executable, "-c", PROGRAM, name],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(text.encode()).hexdigest()


def test_the_committed_template_is_what_is_emitted(name: str, text: str) -> None:
    assert (TEMPLATES / f"{name}.yaml").read_bytes() == text.encode()


def test_emitting_twice_gives_the_same_text(name: str, text: str) -> None:
    assert EDITIONS[name]().text == text


def test_the_text_reads_back_to_what_was_composed(name: str, text: str) -> None:
    composed = json.loads(json.dumps(EDITIONS[name]().template.to_dict()))
    assert load(text) == (without_sids(composed) if name in TERSE else composed)


def test_a_dense_file_has_no_sids_and_its_edition_keeps_them() -> None:
    edition = EDITIONS["drift-monitor"]()
    assert "Sid:" not in edition.text
    assert "Sid: UseNetwork" in to_yaml(edition.template)


def test_sections_stand_in_cloudformations_order(text: str) -> None:
    found = re.findall(r"^(\w+):", text, re.MULTILINE)
    assert found == [section for section in SECTIONS if section in found]
    assert found[0] in ("AWSTemplateFormatVersion", "Description")  # the first has one value
    assert found[-1] == "Outputs"


def test_the_type_of_a_resource_stands_first(text: str) -> None:
    resources = text.partition("\nResources:\n")[2].partition("\nOutputs:\n")[0]
    entries = re.findall(r"^ (\w+):(?:\n  | \{)(\w+):", resources, re.MULTILINE)
    assert len(entries) == len(load(text)["Resources"])
    assert {first for _, first in entries} == {"Type"}


def test_no_line_ends_in_blanks_and_no_character_is_a_tab(text: str) -> None:
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert "\t" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_code_stands_in_block_literals(text: str) -> None:
    assert text.count("ZipFile: |\n") == text.count("ZipFile:") > 0


def test_the_header_says_what_create_stack_needs(text: str) -> None:
    comment = re.split("^[A-Z]", text, maxsplit=1, flags=re.MULTILINE)[0]
    assert all(line.startswith("#") for line in comment.splitlines() if line)
    assert "CAPABILITY_IAM" in comment
    assert "EmailAddress" in comment


# --- what any template may hold ---------------------------------------------------------------


def test_a_dense_file_has_a_resource_on_a_line_wherever_it_can() -> None:
    template = Template()
    template.add_resource(sns.Topic("Topic", DisplayName="a" * 500))
    template.add_resource(
        awslambda.Function(
            "Function",
            Code=awslambda.Code(ZipFile="first\nsecond\n"),
            Role="role",
            Handler="index.handler",
            Runtime="python3.13",
        )
    )
    made, dense = to_yaml(template), to_yaml(template, dense=True)
    assert load(made) == load(dense)
    assert len(dense) < len(made)
    assert " Topic: {Type: AWS::SNS::Topic,Properties: {DisplayName: aaa" in dense
    assert "    ZipFile: |\n     first\n     second\n" in dense


def emitted(**properties: object) -> str:
    template = Template()
    template.add_resource(sns.Topic("Topic", **properties))
    return to_yaml(template)


@pytest.mark.parametrize(
    "value",
    [
        "true",
        "no",
        "1",
        "012",
        "1.5",
        "1e3",
        "2012-10-17",
        "",
        " x",
        "a: b",
        "a #b",
        "*",
        "@x",
        "é",
        "null",
        "it's",
        '"',
        "1:30",
    ],
)
def test_a_text_reads_back_as_a_text(value: str) -> None:
    made = emitted(DisplayName=value)
    assert load(made)["Resources"]["Topic"]["Properties"]["DisplayName"] == value


def test_short_forms_are_used_and_never_right_behind_another() -> None:
    made = emitted(DisplayName=Sub("${AWS::StackName}"), KmsMasterKeyId=Ref("Key"))
    assert "DisplayName: !Sub '${AWS::StackName}'" in made
    assert "KmsMasterKeyId: !Ref Key" in made
    nested = emitted(DisplayName=Base64(Ref("Key")))
    assert load(nested)["Resources"]["Topic"]["Properties"]["DisplayName"] == {
        "Fn::Base64": {"Ref": "Key"}
    }
    assert "!Base64 !Ref" not in nested


def test_code_with_quotes_blank_lines_and_indents_reads_back() -> None:
    code = "def handler(event, context):\n    x = 'a: b' \"\\n\"\n\n    return {'#': x}\n"
    template = Template()
    template.add_resource(
        awslambda.Function(
            "Function",
            Code=awslambda.Code(ZipFile=code),
            Role="arn",
            Handler="index.handler",
            Runtime="python3.13",
        )
    )
    made = to_yaml(template)
    assert load(made)["Resources"]["Function"]["Properties"]["Code"]["ZipFile"] == code
    assert "ZipFile: |" in made


def test_a_title_stands_above_its_resource() -> None:
    template = Template()
    template.add_resource(sns.Topic("First"))
    template.add_resource(sns.Topic("Second"))
    made = to_yaml(template, titles={"Second": "What comes next"})
    assert "\n\n # What comes next\n Second:\n" in made


def test_a_title_for_no_resource_is_an_error() -> None:
    with pytest.raises(ValueError, match="Nobody is not the name of exactly one resource"):
        to_yaml(Template(), titles={"Nobody": "x"})


def test_a_section_that_has_no_place_is_an_error() -> None:
    template = Template()
    template.set_transform("AWS::Serverless-2016-10-31")
    with pytest.raises(ValueError, match="Transform"):
        to_yaml(template)
