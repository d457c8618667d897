from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import cfnlint.rules
import pytest
from cfnlint.rules import Rules
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from generator.checks_cfnlint import our_rules
from generator.rules import FOLDER
from generator.rules._metrics import namespaces
from generator.rules.arn_for_a_name import REF_IS_AN_ARN

ROOT = Path(__file__).parents[3]
FILES = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))

FAULTY = """
Resources:
  Config: {Type: AWS::SageMaker::EndpointConfig, Properties: {ProductionVariants: []}}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointConfigName: !Ref Config}
"""


def test_each_file_is_one_rule_with_an_id_of_its_own():
    ids = [rule for path in FILES for rule in our_rules() if f'id = "{rule}"' in path.read_text()]
    assert len(FILES) == len(our_rules())
    assert sorted(ids) == sorted(our_rules())


def test_no_rule_takes_an_id_of_cfn_lint():
    every = Rules.create_from_directory(str(Path(cfnlint.rules.__file__).parent))
    assert not set(our_rules()) & set(every)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_opens_with_its_id_and_what_it_finds(path):
    first = path.read_text().splitlines()[0].strip('"')
    assert first.partition(": ")[0] in our_rules()
    assert first.endswith(".")


@pytest.mark.parametrize("rule", sorted(our_rules()))
def test_a_rule_says_in_one_line_what_it_is_and_where_its_fact_comes_from(rule):
    found = our_rules()[rule]
    assert found.shortdesc
    assert "\n" not in found.shortdesc
    assert found.description
    assert found.source_url.startswith("https://docs.aws.amazon.com/")
    assert found.tags


def test_the_page_of_rules_has_one_line_for_each():
    lines = [
        f"| `{rule.id}` | {rule.shortdesc} | [AWS]({rule.source_url}) | `{Path(path).name}` |"
        for path in FILES
        for rule in our_rules().values()
        if f'id = "{rule.id}"' in path.read_text()
    ]
    page = (ROOT / "docs" / "rules.md").read_text().splitlines()
    assert [line for line in page if line.startswith("| `")] == sorted(lines)


INLINE = """
  Role: {Type: AWS::IAM::Role, Properties: {}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.main
      Role: !GetAtt Role.Arn
      Code:
        ZipFile: |
          import boto3
          def handler(event, context):
              boto3.client("s3").put_object(Bucket="reports", Key="last", Body=b"")
"""


