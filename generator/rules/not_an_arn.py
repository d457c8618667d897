"""E9111: an ARN is needed, and something else stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import kind
from generator.rules._partitions import PARTITIONS
from generator.rules._pieces import Hole, Reading
from generator.rules._statements import statements
from generator.rules._walk import expressions, properties, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_REF_IS_NO_ARN = {
    "AWS::DynamoDB::Table": "name",
    "AWS::ECR::Repository": "name",
    "AWS::Events::Rule": "name",
    "AWS::IAM::Role": "name",
    "AWS::IAM::User": "name",
    "AWS::KMS::Key": "id",
    "AWS::Kinesis::Stream": "name",
    "AWS::KinesisFirehose::DeliveryStream": "name",
    "AWS::Lambda::Function": "name",
    "AWS::Logs::LogGroup": "name",
    "AWS::S3::Bucket": "name",
    "AWS::SQS::Queue": "URL",
}
"""Types that have an attribute `Arn`, and whose `Ref` is something else."""

_NAMES = {
    ("AWS::SNS::Topic", "TopicName"): ("name", "${{{}}}"),
    ("AWS::SQS::Queue", "QueueName"): ("name", "${{{}.Arn}}"),
    ("AWS::SQS::Queue", "QueueUrl"): ("URL", "${{{}.Arn}}"),
}
"""Attributes that are a name or a URL, and how the ARN is written."""

_ARN_PROPERTY = re.compile(r"(?<!Key)Arns?|(OK|Alarm|InsufficientData)Actions")
"""KmsKeyArn and its like are left out: many take a key's id or alias."""
_OR_A_NAME = "TargetFunctionArn"
"""Takes a function's name, too [CloudFormation's schema of AWS::Lambda::Url: its pattern]."""
_NAMED_BY_USERS = {"Variables", "InputPathsMap"}
"""Properties whose keys are names that the template's author chose."""
_FIELDS = 6
_REGIONAL_S3 = re.compile(
    r"(accesspoint|access-grants|async-request|job|storage-lens|storage-lens-group)[/:*]|\*"
)


class NotAnArn(Check):
    """Finds bucket names, URLs and malformed ARNs where a policy or a property wants an ARN."""

    id = "E9111"
    shortdesc = "An ARN is needed, and something else stands there"
    description = (
        "A policy's Resource and properties such as RoleArn want an ARN. IAM refuses a policy "
        "without one; an ARN with a field too few or too many matches nothing"
    )
    source_url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"
    tags: ClassVar[list[str]] = ["resources", "arn", "iam"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every value that is no ARN where one is needed, and every malformed ARN."""
        for reading in _needed(reader):
            if words := _no_arn(reader, reading):
                yield Problem(reading.path, words)
        for name, _, given in resources(reader.template):
            for path, value in expressions(given, root(name)):
                for reading in reader.read(value, path):
                    if words := _malformed(reading):
                        yield Problem(reading.path, words)


def _needed(reader: Reader) -> Iterator[Reading]:
    """Yield what stands where an ARN is needed."""
    for statement in statements(reader, "AWS::"):
        for key in ("Resource", "NotResource"):
            yield from statement.values(reader, key)
    for name, of, given in resources(reader.template, "AWS::"):
        if not of.startswith(("AWS::CloudFormation::Custom", "AWS::Serverless::")):
            for path, value in expressions(given, root(name)):
                names = properties(path[3:])
                last = "".join(names[-1:])
                wanted = _ARN_PROPERTY.search(last) and last != _OR_A_NAME
                if wanted and _NAMED_BY_USERS.isdisjoint(names):
                    yield from reader.read(value, path)


def _no_arn(reader: Reader, reading: Reading) -> str:
    first = reading.pieces[0] if reading.pieces else ""
    if isinstance(first, Hole):
        of = kind(reader, first.name)
        is_a = _REF_IS_NO_ARN.get(of, "") if not first.attribute else ""
        is_a, arn = _NAMES.get((of, first.attribute), (is_a, "${{{}.Arn}}"))
        what = f"starts with the {is_a} of the {of.rpartition('::')[2].lower()}"
        instead = arn.format(first.name) + str(reading)[len(str(first)) :]
        return _words(reading, what, instead) if is_a else ""
    if first.startswith(("arn:", "*", "execute-api:/", "{{resolve:")) or not first.strip():
        return ""
    return _words(reading, "does not start with 'arn:'", _example(reading))


def _example(reading: Reading) -> str:
    plain = str(reading)
    bucket = "/" in plain and not plain.startswith(("http", "s3://", "/"))
    path = plain.removeprefix("s3://") if plain.startswith("s3://") else plain
    if bucket or plain.startswith("s3://"):
        return f"arn:${{AWS::Partition}}:s3:::{path}"
    return "arn:${AWS::Partition}:<service>:<region>:<account>:<resource>"


def _words(reading: Reading, what: str, instead: str) -> str:
    return (
        f"'{reading}' {what}, and an ARN is needed here: AWS refuses it, and the stack fails while "
        f"it is created. Write !Sub '{instead}'"
    )


def _malformed(reading: Reading) -> str:
    """Say what is wrong with a value that starts as an ARN; '' where only AWS can tell."""
    first = reading.pieces[0] if reading.pieces else ""
    if not isinstance(first, str) or not first.startswith("arn:") or re.search(r"\s", first):
        return ""
    if any(hole.attribute or not hole.name.startswith("AWS::") for hole in reading.holes[:4]):
        first_holes = "".join(map(str, reading.pieces)).split(":")
        if len(first_holes) < _FIELDS:
            return ""  # a parameter or an attribute may hold colons itself
    fields = re.sub(r"\$\{[^}]*\}", "~", str(reading)).split(":", _FIELDS - 1)
    if len(fields) < _FIELDS:
        return (
            f"'{reading}' has {len(fields)} fields between colons, and an ARN has six: "
            "arn:partition:service:region:account:resource. It matches nothing. Where region or "
            "account are empty, their colons stay, as in arn:${AWS::Partition}:s3:::bucket"
        )
    return _of_no_partition(reading, fields) or _of_no_region(reading, fields)


def _of_no_partition(reading: Reading, fields: list[str]) -> str:
    """Say that there is no such partition; what does not look like one at all may be anything."""
    partition = fields[1]
    if partition in PARTITIONS or not re.fullmatch("aws[a-z-]*", partition):
        return ""
    return (
        f"'{reading}' names the partition {partition}, and AWS has none of that name: it matches "
        "nothing. Write arn:${AWS::Partition}:, which is right everywhere"
    )


def _of_no_region(reading: Reading, fields: list[str]) -> str:
    _, _, service, region, account, rest = fields
    if service == "iam" and region not in ("", "*"):
        return (
            f"'{reading}' names a region, and IAM has none: it matches nothing. Leave the fourth "
            "field empty, as in arn:${AWS::Partition}:iam::${AWS::AccountId}:role/name"
        )
    given = {region, account} - {"", "*"}
    if service == "s3" and given and not _REGIONAL_S3.match(rest) and not rest.startswith("~"):
        return (
            f"'{reading}' names a region or an account, and a bucket's ARN has neither: it matches "
            f"nothing. Write arn:${{AWS::Partition}}:s3:::{rest.replace('~', '...')}"
        )
    return ""
