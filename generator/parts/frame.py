"""What stands around the resources: header, parameters, rules, mappings, conditions, outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import (
    And,
    Condition,
    Equals,
    Join,
    Not,
    Or,
    Output,
    Ref,
    Select,
    Split,
    Sub,
    Template,
)

from generator import parameters
from generator.iam import arn_of
from generator.images import accounts
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.endpoint import CREATES, DEMO, USE
from generator.regions import claimed_regions
from generator.version import __version__

if TYPE_CHECKING:
    from generator.parts.alerts import Alerts, Topic
    from generator.parts.baseline import MonitorRole
    from generator.parts.dashboard import Dashboard
    from generator.parts.endpoint import Watched
    from generator.parts.storage import CleanUp

SUMMARY = {
    parameters.MODEL_MONITOR: "SageMaker model monitoring by Amazon's Model Monitor",
}
_STACK = "sagemaker-model-monitor"
# Families with a local NVMe store: hardware encrypts it, and a key for the volume is refused
# [SageMaker API reference, EndpointConfig KmsKeyId]. Fn::Or takes ten at most.
_LOCAL_STORES = ("c5d", "g4dn", "g5", "g6", "m5d", "p4d", "p5", "r5d")


def header(edition: str) -> str:
    """Give the comment at the top of the file: what it is, and how it is deployed."""
    return f"""\
{SUMMARY[edition]}. {edition} {__version__}; generated, do not edit.

  aws cloudformation create-stack --stack-name {_STACK} --capabilities CAPABILITY_IAM \\
    --template-url https://A-BUCKET-OF-YOURS.s3.amazonaws.com/{edition}.yaml \\
    --parameters ParameterKey=EmailAddress,ParameterValue=you@example.com
"""


def add_frame(template: Template, edition: str) -> None:
    """Add every section but resources and outputs."""
    template.set_version()
    template.set_description(f"{SUMMARY[edition]} ({edition} {__version__})")
    template.set_metadata({"AWS::CloudFormation::Interface": parameters.interface(edition)})
    for spec in parameters.specs(edition):
        template.add_parameter(spec.parameter())
    for name, rule in rules().items():
        template.add_rule(name, rule)
    template.add_mapping("Images", _images())
    for name, condition in conditions().items():
        template.add_condition(name, condition)


def _images() -> dict[str, dict[str, str]]:
    """Give region -> image -> account; the accounts are texts, since many begin with a zero."""
    return {
        region: {use: accounts(name)[region] for name, use in USE.items()}
        for region in claimed_regions()
    }


def conditions() -> dict[str, Any]:
    """Give the template's conditions by name."""
    family = Select(1, Split(".", Ref("InstanceType")))
    return {
        "Daily": Equals(Ref("MonitoringFrequency"), "daily"),
        CREATES: _empty("ExistingEndpointName"),
        "Existing": Not(Condition(CREATES)),
        "OwnData": _given("ModelDataUrl"),
        "OwnImage": _given("ModelImageUri"),
        DEMO: And(
            Condition(CREATES),
            Not(Condition("OwnData")),
            Not(Condition("OwnImage")),
        ),
        "NamedVariant": _given("VariantName"),
        "LocalStore": Or(*(Equals(family, name) for name in _LOCAL_STORES)),
        "OwnBaseline": _given("BaselineDatasetUri"),
        QUALITY: Equals(Ref("EnableModelQuality"), "true"),
        "OwnQuality": _given("QualityBaselineDatasetUri"),
        "HasPrediction": Or(Not(Condition("OwnQuality")), _given("InferenceAttribute")),
        "HasProbability": Or(Not(Condition("OwnQuality")), _given("ProbabilityAttribute")),
        "Excludes": _given("ExcludeFeatures"),
        "Retrains": _given("RetrainingPipelineArn"),
        "OwnKey": _given("KmsKeyArn"),
        "InVpc": Not(Equals(Join("", Ref("SubnetIds")), "")),
        "Bounded": _given("PermissionsBoundaryArn"),
    }


def _empty(name: str) -> Equals:
    return Equals(Ref(name), "")


def _given(name: str) -> Not:
    return Not(_empty(name))


def rules() -> dict[str, Any]:
    """Give the rules: parameters that do not go together are refused before anything is made."""
    own = _any_given("ModelDataUrl", "ModelImageUri", "ExistingEndpointName")
    quality = Equals(Ref("EnableModelQuality"), "true")
    subnets, groups = _no("SubnetIds"), _no("SecurityGroupIds")
    columns = And(
        _given("GroundTruthAttribute"), _any_given("InferenceAttribute", "ProbabilityAttribute")
    )
    return {
        "Baseline": _rule(
            own, _given("BaselineDatasetUri"), "Your own model or endpoint needs BaselineDatasetUri"
        ),
        "QualityBaseline": _rule(
            And(own, quality),
            _given("QualityBaselineDatasetUri"),
            "and QualityBaselineDatasetUri, or EnableModelQuality=false",
        ),
        "Columns": _rule(
            _given("QualityBaselineDatasetUri"),
            columns,
            "QualityBaselineDatasetUri needs GroundTruthAttribute and one of Inference- and"
            " ProbabilityAttribute",
        ),
        "OneModel": _rule(
            _given("ExistingEndpointName"),
            And(_empty("ModelDataUrl"), _empty("ModelImageUri")),
            "ExistingEndpointName goes without ModelDataUrl and ModelImageUri",
        ),
        "Network": _rule(
            Not(And(subnets, groups)),
            Not(Or(subnets, groups)),
            "SubnetIds and SecurityGroupIds go together",
        ),
    }


def _any_given(*names: str) -> Any:
    return Or(*(_given(name) for name in names))


def _no(name: str) -> dict[str, Any]:
    """Give the rule function that tells whether a list is empty, or has an empty text alone."""
    return {"Fn::EachMemberEquals": [Ref(name), ""]}


def _rule(when: Any, must: Any, said: str) -> dict[str, Any]:
    return {"RuleCondition": when, "Assertions": [{"Assert": must, "AssertDescription": said}]}


def outputs(
    storage: CleanUp,
    watched: Watched,
    monitor: MonitorRole,
    topic: Topic,
    dashboard: Dashboard,
    alerts: Alerts,
) -> list[Output]:
    """Give the outputs of the contract, the same in every edition."""
    values = {
        "EndpointName": watched.attribute("EndpointName"),
        "EndpointConfigName": watched.attribute("EndpointConfigName"),
        "BucketName": storage.bucket,
        "CaptureUri": watched.attribute("CaptureUri"),
        "BaselineUri": Sub("s3://${Storage}/baseline"),
        "ReportsUri": Sub("s3://${Storage}/reports"),
        "GroundTruthUri": Sub("s3://${Storage}/ground-truth"),
        "DataQualitySchedule": storage.named(DATA_QUALITY),
        "ModelQualitySchedule": storage.named(MODEL_QUALITY),
        "MonitorRoleArn": arn_of(monitor.role),
        "TopicArn": Ref(topic.topic),
        "DashboardName": Ref(dashboard.dashboard),
        "DashboardUrl": dashboard.url,
        "ResponderFunction": Ref(alerts.responder),
        "TemplateVersion": __version__,
    }
    conditional = {"ModelQualitySchedule": {"Condition": QUALITY}}
    return [
        Output(name, Value=value, **conditional.get(name, {})) for name, value in values.items()
    ]
