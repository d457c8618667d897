"""Parameters from all their sources, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.deploy import given as giving
from generator.deploy.template import of_edition, of_file
from generator.errors import GeneratorError
from generator.parameters import BOTH, DRIFT_MONITOR, MODEL_MONITOR, specs

TEMPLATES = Path(__file__).parents[2] / "templates"
MAIL = {"EmailAddress": "you@example.com"}
OWN = {**MAIL, "ModelDataUrl": "s3://mine/model.tar.gz", "BaselineDatasetUri": "s3://mine/b.csv"}
LABELLED = {
    "QualityBaselineDatasetUri": "s3://mine/q.csv",
    "InferenceAttribute": "prediction",
    "GroundTruthAttribute": "label",
}


def problems(values: dict[str, str], edition: str = DRIFT_MONITOR, **previous: str) -> list[str]:
    return giving.problems(of_edition(edition), giving.Given(values), previous)


def written(folder: Path, text: str) -> Path:
    path = folder / "given"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_flag_wins_over_a_file_and_that_over_the_environment(tmp_path: Path) -> None:
    variables = {"MONITOR_STACK_ENVIRONMENT": "dev", "MONITOR_STACK_MODEL_NAME": "of-environment",
                 "MONITOR_STACK_DRIFT_THRESHOLD": "0.3"}  # fmt: skip
    file = giving.from_file(written(tmp_path, "Environment: staging\nModelName: of-file\n"))
    known = giving.from_environment(specs(DRIFT_MONITOR), variables)
    found = giving.from_flags(["Environment=prod"]).over(file).over(known)
    assert found.values == {
        "Environment": "prod", "ModelName": "of-file", "DriftThreshold": "0.3"
    }  # fmt: skip
    assert found.sources["DriftThreshold"] == "MONITOR_STACK_DRIFT_THRESHOLD"
    assert found.sources["Environment"] == "--parameter"


@pytest.mark.parametrize(
    "text",
    [
        "EmailAddress: you@example.com\nDriftThreshold: 0.10\nSubnetIds: [subnet-1, subnet-2]\n",
        '{"EmailAddress": "you@example.com", "DriftThreshold": "0.10",'
        ' "SubnetIds": ["subnet-1", "subnet-2"]}',
        '[{"ParameterKey": "EmailAddress", "ParameterValue": "you@example.com"},'
        ' {"ParameterKey": "DriftThreshold", "ParameterValue": "0.10"},'
        ' {"ParameterKey": "SubnetIds", "ParameterValue": "subnet-1,subnet-2"},'
        ' {"ParameterKey": "ModelName", "UsePreviousValue": true}]',
        "Parameters:\n  EmailAddress: you@example.com\n  DriftThreshold: 0.10\n"
        "  SubnetIds: subnet-1,subnet-2\n",
    ],
    ids=["yaml", "json", "as the AWS CLI has it", "as SAM has it"],
)
def test_a_file_may_have_any_of_the_usual_forms(tmp_path: Path, text: str) -> None:
    assert giving.from_file(written(tmp_path, text)).values == {
        **MAIL, "DriftThreshold": "0.10", "SubnetIds": "subnet-1,subnet-2"
    }  # fmt: skip


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "a: {b: c}\n", "a: b: c"])
def test_a_file_of_another_form_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(GeneratorError, match=str(path)):
        giving.from_file(path)


def test_an_empty_file_gives_nothing(tmp_path: Path) -> None:
    assert giving.from_file(written(tmp_path, "# nothing yet\n")).values == {}


def test_flags_of_another_form_are_all_named() -> None:
    with pytest.raises(giving.WrongParametersError) as raised:
        giving.from_flags(["Environment", "=x", "A=1", "A=2"])
    assert [one.split(":")[0] for one in raised.value.problems] == [
        "--parameter =x", "--parameter A", "--parameter Environment"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("Environment", "test", "'test' is none of dev, staging, prod"),
        ("EmailAddress", "you", "'you' is not name@example.com"),
        ("EmailAddress", "", "it is required"),
        ("DriftThreshold", "-0.1", "-0.1 is not at least 0"),
        ("DriftThreshold", "much", "'much' is no number"),
        ("DriftThreshold", "1.1", "1.1 is not at most 1"),
        ("MinimumRecords", "0", "0 is not at least 1"),
        ("ExcludeFeatures", "x" * 101, "101 characters; at most 100"),
        ("SubnetIds", "subnet-1,vpc-2", "'subnet-1,vpc-2' is not subnet-1,subnet-2"),
        ("emailaddress", "x", "there is no such parameter; is it EmailAddress?"),
        ("Nonsense", "x", "there is no such parameter"),
        ("JobInstanceType", "ml.m5.large", "only the edition model-monitor has it"),
    ],
)
def test_what_is_wrong_with_a_value_is_said(name: str, value: str, words: str) -> None:
    found = giving.wrong_values(of_edition(DRIFT_MONITOR), giving.Given({name: value}))
    assert found == [f"{name}: {words}"]


@pytest.mark.parametrize("edition", BOTH)
def test_every_default_is_a_value_that_can_be(edition: str) -> None:
    values = {spec.name: spec.default for spec in specs(edition) if spec.default is not None}
    assert problems(values | MAIL, edition) == []


def test_what_is_required_is_missed_unless_the_stack_has_it() -> None:
    assert [one.split(":")[0] for one in problems({})] == ["EmailAddress"]
    assert problems({}, **MAIL) == []


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        (MAIL, ""),
        ({**MAIL, "ModelDataUrl": "s3://mine/model.tar.gz"}, "Your own model"),
        ({**MAIL, "ExistingEndpointName": "theirs"}, "Your own model"),
        (OWN, "Your own model"),
        ({**OWN, "EnableModelQuality": "false"}, ""),
        ({**OWN, **LABELLED}, ""),
        ({**OWN, **LABELLED, "GroundTruthAttribute": ""}, "needs InferenceAttribute"),
        ({**MAIL, "SubnetIds": "subnet-1"}, "go together"),
        ({**MAIL, "SubnetIds": "subnet-1,subnet-2", "SecurityGroupIds": "sg-1"}, ""),
    ],
)
@pytest.mark.parametrize("edition", BOTH)
def test_what_does_not_go_together_is_refused_as_the_template_does(
    edition: str, values: dict[str, str], refused: str
) -> None:
    found = problems(values, edition)
    assert len(found) == bool(refused)
    assert refused in "".join(found)


def test_a_previous_value_counts_for_what_goes_together() -> None:
    assert problems({"SubnetIds": "subnet-1"}, SecurityGroupIds="sg-1", **MAIL) == []


def test_a_template_of_ones_own_brings_its_own_table() -> None:
    path = TEMPLATES / f"{MODEL_MONITOR}.yaml"
    read, known = of_file(path), of_edition(MODEL_MONITOR)
    assert {one.name: one.default for one in read.specs} == {
        one.name: one.default for one in known.specs
    }
    assert set(read.rules) == set(known.rules)
    wrong = giving.Given({**MAIL, "SubnetIds": "subnet-1", "Environment": "test"})
    assert giving.problems(read, wrong, {}) == giving.problems(known, wrong, {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Resources: [", "is no YAML"),
        ("Parameters: {}", "is no template"),
        ("#" * 51_201, "has 51,201 bytes"),
    ],
)
def test_what_is_no_template_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(GeneratorError, match=words):
        of_file(written(tmp_path, text))


def test_a_rule_on_what_only_aws_knows_is_left_to_aws(tmp_path: Path) -> None:
    rule = {"Fn::EachMemberIn": [{"Fn::ValueOfAll": ["AWS::EC2::Subnet::Id", "VpcId"]}, ["a"]]}
    content: dict[str, Any] = {
        "Resources": {},
        "Rules": {"One": {"Assertions": [{"Assert": rule}]}},
    }
    template = of_file(written(tmp_path, json.dumps(content)))
    assert giving.problems(template, giving.Given(), {}) == []


def test_a_value_that_nobody_gave_stays_the_templates_or_the_stacks() -> None:
    given = giving.Given({"DriftThreshold": "0.2"})
    asked = giving.request(of_edition(DRIFT_MONITOR), given, {**MAIL, "Gone": "x"})
    assert asked == [
        {"ParameterKey": "EmailAddress", "UsePreviousValue": True},
        {"ParameterKey": "DriftThreshold", "ParameterValue": "0.2"},
    ]
