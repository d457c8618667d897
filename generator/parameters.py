"""One table of the templates' parameters.

The templates, the command line, the ``Rules``, the catalogue's constraints and the README read it,
so that a parameter is described in one place. No network, no AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troposphere import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODEL_MONITOR = "model-monitor"
DRIFT_MONITOR = "drift-monitor"
BOTH = (DRIFT_MONITOR, MODEL_MONITOR)

_S3_FILE = r"^(s3://.+/.*[^/])?$"


@dataclass(frozen=True)
class Spec:
    """One parameter of a stack.

    Attributes:
        name: as CloudFormation shows it.
        group: heading in the console and in the README.
        help: one sentence; what it is, with its unit.
        default: ``None`` makes the parameter required.
        allowed: the only values, if there is such a list.
        pattern: what a text must match; ``said`` then tells a person the same.
        said: the constraint in words that help.
        minimum, maximum: bounds, of a number or of a text's length.
        type: CloudFormation's type.
        label: what the console shows, where the name does not say it.
        editions: the editions that have it.

    """

    name: str
    group: str
    help: str
    default: str | None = ""
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    said: str = ""
    minimum: float | None = None
    maximum: float | None = None
    type: str = "String"
    label: str = ""
    editions: tuple[str, ...] = BOTH

    def parameter(self) -> Parameter:
        """Give the troposphere parameter."""
        bounds = ("MinValue", "MaxValue") if self.type == "Number" else ("MinLength", "MaxLength")
        optional = {
            "Default": self.default,
            "AllowedValues": list(self.allowed) or None,
            "AllowedPattern": self.pattern or None,
            "ConstraintDescription": self.said or None,
            bounds[0]: self.minimum,
            bounds[1]: self.maximum,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        return Parameter(self.name, Type=self.type, Description=self.help, **given)


BASICS, MODEL, BASELINE, DETECTION, OPERATION, SECURITY = GROUPS = (
    "What everyone gives",
    "The model that is watched",
    "Baseline and labels",
    "What counts as drift",
    "Running it",
    "Security",
)

SPECS: tuple[Spec, ...] = (
    Spec(
        "EmailAddress",
        BASICS,
        "Where alerts go; AWS asks this address to confirm",
        None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        said="an e-mail address, as name@example.com",
    ),
    Spec(
        "Environment",
        BASICS,
        "dev: bucket and key go with the stack; otherwise they stay",
        "dev",
        allowed=("dev", "staging", "prod"),
    ),
    Spec(
        "MonitoringFrequency",
        BASICS,
        "How often the traffic is compared with the baseline",
        "hourly",
        allowed=("hourly", "daily"),
    ),
    Spec(
        "ModelName",
        MODEL,
        "Short name, in every name and message of this stack",
        "demo",
        pattern=r"^[a-z0-9](-?[a-z0-9]){0,29}$",
        said="1 to 30 lower-case letters, digits and single hyphens",
    ),
    Spec(
        "InstanceType",
        MODEL,
        "Instance type of the endpoint",
        "ml.t2.medium",
        pattern=r"^ml\.[a-z0-9-]+\.[a-z0-9-]+$",
        said="an instance type, as ml.m5.large",
    ),
    Spec(
        "ModelDataUrl",
        MODEL,
        "Your model.tar.gz, s3://…; empty: the demo model",
        pattern=_S3_FILE,
        said="s3://bucket/path/model.tar.gz",
    ),
    Spec(
        "ModelImageUri",
        MODEL,
        "Your inference image; empty: Amazon's scikit-learn image",
        pattern=r"^([0-9]{12}\.dkr\.ecr\..+/.+)?$",
        said="an image in Amazon ECR, as 123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag",
    ),
    Spec(
        "ExistingEndpointName",
        MODEL,
        "Watch this endpoint, with data capture on, and make none",
        pattern=r"^[A-Za-z0-9-]{0,63}$",
        said="the name of an endpoint, not its ARN",
    ),
    Spec(
        "VariantName",
        MODEL,
        "Variant to watch; empty: the endpoint's first",
        pattern=r"^[A-Za-z0-9-]{0,63}$",
        said="the name of a production variant",
    ),
    Spec(
        "CaptureSamplingPercentage",
        MODEL,
        "Share of the requests that is captured",
        "100",
        type="Number",
        minimum=1,
        maximum=100,
    ),
    Spec(
        "BaselineDatasetUri",
        BASELINE,
        "CSV with a header, predictions first; empty: the demo's",
        pattern=_S3_FILE,
        said="s3://bucket/path/file.csv",
    ),
    Spec(
        "EnableModelQuality",
        BASELINE,
        "Compare predictions with labels, too",
        "true",
        allowed=("true", "false"),
    ),
    Spec(
        "QualityBaselineDatasetUri",
        BASELINE,
        "CSV with a header: prediction, probability and label columns; empty: the demo's",
        pattern=_S3_FILE,
        said="s3://bucket/path/file.csv",
    ),
    Spec(
        "ProblemType",
        BASELINE,
        "What the model predicts",
        "BinaryClassification",
        allowed=("BinaryClassification", "MulticlassClassification", "Regression"),
    ),
    Spec(
        "InferenceAttribute",
        BASELINE,
        "Prediction column of the quality baseline",
    ),
    Spec(
        "ProbabilityAttribute",
        BASELINE,
        "Its probability column, if it has one",
    ),
    Spec(
        "GroundTruthAttribute",
        BASELINE,
        "Its label column",
    ),
    Spec(
        "CapturedInferenceAttribute",
        BASELINE,
        "Prediction in the response: column number from 0, or JSON key",
        "0",
    ),
    Spec(
        "CapturedProbabilityAttribute",
        BASELINE,
        "Probability in the response: column number from 0, or JSON key",
        "1",
    ),
    Spec(
        "ProbabilityThreshold",
        BASELINE,
        "Above it a probability means 1, where no prediction is given",
        "0.5",
        type="Number",
        minimum=0,
        maximum=1,
    ),
    Spec(
        "GroundTruthDelay",
        BASELINE,
        "Hours by which labels come late",
        "0",
        type="Number",
        minimum=0,
        maximum=720,
    ),
    Spec(
        "DriftThreshold",
        DETECTION,
        "Distance from the baseline that counts as drift",
        "0.1",
        type="Number",
        minimum=0,
        maximum=1,
    ),
    Spec(
        "MinimumRecords",
        DETECTION,
        "With fewer records in a run, no drift verdict",
        "100",
        type="Number",
        minimum=1,
    ),
    Spec(
        "PeriodsToAlarm",
        DETECTION,
        "Runs in a row before an alarm",
        "1",
        type="Number",
        minimum=1,
        maximum=7,
    ),
    Spec(
        "ExcludeFeatures",
        DETECTION,
        "Columns to leave out (ids, timestamps), comma-separated",
        maximum=100,
    ),
    Spec(
        "JobInstanceType",
        OPERATION,
        "Instance type of the analysis jobs",
        "ml.m5.xlarge",
        pattern=r"^ml\.(m5|m6i|m7i|c5|c6i|c7i|r5)\.[0-9]*x?large$",
        said="m5, m6i, m7i, c5, c6i, c7i or r5, from large on: smaller ones run out of memory",
        editions=(MODEL_MONITOR,),
    ),
    Spec(
        "RetrainingPipelineArn",
        OPERATION,
        "SageMaker pipeline to start on drift",
        pattern=r"^(arn:aws.*:sagemaker:.+:pipeline/.+)?$",
        said="the ARN of a SageMaker pipeline",
    ),
    Spec(
        "KmsKeyArn",
        SECURITY,
        "Your key for bucket and volumes; empty: the stack makes one",
        pattern=r"^(arn:aws.*:kms:.+:key/.+)?$",
        said="the ARN of a key, not an alias",
    ),
    Spec(
        "SubnetIds",
        SECURITY,
        "Private subnets for model and jobs; empty: no VPC",
        type="CommaDelimitedList",
        pattern=r"^(subnet-[a-z0-9]+)?$",
        said="subnet-1,subnet-2",
    ),
    Spec(
        "SecurityGroupIds",
        SECURITY,
        "Security groups, with the subnets",
        type="CommaDelimitedList",
        pattern=r"^(sg-[a-z0-9]+)?$",
        said="sg-1,sg-2",
    ),
    Spec(
        "PermissionsBoundaryArn",
        SECURITY,
        "Policy that bounds every role of the stack",
        pattern=r"^(arn:aws.*:iam::.+:policy/.+)?$",
        said="the ARN of a managed policy",
    ),
)


def specs(edition: str) -> tuple[Spec, ...]:
    """List the parameters that ``edition`` has, in the order in which it shows them."""
    return tuple(spec for spec in SPECS if edition in spec.editions)


def by_group(edition: str) -> Iterator[tuple[str, Sequence[Spec]]]:
    """Yield each group's heading with its parameters."""
    for group in GROUPS:
        members = [spec for spec in specs(edition) if spec.group == group]
        if members:
            yield group, members


def interface(edition: str) -> dict[str, object]:
    """Give the value of the template's ``AWS::CloudFormation::Interface`` metadata."""
    labels = {spec.name: {"default": spec.label} for spec in specs(edition) if spec.label}
    groups = [
        {"Label": {"default": group}, "Parameters": [spec.name for spec in members]}
        for group, members in by_group(edition)
    ]
    return {"ParameterGroups": groups, **({"ParameterLabels": labels} if labels else {})}
