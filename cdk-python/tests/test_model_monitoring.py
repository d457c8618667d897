"""The construct and its app. The CDK runs in Node.js, so that a stack takes a moment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

# The CDK's check of templates takes seconds a stack; `cdk synth` runs it.
os.environ["CDK_VALIDATION"] = "false"

import pytest
from aws_cdk import App, Environment, Stack, assertions, cloudformation_include
from aws_cdk.aws_ec2 import CfnSubnet, CfnVPC
from aws_cdk.aws_kms import CfnKey
from cdk_nag import AwsSolutionsChecks
from model_monitoring import DriftMonitorProps, ModelMonitoring, ModelMonitorProps
from model_monitoring.app import model_monitor_stack
from model_monitoring.interface import EDITIONS, PARAMETERS, CommonProps

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ADDRESS = "someone@example.com"
COMMON: dict[str, Any] = {
    "email_address": ADDRESS,
    "environment": "prod",
    "monitoring_frequency": "daily",
    "model_name": "churn",
    "instance_type": "ml.m5.large",
    "model_data_url": "s3://a-bucket/model.tar.gz",
    "model_image_uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1",
    "existing_endpoint_name": "",
    "variant_name": "one",
    "capture_sampling_percentage": 50,
    "baseline_dataset_uri": "s3://a-bucket/baseline.csv",
    "enable_model_quality": False,
    "quality_baseline_dataset_uri": "s3://a-bucket/quality.csv",
    "problem_type": "Regression",
    "inference_attribute": "prediction",
    "probability_attribute": "probability",
    "ground_truth_attribute": "label",
    "response_attributes": ["0", "1"],
    "ground_truth_delay": 24,
    "drift_threshold": 0.25,
    "minimum_records": 500,
    "periods_to_alarm": 2,
    "exclude_features": "id,time",
    "retraining_pipeline_arn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/retrain",
    "kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/one",
    "subnet_ids": ["subnet-1", "subnet-2"],
    "security_group_ids": ["sg-1"],
    "permissions_boundary_arn": "arn:aws:iam::123456789012:policy/boundary",
}
OTHERS = {"edition", "region", "acknowledged-issue-numbers"}
"""Keys of a context that are no properties."""
OWN = DriftMonitorProps(
    **COMMON, drift_verdict="model-monitor", analyzer_memory=3008, publish_feature_metrics=True
)
AMAZONS = ModelMonitorProps(**COMMON, job_instance_type="ml.m5.large")


def fresh(scope: App | None = None) -> Stack:
    return Stack(scope or App(), "Stack", env=Environment(region="us-east-1"))


def emitted(stack: Stack) -> dict[str, Any]:
    return dict(assertions.Template.from_stack(stack).to_json())


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_stack_is_the_template_but_for_the_address(edition: str) -> None:
    plain, stack = fresh(), fresh()
    file = str(TEMPLATES / f"{edition}.yaml")
    cloudformation_include.CfnInclude(plain, "Template", template_file=file)
    monitoring = ModelMonitoring(stack, "Monitoring", EDITIONS[edition](email_address=ADDRESS))
    ours, found = emitted(plain), emitted(stack)

    endpoint = ours["Resources"]["Subscription"]["Properties"]
    assert endpoint["Endpoint"] == {"Ref": "EmailAddress"}
    endpoint["Endpoint"] = ADDRESS
    del ours["Parameters"]["EmailAddress"]
    assert found == ours
    assert monitoring.template_version == found["Outputs"]["TemplateVersion"]["Value"]
    assert stack.resolve(monitoring.endpoint_name) == {"Fn::GetAtt": "Live.Name"}


@pytest.mark.parametrize("props", [OWN, AMAZONS], ids=list(EDITIONS))
def test_every_property_takes_the_place_of_its_parameter(props) -> None:
    stack = fresh()
    monitoring = ModelMonitoring(stack, "Monitoring", props)
    found = emitted(stack)
    left = set(found.get("Parameters", {})) - {"BootstrapVersion"}
    written = json.dumps({name: found[name] for name in ("Resources", "Conditions", "Outputs")})

    assert left == set()
    assert not [each.name for each in PARAMETERS.values() if f'"Ref": "{each.name}"' in written]
    assert found["Conditions"]["Daily"] == {"Fn::Equals": ["daily", "daily"]}
    assert found["Conditions"]["Labels"] == {"Fn::Equals": ["false", "true"]}
    assert monitoring.model_quality_schedule is None
    violations = AwsSolutionsChecks().validate_scope(stack).violations
    assert [(each.rule_name, each.violating_resources) for each in violations] == []


@pytest.mark.parametrize("kind", EDITIONS.values(), ids=list(EDITIONS))
def test_aws_solutions_reports_nothing_that_has_no_reason(kind) -> None:
    stack = fresh()
    ModelMonitoring(stack, "Monitoring", kind(email_address=ADDRESS))
    violations = AwsSolutionsChecks().validate_scope(stack).violations
    assert [(each.rule_name, each.violating_resources) for each in violations] == []


def test_what_only_the_deployment_knows_is_given_in_conditions_and_rules() -> None:
    stack = fresh()
    vpc = CfnVPC(stack, "Vpc", cidr_block="10.0.0.0/16")
    subnet = CfnSubnet(stack, "Subnet", vpc_id=vpc.ref, cidr_block="10.0.0.0/24")
    key = CfnKey(stack, "MyKey", key_policy={})
    props = ModelMonitorProps(
        email_address=ADDRESS,
        kms_key_arn=key.attr_arn,
        subnet_ids=[subnet.ref],
        security_group_ids=[vpc.attr_default_security_group],
    )
    ModelMonitoring(stack, "Monitoring", props)
    found = emitted(stack)

    assert found["Conditions"]["StackKey"] == {"Fn::Equals": ["given", ""]}
    asked = json.dumps([found["Conditions"], found["Rules"]])
    assert not [name for name in ("MyKey", "Subnet", "Vpc") if f'"{name}"' in asked]
    network = json.dumps(found["Resources"]["Model"]["Properties"]["VpcConfig"])
    assert '"Subnets": [{"Ref": "Subnet"}]' in network
    assert '{"Fn::GetAtt": ["MyKey", "Arn"]}' in json.dumps(found["Resources"]["Bucket"])


def test_a_value_that_decides_a_condition_must_be_known_in_the_app() -> None:
    stack = fresh()
    key = CfnKey(stack, "Key", key_policy={})
    props = DriftMonitorProps(email_address=ADDRESS, instance_type=key.attr_arn)
    with pytest.raises(ValueError, match="must be known in the app; or leave it out, and give it"):
        ModelMonitoring(stack, "Monitoring", props)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong: dict[str, Any] = {
        "email_address": "someone",
        "environment": "test",
        "model_name": "churn\n",
        "drift_threshold": 2,
        "minimum_records": 0,
        "periods_to_alarm": 1.5,
        "enable_model_quality": "yes",
        "exclude_features": "x" * 101,
        "subnet_ids": ["subnet-1", "vpc-1"],
        "response_attributes": "0,1",
    }
    with pytest.raises(ValueError, match="cannot be made") as caught:
        ModelMonitoring(fresh(), "Monitoring", DriftMonitorProps(**wrong))
    assert str(caught.value).splitlines() == [
        "Stack/Monitoring cannot be made:",
        "  drift_threshold 2: must be from 0 to 1",
        '  email_address "someone": must be name@example.com',
        '  enable_model_quality "yes": must be True or False',
        '  environment "test": must be dev, staging or prod',
        f'  exclude_features "{"x" * 101}": must have at most 100 characters',
        "  minimum_records 0: must be at least 1",
        '  model_name "churn\\n": must be 1 to 30 of a-z, 0-9 and single hyphens',
        "  periods_to_alarm 1.5: must be a whole number",
        '  response_attributes "0,1": must be a list of texts',
        '  subnet_ids ["subnet-1", "vpc-1"]: each must be as in subnet-1,subnet-2',
    ]


def test_properties_must_be_an_editions() -> None:
    with pytest.raises(ValueError, match="must be DriftMonitorProps or ModelMonitorProps"):
        ModelMonitoring(fresh(), "Monitoring", CommonProps(email_address=ADDRESS))  # type: ignore[arg-type]


def test_a_stack_holds_one() -> None:
    stack = fresh()
    ModelMonitoring(stack, "Monitoring", DriftMonitorProps(email_address=ADDRESS))
    with pytest.raises(ValueError, match="Stack/Second: a stack holds one ModelMonitoring"):
        ModelMonitoring(stack, "Second", DriftMonitorProps(email_address=ADDRESS))


def test_the_app_takes_edition_region_and_properties_from_the_context() -> None:
    context = {
        "edition": "model-monitor",
        "region": "eu-west-1",
        "acknowledged-issue-numbers": [1],
        "drift_threshold": "0.2",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "security_group_ids": "sg-1",
        "enable_model_quality": False,
    }
    variables = {"EMAIL_ADDRESS": ADDRESS, "CDK_DEFAULT_REGION": "us-west-2"}
    stack = model_monitor_stack(App(context=context), variables)
    found = emitted(stack)

    assert (stack.stack_name, stack.region) == ("SageMakerModelMonitorStack", "eu-west-1")
    assert "DataQualityJob" in found["Resources"]
    set_ = {name for name, each in PARAMETERS.items() if each.name not in found["Parameters"]}
    absent = {name for name, each in PARAMETERS.items() if each.edition == "drift-monitor"}
    assert set_ - absent == {"email_address", *context} - OTHERS


def test_the_apps_region_is_cdk_default_region_else_us_east_1() -> None:
    address = {"EMAIL_ADDRESS": ADDRESS}
    assert model_monitor_stack(App(), address).region == "us-east-1"
    elsewhere = {**address, "CDK_DEFAULT_REGION": "us-west-2"}
    assert model_monitor_stack(App(), elsewhere).region == "us-west-2"


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({}, "^EMAIL_ADDRESS is not set: export EMAIL_ADDRESS="),
        ({"drift_treshold": "0.2"}, "^no such context: drift_treshold. There are edition, region,"),
        ({"edition": "mine"}, "^there is no edition mine; there are drift-monitor, model-monitor$"),
        (
            {"job_instance_type": "ml.m5.large"},
            "^the edition drift-monitor has no job_instance_typ",
        ),
    ],
)
def test_the_app_says_what_it_needs_and_what_it_does_not_know(context, said) -> None:
    variables = {"EMAIL_ADDRESS": ADDRESS} if context else {}
    with pytest.raises(ValueError, match=said):
        model_monitor_stack(App(context=context), variables)
