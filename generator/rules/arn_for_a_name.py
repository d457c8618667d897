"""E9101: an ARN where a name is needed."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._metric_uses import dimensions
from generator.rules._pieces import Hole, Reading
from generator.rules._reader import section
from generator.rules._walk import at, expressions, properties, resources, root, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_SEGMENT = "the last segment of its ARN: !Select [1, !Split ['/', !Ref {}]]"
INSTEAD = {
    "AWS::SageMaker::Model": "!GetAtt {}.ModelName",
    "AWS::SageMaker::EndpointConfig": "!GetAtt {}.EndpointConfigName",
    "AWS::SageMaker::Endpoint": "!GetAtt {}.EndpointName",
    "AWS::SageMaker::DataQualityJobDefinition": _SEGMENT,
    "AWS::SageMaker::ModelQualityJobDefinition": _SEGMENT,
    "AWS::SageMaker::ModelBiasJobDefinition": _SEGMENT,
    "AWS::SageMaker::ModelExplainabilityJobDefinition": _SEGMENT,
    "AWS::SageMaker::MonitoringSchedule": "the value that its MonitoringScheduleName has",
    "AWS::SageMaker::ProcessingJob": _SEGMENT,
}
"""Types whose `Ref` is an ARN (their schema's primary identifier), and where their name is."""

_NAME_OF = {
    "AWS::DynamoDB::Table": "!Ref {}",
    "AWS::ECS::Cluster": "!Ref {}",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "!GetAtt {}.LoadBalancerFullName",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "!GetAtt {}.TargetGroupFullName",
    "AWS::Events::Rule": "!Ref {}",
    "AWS::Kinesis::Stream": "!Ref {}",
    "AWS::KinesisFirehose::DeliveryStream": "!Ref {}",
    "AWS::Lambda::Function": "!Ref {}",
    "AWS::Logs::LogGroup": "!Ref {}",
    "AWS::S3::Bucket": "!Ref {}",
    "AWS::SNS::Topic": "!GetAtt {}.TopicName",
    "AWS::SQS::Queue": "!GetAtt {}.QueueName",
}
"""Types that a dimension of AWS's own metrics names, and where that name is."""
REF_IS_AN_ARN = (
    *INSTEAD,
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::SNS::Topic",
)
_NAMED_IN = re.compile(r"\$\{(?P<name>[^}.]+)(?:\.(?P<attribute>[^}]+))?\}")

_NAME = re.compile(
    r"(Endpoint|EndpointConfig|Model|MonitoringJobDefinition|JobDefinition|MonitoringSchedule"
    r"|ProcessingJob|LogGroup)Name"
)
_OWN_NAME = re.compile(r"name$", re.IGNORECASE)
_DIMENSIONS = frozenset(
    [
        "BucketName",
        "ClusterName",
        "DeliveryStreamName",
        "FunctionName",
        "LoadBalancer",
        "LogGroupName",
        "QueueName",
        "RuleName",
        "StreamName",
        "TableName",
        "TargetGroup",
        "TopicName",
    ]
)
"""Dimensions of AWS's namespaces that are a name; those called `...Arn` are an ARN."""
_NAMING_DIMENSIONS = ("EndpointName", "VariantName", "Endpoint", "MonitoringSchedule")


class ArnForAName(Check):
    """Finds `Ref` and `...Arn` of resources in places and dimensions that want the name."""

    id = "E9101"
    shortdesc = "A name is needed, and an ARN stands there"
    description = (
        "Ref of a SageMaker resource, a topic or a load balancer is its ARN. Properties, "
        "dimensions, dashboards and paths that want its name do not work with that"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-resource-sagemaker-endpoint.html"
    )
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "names"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every name that is an ARN."""
        kinds = types(reader.template)
        for path, value, named in _values(reader.template):
            for reading in reader.read(value, path):
                for hole in _arns(reading, kinds, anywhere=named):
                    mend = INSTEAD[kinds[hole.name]]
                    yield Problem(reading.path, _words(str(hole), hole.name, kinds, mend))
        for one in dimensions(reader):
            if one.name in _DIMENSIONS and one.namespace.startswith("AWS/"):
                for found in _NAMED_IN.finditer(one.value):
                    if mend := _of_an_arn(found["name"], found["attribute"] or "", kinds):
                        yield Problem(one.path, _words(found[0], found["name"], kinds, mend))


def _of_an_arn(name: str, attribute: str, kinds: Mapping[str, str]) -> str:
    """Say what to write instead of a reference that is an ARN; '' where it is none."""
    kind = kinds.get(name, "")
    arn = attribute.endswith("Arn") if attribute else kind in REF_IS_AN_ARN
    return _NAME_OF.get(kind, "") if arn else ""


def _values(template: Mapping[str, Any]) -> Iterator[tuple[Place, Any, bool]]:
    """Yield every expression, and whether the whole of it is a name."""
    for name, kind, given in resources(template):
        for path, value in expressions(given, root(name)):
            yield path, value, _wants_name(path, kind, template)
    for name, output in section(template, "Outputs").items():
        yield ("Outputs", name, "Value"), at(output, ("Value",)), bool(_OWN_NAME.search(str(name)))


def _wants_name(path: Place, kind: str, template: Mapping[str, Any]) -> bool:
    names = properties(path[3:])
    own = "Variables" in names or kind.startswith(("Custom::", "AWS::CloudFormation::Custom"))
    if names[-1:] == ["Value"] and "Dimensions" in names:
        return at(template, (*path[: path.index("Value", 3)], "Name")) in _NAMING_DIMENSIONS
    return (
        any(_NAME.fullmatch(name) for name in names)
        or names == ["DashboardBody"]
        or (own and bool(_OWN_NAME.search("".join(names[-1:]))))
    )


def _arns(reading: Reading, kinds: Mapping[str, str], *, anywhere: bool) -> Iterator[Hole]:
    """Yield the ARNs in a reading that is a name, or that stand as a segment of a path."""
    for index, piece in enumerate(reading.pieces):
        if isinstance(piece, Hole) and kinds.get(piece.name) in INSTEAD:
            segment = str(reading.pieces[index - 1] if index else "").endswith("/")
            if (anywhere or segment) and (not piece.attribute or piece.attribute.endswith("Arn")):
                yield piece


def _words(written: str, name: str, kinds: Mapping[str, str], instead: str) -> str:
    return (
        f"{written} is the ARN of the {kinds[name].rpartition('::')[2]}, and here its name is "
        "needed. AWS refuses an ARN as a name, and a metric, a log group or a path with an ARN in "
        "it is never found. "
        f"Write {instead.format(name)}"
    )
