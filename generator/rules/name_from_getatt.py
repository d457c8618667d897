"""E9102: a name from an attribute that no documentation promises."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._reader import section
from generator.rules._walk import references, types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_UNDOCUMENTED = {
    "AWS::SageMaker::DataQualityJobDefinition": "JobDefinitionName",
    "AWS::SageMaker::ModelQualityJobDefinition": "JobDefinitionName",
    "AWS::SageMaker::ModelBiasJobDefinition": "JobDefinitionName",
    "AWS::SageMaker::ModelExplainabilityJobDefinition": "JobDefinitionName",
    "AWS::SageMaker::MonitoringSchedule": "MonitoringScheduleName",
}


class NameFromGetAtt(Check):
    """Finds `!GetAtt X.JobDefinitionName` and `!GetAtt X.MonitoringScheduleName`."""

    id = "E9102"
    shortdesc = "Fn::GetAtt of a name that CloudFormation does not document"
    description = (
        "For job definitions and monitoring schedules CloudFormation documents the ARN and times "
        "as attributes, not the name; cfn-lint accepts every property"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-resource-sagemaker-dataqualityjobdefinition.html"
    )
    tags: ClassVar[list[str]] = ["functions", "getatt", "sagemaker", "names"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every reference to such an attribute, in resources and outputs."""
        kinds = types(reader.template)
        for part in ("Resources", "Outputs"):
            for path, name, attribute in references(section(reader.template, part), (part,)):
                if attribute and _UNDOCUMENTED.get(kinds.get(name, "")) == attribute:
                    yield Problem(path, _words(name, attribute))


def _words(name: str, attribute: str) -> str:
    mend = (
        f"Take the last segment of the ARN: !Select [1, !Split ['/', !Ref {name}]]"
        if attribute == "JobDefinitionName"
        else "Repeat the expression that its MonitoringScheduleName has, and add a DependsOn"
    )
    return (
        f"{attribute} is not among the attributes that CloudFormation documents for {name}; where "
        f"it does not answer, the stack fails while it is created. {mend}"
    )
