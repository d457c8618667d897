"""One table of the templates' parameters.

The templates, the command line, the ``Rules``, the catalogue's constraints and the README read it,
so that a parameter is described in one place. No network, no AWS.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troposphere import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODEL_MONITOR = "model-monitor"
DRIFT_MONITOR = "drift-monitor"
BOTH = (DRIFT_MONITOR, MODEL_MONITOR)
TERSE = {DRIFT_MONITOR}  # its code takes the bytes
# Of the labelled dataset: parameters that name its columns of prediction, probability and label.
LABELLED = ("InferenceAttribute", "ProbabilityAttribute", "GroundTruthAttribute")

_S3_FILE = r"^(s3://.+/.*[^/])?$"


@dataclass(frozen=True)
class Spec:
    """One parameter of a stack.

    Attributes:
        name: as CloudFormation shows it.
        group: heading in the console and in the README.
        help: one sentence, for the console; what it is, with its unit.
        about: what the README says instead: a template has few bytes.
        default: ``None`` makes the parameter required.
        allowed: the only values, if there is such a list.
        pattern: what a text must match; ``said`` then tells a person the same.
        said: the constraint in words that help.
        refused: the service itself refuses, in words, what does not match or is too much; a terse
            template leaves that to it.
        minimum, maximum: bounds, of a number or of a text's length.
        type: CloudFormation's type.
        plain: the name says it; a terse template leaves the help out.
        editions: the editions that have it.

    """

    name: str
    group: str
    help: str
    default: str | None = ""
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    said: str = ""
    refused: bool = False
    minimum: float | None = None
    maximum: float | None = None
    type: str = "String"
    about: str = ""
    plain: bool = False
    editions: tuple[str, ...] = BOTH

    def parameter(self, *, terse: bool) -> Parameter:
        """Give the troposphere parameter; a terse one has no texts that it can do without."""
        bounds = ("MinValue", "MaxValue") if self.type == "Number" else ("MinLength", "MaxLength")
        optional = {
            "Description": None if terse and self.plain else self.help,
            "Default": self._default(),
            "AllowedValues": list(self.allowed) or None,
            "AllowedPattern": None if terse and self.refused else self.pattern or None,
            "ConstraintDescription": None if terse else self.said or None,
            bounds[0]: self.minimum,
            bounds[1]: None if terse and self.refused else self.maximum,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        return Parameter(self.name, Type=self.type, **given)

    def _default(self) -> str | float | None:
        """Give the default; a number is written as one."""
        if self.type != "Number" or self.default is None:
            return self.default
        number: float = json.loads(self.default)
        return number


BASICS, MODEL, BASELINE, DETECTION, OPERATION, SECURITY = GROUPS = (
    "Basics",
    "Model",
    "Baseline and labels",
    "Drift",
    "Operation",
    "Security",
)

SPECS: tuple[Spec, ...] = (
    Spec(
        "EmailAddress",
        BASICS,
        "Where alerts go once confirmed",
        None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        said="name@example.com",
        refused=True,
        about="Where alerts go. AWS sends this address a mail to confirm",
    ),
    Spec(
        "Environment",
        BASICS,
        "dev: bucket and key go with the stack",
        "dev",
        allowed=("dev", "staging", "prod"),
        about="With `dev`, bucket and key go with the stack; otherwise they stay",
    ),
    Spec(
        "MonitoringFrequency",
        BASICS,
        "How often traffic is compared",
        "hourly",
        allowed=("hourly", "daily"),
        about="How often the traffic is compared with the baseline",
        plain=True,
    ),
    Spec(
        "ModelName",
        MODEL,
        "Short name, in all names and messages",
        "demo",
        pattern=r"^[a-z0-9](-?[a-z0-9]){0,29}$",
        said="1 to 30 of a-z, 0-9 and single hyphens",
        about="Short name of the model, in every name and message of the stack",
        plain=True,
    ),
    Spec(
        "InstanceType",
        MODEL,
        "Of the endpoint",
        "ml.t2.medium",
        pattern=r"^ml\.[a-z0-9-]+\.[a-z0-9-]+$",
        said="as ml.m5.large",
        refused=True,
        about="Instance type of the endpoint",
        plain=True,
    ),
    Spec(
        "ModelDataUrl",
        MODEL,
        "s3://…/model.tar.gz; empty: a demo",
        pattern=_S3_FILE,
        said="s3://bucket/path/model.tar.gz",
        refused=True,
        about="Your model.tar.gz, s3://…; empty: the demo model",
    ),
    Spec(
        "ModelImageUri",
        MODEL,
        "Empty: scikit-learn",
        pattern=r"^([0-9]{12}\.dkr\.ecr\..+/.+)?$",
        said="account.dkr.ecr.region.amazonaws.com/name:tag",
        refused=True,
        about="Your inference image in Amazon ECR; empty: Amazon's scikit-learn image",
    ),
    Spec(
        "ExistingEndpointName",
        MODEL,
        "It must capture data",
        pattern=r"^[A-Za-z0-9-]{0,63}$",
        said="a name, not an ARN",
        refused=True,
        about=(
            "Watch this endpoint, which is there and captures data, and make none; "
            "`ModelDataUrl` and `ModelImageUri` are ignored then"
        ),
    ),
    Spec(
        "VariantName",
        MODEL,
        "Its variant to watch; empty: the first",
        about="Variant of `ExistingEndpointName` to watch; empty: its first",
        plain=True,
    ),
    Spec(
        "CaptureSamplingPercentage",
        MODEL,
        "Share of requests to capture",
        "100",
        type="Number",
        minimum=1,
        maximum=100,
        plain=True,
    ),
    Spec(
        "BaselineDatasetUri",
        BASELINE,
        "CSV with header; predictions first",
        pattern=_S3_FILE,
        said="s3://bucket/path/file.csv",
        refused=True,
        about="CSV with a header, predictions first; empty: the demo's",
    ),
    Spec(
        "EnableModelQuality",
        BASELINE,
        "Compare predictions with labels, too",
        "true",
        allowed=("true", "false"),
        plain=True,
    ),
    Spec(
        "QualityBaselineDatasetUri",
        BASELINE,
        "CSV; predictions and labels",
        pattern=_S3_FILE,
        said="s3://bucket/path/file.csv",
        refused=True,
        about=(
            "CSV with a header and columns for prediction, probability and label; empty: the demo's"
        ),
    ),
    Spec(
        "ProblemType",
        BASELINE,
        "What the model predicts",
        "BinaryClassification",
        allowed=("BinaryClassification", "MulticlassClassification", "Regression"),
        plain=True,
    ),
    Spec(
        "InferenceAttribute",
        BASELINE,
        "Prediction column of that CSV",
        about="Name of the prediction column of `QualityBaselineDatasetUri`",
        plain=True,
    ),
    Spec(
        "ProbabilityAttribute",
        BASELINE,
        "Its probability column, if it has one",
        about="Name of its probability column, if it has one",
        plain=True,
    ),
    Spec(
        "GroundTruthAttribute",
        BASELINE,
        "Its label column",
        about="Name of its label column",
        plain=True,
    ),
    Spec(
        "ResponseAttributes",
        BASELINE,
        "Prediction, probability: columns from 0, or JSON keys",
        "0,1",
        type="CommaDelimitedList",
        about=(
            "Where prediction and probability stand in the endpoint's responses: two column "
            "numbers from 0, or two JSON keys"
        ),
    ),
    Spec(
        "GroundTruthDelay",
        BASELINE,
        "Hours",
        "0",
        type="Number",
        minimum=0,
        maximum=720,
        about="Hours by which labels come late",
    ),
    Spec(
        "DriftThreshold",
        DETECTION,
        "Distance that counts as drift",
        "0.1",
        type="Number",
        minimum=0,
        maximum=1,
        about="Distance from the baseline, 0 to 1, that counts as drift",
        plain=True,
    ),
    Spec(
        "MinimumRecords",
        DETECTION,
        "With fewer records in a run, no drift verdict",
        "100",
        type="Number",
        minimum=1,
        about="With fewer records in a run there is no drift verdict",
        plain=True,
    ),
    Spec(
        "PeriodsToAlarm",
        DETECTION,
        "Runs in a row before an alarm",
        "1",
        type="Number",
        minimum=1,
        maximum=7,
        plain=True,
    ),
    Spec(
        "ExcludeFeatures",
        DETECTION,
        "Comma-separated columns",
        maximum=100,
        refused=True,
        about="Columns to leave out, such as ids and timestamps, comma-separated",
    ),
    Spec(
        "JobInstanceType",
        OPERATION,
        "Of the analysis jobs",
        "ml.m5.xlarge",
        pattern=r"^ml\.(m5|m6i|m7i|c5|c6i|c7i|r5)\.[0-9]*x?large$",
        said="m5, m6i, m7i, c5, c6i, c7i or r5, from large on",
        editions=(MODEL_MONITOR,),
        about=(
            "Instance type of the analysis jobs. Families m5, m6i, m7i, c5, c6i, c7i and r5, "
            "from `large` on: smaller ones run out of memory"
        ),
        plain=True,
    ),
    Spec(
        "DriftVerdict",
        DETECTION,
        "Which verdict counts",
        "exact",
        allowed=("exact", "model-monitor"),
        editions=(DRIFT_MONITOR,),
        about=(
            "Which verdict raises the alarm: `exact` counts rows and asks whether the difference "
            "is significant; `model-monitor` is Model Monitor's own"
        ),
        plain=True,
    ),
    Spec(
        "AnalyzerMemory",
        OPERATION,
        "MB",
        "1769",
        type="Number",
        editions=(DRIFT_MONITOR,),
        plain=True,
        about="Memory of the analyzer in MB; from 1769 on it has a whole processor",
    ),
    Spec(
        "PublishFeatureMetrics",
        OPERATION,
        "Each is billed",
        "false",
        allowed=("true", "false"),
        editions=(DRIFT_MONITOR,),
        about=(
            "Publish metrics under Model Monitor's own names, too, for dashboards and alarms that "
            "you have; CloudWatch bills each"
        ),
    ),
    Spec(
        "RetrainingPipelineArn",
        OPERATION,
        "SageMaker pipeline to start on drift",
        pattern=r"^(arn:.+:pipeline/.+)?$",
        said="a pipeline's ARN",
        refused=True,
        plain=True,
    ),
    Spec(
        "KmsKeyArn",
        SECURITY,
        "Else the stack's",
        pattern=r"^(arn:.+:key/.+)?$",
        said="a key's ARN",
        refused=True,
        about="Your key for bucket and volumes; empty: the stack makes one",
    ),
    Spec(
        "SubnetIds",
        SECURITY,
        "Private ones",
        type="CommaDelimitedList",
        pattern=r"^(subnet-[a-z0-9]+)?$",
        said="subnet-1,subnet-2",
        refused=True,
        about="Private subnets for model and jobs; empty: no VPC",
    ),
    Spec(
        "SecurityGroupIds",
        SECURITY,
        "With the subnets",
        type="CommaDelimitedList",
        pattern=r"^(sg-[a-z0-9]+)?$",
        said="sg-1,sg-2",
        refused=True,
        about="Security groups for model and jobs, together with the subnets",
        plain=True,
    ),
    Spec(
        "PermissionsBoundaryArn",
        SECURITY,
        "Policy that bounds every role",
        pattern=r"^(arn:.+:policy/.+)?$",
        said="a policy's ARN",
        refused=True,
        about="Policy that bounds every role of the stack",
        plain=True,
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
    """Give the value of the template's ``AWS::CloudFormation::Interface`` metadata.

    The console shows the groups in this order; a terse template has the first alone.
    """
    groups = [
        {"Label": {"default": group}, "Parameters": [spec.name for spec in members]}
        for group, members in by_group(edition)
    ]
    return {"ParameterGroups": groups[:1] if edition in TERSE else groups}
