from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from generator.checks import TEMPLATE_BODY_BYTES, Finding, check
from generator.regions import claimed_regions

BUCKET = """
AWSTemplateFormatVersion: "2010-09-09"
Description: A bucket
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
"""
FAULTY = """
AWSTemplateFormatVersion: "2010-09-09"
Description: One fault for each checker
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DeletionPolicy: Retain
    Properties:
      VersioningConfiguration: {Status: Enbled}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointConfigName: !Ref Config
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants: [{VariantName: AllTraffic, InitialVariantWeight: 1}]
"""


@pytest.fixture
def checked():
    """Give a function: YAML text, regions -> findings."""

    def run(text: str, *regions: str) -> list[Finding]:
        body = dedent(text).lstrip().encode()
        return check(body, name="template.yaml", regions=regions or ("us-east-1",))

    return run


def test_each_checker_sees_its_own_and_says_where(checked):
    found = checked(FAULTY)
    seen = {(each.checker, each.rule, each.level, each.line, each.path) for each in found}
    status = "Resources/Bucket/Properties/VersioningConfiguration/Status"
    name = "Resources/Endpoint/Properties/EndpointConfigName"
    assert ("cfn-lint", "E3030", "error", 8, status) in seen
    assert ("cloudformation-validate", "W3030", "warning", 8, status) in seen
    assert ("ours", "E9101", "error", 12, name) in seen


def test_findings_are_sorted_and_none_is_there_twice(checked):
    found = checked(FAULTY, *claimed_regions())
    assert found == sorted(set(found))
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_informational_rules_count_in_both_linters(checked):
    queue = "Resources: {Queue: {Type: AWS::SQS::Queue}}"
    found = checked(queue)
    levels = {(each.checker, each.level) for each in found}
    assert ("cfn-lint", "info") in levels
    assert ("cloudformation-validate", "info") in levels


def test_every_finding_of_a_rule_of_ours_has_its_source(checked):
    own = [each for each in checked(FAULTY) if each.checker == "ours"]
    assert {each.rule for each in own} == {"E9101", "W9131"}
    assert all(each.source.startswith("https://docs.aws.amazon.com/") for each in own)


def test_every_region_is_looked_at(checked):
    text = BUCKET + "  Watch: {Type: AWS::SageMaker::MonitoringSchedule}\n"
    missing = {"E3006", "F3006"}  # cfn-lint's id, and cloudformation-validate's
    assert not missing & {each.rule for each in checked(text, "us-east-1", "eu-west-1")}
    assert missing <= {each.rule for each in checked(text, "us-east-1", "af-south-1")}


IN_ALL_BUT_ONE = """
  Type:
    Type: AWS::Lambda::CodeSigningConfig
    Properties: {AllowedPublishers: {SigningProfileVersionArns: [arn:aws:signer:a:b:c]}}
  Value:
    Type: AWS::EC2::Instance
    Properties: {InstanceType: c5a.2xlarge, ImageId: ami-12345678}
"""


@pytest.mark.parametrize("checker", ["cfn-lint", "cloudformation-validate"])
def test_what_one_of_the_claimed_regions_lacks_is_found_by_both_checkers(checked, checker):
    lacking = "ap-northeast-3"
    others = [region for region in claimed_regions() if region != lacking]
    everywhere = checked(BUCKET + IN_ALL_BUT_ONE, *claimed_regions())
    found = set(everywhere) - set(checked(BUCKET + IN_ALL_BUT_ONE, *others))
    assert {each.path for each in found if (each.checker, each.level) == (checker, "error")} == {
        "Resources/Type/Type",
        "Resources/Value/Properties/InstanceType",
    }


def test_cfn_lint_knows_every_claimed_region(checked):
    assert "E3006" not in str(checked(FAULTY, *claimed_regions()))


def test_a_template_at_the_limit_of_size_passes_and_one_byte_more_does_not(checked):
    full = BUCKET.lstrip().ljust(TEMPLATE_BODY_BYTES - 1, "#") + "\n"
    assert len(full) == 51_200
    assert "size" not in {each.checker for each in checked(full)}
    [over] = [each for each in checked(full + "\n") if each.checker == "size"]
    assert over.level == "error"
    assert "51,201 bytes, 1 more than the 51,200" in over.message


def test_size_is_counted_in_bytes_not_in_characters(checked):
    assert "size" in {each.checker for each in checked(BUCKET + "# " + "é" * 26_000)}


@pytest.mark.parametrize("text", ["Resources: {a: [", "- just\n- a list\n", "a: 1\na: 2\n", ""])
def test_what_is_no_template_is_a_finding_not_a_traceback(checked, text):
    assert "error" in {each.level for each in checked(text)}


def metadata(entry: str) -> str:
    return FAULTY.replace("AWS::S3::Bucket\n", f"AWS::S3::Bucket\n    Metadata: {{{entry}}}\n")


def rules(found: list[Finding], checker: str, path: str) -> set[str]:
    return {e.rule for e in found if e.checker == checker and e.path.startswith(path)}


def test_a_suppression_of_cfn_lint_stands_on_the_resource(checked):
    found = checked(metadata("cfn-lint: {config: {ignore_checks: [E3030]}}"))
    assert "E3030" not in rules(found, "cfn-lint", "Resources/Bucket")
    assert "W3030" in rules(found, "cloudformation-validate", "Resources/Bucket")


def test_a_suppression_of_cloudformation_validate_stands_on_the_resource_with_a_reason(checked):
    tags = "cloudformation-validate"
    assert "I9040" in rules(checked(FAULTY), tags, "Resources/Bucket")
    found = checked(metadata("cloudformation-validate: {I9040: nothing here is billed}"))
    assert "I9040" not in rules(found, tags, "Resources/Bucket")
    assert "I9040" in rules(found, tags, "Resources/Endpoint")
    assert "W3030" in rules(found, tags, "Resources/Bucket")


def test_a_suppression_without_a_reason_is_an_error(checked):
    found = checked(metadata("cloudformation-validate: {I9040: }"))
    [bare] = [each for each in found if each.rule == "suppression"]
    assert bare.level == "error"
    assert bare.path == "Resources/Bucket/Metadata/cloudformation-validate/I9040"
    assert bare.line == 4


def test_a_suppression_for_the_whole_template_is_an_error(checked):
    text = FAULTY + "Metadata: {cfn-lint: {config: {ignore_checks: [E3030]}}}\n"
    [blanket] = [each for each in checked(text) if each.rule == "suppression"]
    assert (blanket.checker, blanket.level) == ("ours", "error")


def test_a_configuration_file_of_the_user_or_the_folder_hides_nothing(
    checked, tmp_path, monkeypatch
):
    (tmp_path / ".cfnlintrc").write_text("ignore_checks: [E, W, I]\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "E3030" in rules(checked(FAULTY), "cfn-lint", "Resources/Bucket")


def test_importing_the_checks_does_not_import_cfn_lint():
    program = "import generator.checks, sys; assert 'cfnlint' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our interpreter
