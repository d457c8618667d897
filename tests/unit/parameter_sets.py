"""Sets of parameters as somebody might give them, and whether CloudFormation takes them.

What CloudFormation looks at before it makes anything: allowed values and patterns, bounds of
numbers and of lengths, and the template's rules. Source: CloudFormation user guide, "Parameters
syntax".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stack_renderer import Stack

    from generator.parameters import Spec

# What is right, and what is wrong, of the parameters that have a form.
GOOD = {
    "EmailAddress": ["a@example.com", "first.last+tag@mail.example.co.uk"],
    "ModelName": ["demo", "a", "churn-2", "x" * 30],
    "InstanceType": ["ml.t2.medium", "ml.m5.4xlarge", "ml.p4d.24xlarge", "ml.c6gn.xlarge"],
    "ModelDataUrl": ["", "s3://bucket/a/model.tar.gz"],
    "ModelImageUri": [
        "",
        "012345678901.dkr.ecr.eu-west-1.amazonaws.com/name:tag",
        "012345678901.dkr.ecr.cn-north-1.amazonaws.com.cn/team/name@sha256:0123",
    ],
    "ExistingEndpointName": ["", "Endpoint-1", "e" * 63],
    "BaselineDatasetUri": ["", "s3://bucket/data.csv"],
    "JobInstanceType": ["ml.m5.large", "ml.m5.24xlarge", "ml.r5.xlarge"],
    "KmsKeyArn": ["", "arn:aws-cn:kms:cn-north-1:123456789012:key/1234abcd"],
    "RetrainingPipelineArn": ["", "arn:aws:sagemaker:eu-west-1:123456789012:pipeline/p"],
    "PermissionsBoundaryArn": ["", "arn:aws:iam::123456789012:policy/team/b"],
    "SubnetIds": ["", "subnet-0a1b"],
    "SecurityGroupIds": ["", "sg-0a1b"],
}  # fmt: skip
BAD = {
    "EmailAddress": ["", "a", "a@b", "a@example.com, b@example.com"],
    "ModelName": ["", "Demo", "a--b", "a-", "-a", "a_b", "x" * 31],
    "InstanceType": ["", "t2.medium", "ml.t2", "ml.t2.medium "],
    "ModelDataUrl": ["https://bucket/model.tar.gz", "s3://bucket/folder/", "s3://bucket"],
    "ModelImageUri": ["name:tag", "docker.io/name"],
    "ExistingEndpointName": ["arn:aws:sagemaker:eu-west-1:1:endpoint/e", "a b", "e" * 64],
    "BaselineDatasetUri": ["data.csv", "s3://bucket/", "s3://"],
    "JobInstanceType": ["ml.t3.medium", "ml.m5.medium", "m5.xlarge"],
    "KmsKeyArn": ["alias/mine", "arn:aws:kms:eu-west-1:123456789012:alias/mine"],
    "RetrainingPipelineArn": ["mine"],
    "PermissionsBoundaryArn": ["mine", "arn:aws:iam::123456789012:role/mine"],
    "SubnetIds": ["vpc-1"],
    "SecurityGroupIds": ["subnet-1"],
}
# What there is, too, beside having the form.
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
REAL = {
    "InstanceType": ["ml.t2.medium", "ml.m5.4xlarge", "ml.g5.xlarge"],
    "KmsKeyArn": [
        "",
        "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ],
}
MEMORY = 128, 10_240  # MB [AWS Lambda developer guide, "Quotas"]
# What people paste, mistype and leave behind.
ODD = (
    "", " ", "a b", "ä", "x" * 300, "s3://b/k/", "arn:aws:iam::1:role/x", ",", "0", "-1", "1.5",
    "1e3", "nan", "true", '"', "\n", "a,b", "subnet-1, subnet-2", "a@b.c\n", "\\",
)  # fmt: skip


def right(spec: Spec) -> st.SearchStrategy[str]:
    """Give what the parameter should have."""
    if spec.allowed:
        return st.sampled_from(spec.allowed)
    if spec.name in REAL:
        return st.sampled_from(REAL[spec.name])
    if spec.pattern:
        return st.sampled_from(GOOD[spec.name.removeprefix("Quality")])
    if spec.type == "Number":
        return _numbers(spec)
    columns = st.text("abz09_-.", max_size=20)
    return columns.map(lambda text: f"{text},{text}" if spec.type != "String" else text)


def _numbers(spec: Spec) -> st.SearchStrategy[str]:
    if spec.name == "DriftThreshold":
        return st.floats(0, 1).map(lambda number: f"{number:.4f}")
    least, most = MEMORY if spec.name == "AnalyzerMemory" else (spec.minimum, spec.maximum)
    return st.integers(int(least or 0), int(most or 10**6)).map(str)


def refusals(stack: Stack) -> Iterator[str]:
    """Say what CloudFormation refuses before it makes anything."""
    for name, spec in stack.template["Parameters"].items():
        if not _taken(stack.values[name], spec):
            yield name
    yield from stack.refusals()


def _taken(value: str, spec: dict[str, Any]) -> bool:
    if spec["Type"] == "Number":
        return _number(value) and (
            spec.get("MinValue", float("-inf"))
            <= float(value)
            <= spec.get("MaxValue", float("inf"))
        )
    allowed, pattern = spec.get("AllowedValues"), spec.get("AllowedPattern")
    each = value.split(",") if spec["Type"] == "CommaDelimitedList" else [value]
    return (
        (not allowed or value in allowed)
        and (not pattern or all(re.fullmatch(pattern.strip("^$"), one) for one in each))
        and spec.get("MinLength", 0) <= len(value) <= spec.get("MaxLength", 4096)
    )


def _number(value: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", value))