def test_the_rules_work_with_cfn_lint_alone_where_neither_our_package_nor_botocore_is(tmp_path):
    template = tmp_path / "faulty.yaml"
    template.write_text(FAULTY + INLINE)
    package = find_spec("cfnlint")
    assert package is not None
    assert package.origin is not None
    # -I and -S: no current folder, no .pth file of an editable install, hence no `generator`
    program = (
        f"import sys; sys.path.append({str(Path(package.origin).parents[1])!r})\n"
        "from importlib.util import find_spec; assert find_spec('generator') is None\n"
        "sys.modules['botocore'] = None  # to Python's import: there is none\n"
        f"sys.argv = ['cfn-lint', '--append-rules', {str(FOLDER)!r}, '--', {str(template)!r}]\n"
        "from cfnlint.runner import main; main()"
    )
    done = subprocess.run(  # noqa: S603 - our interpreter
        [sys.executable, "-I", "-S", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert "E9101 Endpoint, EndpointConfigName: ${Config} is the ARN" in done.stdout
    assert "E9143 Function, Handler: the inline code defines no 'main'" in done.stdout
    assert "E9117" not in done.stdout
    assert "E0002" not in done.stdout


def test_a_suppression_on_the_resource_silences_our_rules_too(faults):
    quiet = "    Metadata: {cfn-lint: {config: {ignore_checks: [E9101]}}}\n"
    where = "    Type: AWS::SageMaker::Endpoint\n"
    assert [rule for rule, _, _ in faults(FAULTY)] == ["E9101"]
    assert faults(FAULTY.replace(where, where + quiet)) == []


@pytest.mark.parametrize("kind", sorted(REF_IS_AN_ARN))
def test_ref_of_a_type_that_we_call_an_arn_is_one_in_its_schema(kind):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    [identifier] = schema["primaryIdentifier"]
    assert identifier.endswith("Arn")
    assert identifier in schema["readOnlyProperties"]


@pytest.mark.parametrize("name", sorted(namespaces()))
def test_every_namespace_names_the_page_that_lists_it(name):
    source = namespaces()[name]["source"]
    assert source.startswith("https://docs.aws.amazon.com/") or (ROOT / source).exists()


@pytest.mark.parametrize(
    "text",
    [
        "Resources: {A: {Type: AWS::CloudWatch::Alarm, Properties: {'Fn::Transform': {Name: x}}}}",
        "Resources: {A: {Type: Custom::A, Properties: {'Fn::Transform': {Name: x}}}}",
        "Resources: {A: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: [1]}}}",
        "Resources: {A: {Type: AWS::SageMaker::Model, Properties: {ModelDataUrl: !Sub [1, 2]}}}",
        "Resources: {A: {Type: AWS::SageMaker::Model, Properties: {ModelDataUrl: !Select [x]}}}",
        "Resources: {A: {Type: AWS::SageMaker::Model, Properties: {ModelDataUrl: !If [x]}}}",
        "Resources: {A: {Type: AWS::SageMaker::Model, Properties: {ModelDataUrl: !Join [x]}}}",
        "Resources: {A: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: !Ref A}}}",
        "Resources: {A: {Type: AWS::CloudWatch::Alarm, Properties: {Namespace: AWS/SQS,"
        " MetricName: SentMessageSize, Dimensions: !If [x]}}}",
        "Resources: {A: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody:"
        ' \'{"widgets": [1, {"properties": {"metrics": [[], 1, ["..."], ["."]]}}]}\'}}}',
        "Resources: {A: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody:"
        ' \'{"widgets": {"a": 1}}\'}}}',
        "Resources: {A: {Type: AWS::SNS::Subscription, Properties: {Protocol: !If [X, email, sqs],"
        " Endpoint: !GetAtt 5}}}\nConditions: {X: !Equals []}",
        "Resources: {A: {Type: AWS::SNS::TopicPolicy, Properties: {PolicyDocument: {Statement: [1,"
        " {Effect: Allow, Action: 1, Principal: {AWS: !Join ['', 5]}, Condition: [a]}]}}}}",
        "Resources: {A: {Type: AWS::CloudWatch::CompositeAlarm, DependsOn: [{a: b}], Properties:"
        " {AlarmRule: ALARM(b)}}, B: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: b}}}",
        "Resources: {A: {Type: AWS::StepFunctions::StateMachine, Properties: {Definition:"
        " {StartAt: [A], States: {A: {Type: [Pass], Choices: [1, {Next: [A]}], Branches: 1}}}}}}",
        "Resources: {A: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: 1, $or: [1],"
        " detail: {a: [{}, {numeric: []}, {anything-but: {}}]}}, Targets: 1}}}",
        "Resources: {A: {Type: AWS::Lambda::Function, Properties: {Handler: [1], Runtime: 5,"
        " Code: {ZipFile: !Sub []}}}, B: {Type: AWS::Lambda::Permission, Properties: {Action: 1}}}",
        "Resources: {A: {Type: AWS::S3::Bucket, Properties: {BucketEncryption: !If []}}}",
        "Resources: {A: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: [!If [X]]}}}}",
        "Resources: {A: 1, B: {Type: AWS::S3::Bucket}}\nParameters: 1\nConditions: {x: 2}",
    ],
)
def test_a_malformed_template_breaks_no_rule(faults, text):
    assert "E0002" not in [rule for rule, _, _ in faults(text)]
