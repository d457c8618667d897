"""What stands around the resources: header, parameters, rules, mappings, conditions, outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import (
    And,
    AWSHelperFn,
    Condition,
    Equals,
    Join,
    Not,
    Or,
    Output,
    Ref,
    Split,
    Sub,
    Template,
)

from generator import parameters
from generator.iam import arn_of
from generator.images import accounts
from generator.parts.baseline import DATA_QUALITY, MODEL_QUALITY, QUALITY
from generator.parts.endpoint import CREATES, USE
from generator.regions import claimed_regions
from generator.version import __version__

if TYPE_CHECKING:
    from generator.parts.alerts import Topic
    from generator.parts.dashboard import Dashboard
    from generator.parts.endpoint import Watched
    from generator.parts.function import Function
    from generator.parts.sagemaker_role import SageMakerRole
    from generator.parts.storage import CleanUp

SUMMARY = {
    parameters.DRIFT_MONITOR: "SageMaker model monitoring",
    parameters.MODEL_MONITOR: "SageMaker model monitoring by Amazon's Model Monitor",
}
_STACK = "sagemaker-model-monitor"
# Types with a local NVMe store have one of these in their names: hardware encrypts the store, and a
# key for the volume is refused [SageMaker API reference, EndpointConfig KmsKeyId].
_LOCAL_STORES = ("ml.g", "ml.p", "d.")


def header(edition: str) -> str:
    """Give the comment at the top of the file: what it is, and how it is deployed."""
    if edition in parameters.TERSE:
        return "Generated; needs CAPABILITY_IAM and EmailAddress"
    return f"""\
Generated. aws cloudformation create-stack --stack-name {_STACK} \\
--template-body file://{edition}.yaml --capabilities CAPABILITY_IAM \\
--parameters ParameterKey=EmailAddress,ParameterValue=you@example.com
"""


def add_frame(template: Template, edition: str) -> None:
    """Add every section but resources and outputs."""
    if edition not in parameters.TERSE:
        template.set_version()
    template.set_description(f"{SUMMARY[edition]} ({edition} {__version__})")
    template.set_metadata(
        {"AWS::CloudFormation::Interface": parameters.interface(edition), "Version": __version__}
    )
    for spec in parameters.specs(edition):
        template.add_parameter(spec.parameter(terse=edition in parameters.TERSE))
    for name, rule in rules(terse=edition in parameters.TERSE).items():
        template.add_rule(name, rule)
    template.add_mapping("Images", _images(edition))
    for name, condition in conditions().items():
        if edition in EDITIONS_OF.get(name, parameters.BOTH):
            template.add_condition(name, condition)


# Conditions that not every edition has.
EDITIONS_OF = {
    "HasProbability": (parameters.MODEL_MONITOR,),
    "AllFeatures": (parameters.MODEL_MONITOR,),
}


def _images(edition: str) -> dict[str, dict[str, str]]:
    """Give region -> image -> account; the accounts are texts, since many begin with a zero."""
    names = USE if edition == parameters.MODEL_MONITOR else ("sklearn",)
    return {
        region: {USE[name]: accounts(name)[region] for name in names}
        for region in claimed_regions()
    }


def conditions() -> dict[str, Any]:
    """Give the template's conditions by name."""
    without: AWSHelperFn = Ref("InstanceType")
    for part in _LOCAL_STORES:
        without = Join("", Split(part, without))
    return {
        "Daily": Equals(Ref("MonitoringFrequency"), "daily"),
        CREATES: _empty("ExistingEndpointName"),
        "DemoData": _empty("ModelDataUrl"),
        "AwsImage": _empty("ModelImageUri"),
        "LocalStore": Not(Equals(without, Ref("InstanceType"))),
        "DemoBaseline": _empty("BaselineDatasetUri"),
        QUALITY: Equals(Ref("EnableModelQuality"), "true"),
        "DemoQuality": _empty("QualityBaselineDatasetUri"),
        "HasProbability": Or(Condition("DemoQuality"), _given("ProbabilityAttribute")),
        "AllFeatures": _empty("ExcludeFeatures"),
        "NoPipeline": _empty("RetrainingPipelineArn"),
        "StackKey": _empty("KmsKeyArn"),
        "NoVpc": Equals(Join("", Ref("SubnetIds")), ""),
        "Boundless": _empty("PermissionsBoundaryArn"),
    }


def _empty(name: str) -> Equals:
    return Equals(Ref(name), "")


def _given(name: str) -> Not:
    return Not(_empty(name))


def rules(*, terse: bool) -> dict[str, Any]:
    """Give the rules: parameters that do not go together are refused before anything is made.

    A terse template leaves out what the services themselves refuse in words.
    """
    no_model = And(*map(_empty, ("ModelDataUrl", "ModelImageUri", "ExistingEndpointName")))
    labels = Equals(Ref("EnableModelQuality"), "true")
    unlabelled = And(labels, _empty("QualityBaselineDatasetUri"))
    baselines = Not(Or(_empty("BaselineDatasetUri"), unlabelled))
    columns = Not(Or(_empty("InferenceAttribute"), _empty("GroundTruthAttribute")))
    assertions = {
        "Your own model or endpoint needs BaselineDatasetUri, and QualityBaselineDatasetUri"
        " unless EnableModelQuality is false": Or(no_model, baselines),
        "QualityBaselineDatasetUri needs InferenceAttribute and GroundTruthAttribute": Or(
            _empty("QualityBaselineDatasetUri"), columns
        ),
    }
    if not terse:
        subnets, groups = _no("SubnetIds"), _no("SecurityGroupIds")
        both = Or(And(subnets, groups), Not(Or(subnets, groups)))
        assertions["SubnetIds and SecurityGroupIds go together"] = both
    return {
        "Together": {
            "Assertions": [
                {"Assert": must, "AssertDescription": said} for said, must in assertions.items()
            ]
        }
    }


def _no(name: str) -> dict[str, Any]:
    """Give the rule function that tells whether a list is empty, or has an empty text alone."""
    return {"Fn::EachMemberEquals": [Ref(name), ""]}


def outputs(
    storage: CleanUp,
    watched: Watched,
    monitor: SageMakerRole,
    topic: Topic,
    dashboard: Dashboard,
    function: Function,
) -> list[Output]:
    """Give the outputs of the contract, the same in every edition."""
    values = {
        "EndpointName": watched.attribute("Name"),
        "EndpointConfigName": watched.attribute("Config"),
        "BucketName": storage.bucket,
        "CaptureUri": Sub("s3://${Live.Path}/${Live.Variant}"),
        "BaselineUri": storage.uri("baseline"),
        "ReportsUri": storage.uri("reports"),
        "GroundTruthUri": storage.uri("ground-truth"),
        "DataQualitySchedule": storage.named(DATA_QUALITY),
        "ModelQualitySchedule": storage.named(MODEL_QUALITY),
        "MonitorRoleArn": arn_of(monitor.role),
        "TopicArn": Ref(topic.topic),
        "DashboardName": Ref(dashboard.dashboard),
        "DashboardUrl": dashboard.url,
        "ResponderFunction": Ref(function.function),
        "TemplateVersion": __version__,
    }
    conditional = {"ModelQualitySchedule": {"Condition": QUALITY}}
    return [
        Output(name, Value=value, **conditional.get(name, {})) for name, value in values.items()
    ]
