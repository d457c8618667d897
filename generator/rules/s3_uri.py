"""E9103: an S3 URI that is none, or that breaks what is appended to it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._pieces import Hole, Reading
from generator.rules._walk import expressions, named, properties, resources, root, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._reader import Reader

_URIS = (
    "S3Uri",
    "DestinationS3Uri",
    "DataCapturedDestinationS3Uri",
    "OutputS3Uri",
    "S3OutputPath",
    "S3FailurePath",
    "ConfigUri",
    "ModelDataUrl",
    "RecordPreprocessorSourceUri",
    "PostAnalyticsProcessorSourceUri",
)
_GROWS = ("DestinationS3Uri", "S3Output", "GroundTruthS3Input")
"""SageMaker appends `/<endpoint>/...` or `/yyyy/mm/dd/hh` to these."""
_FILES = ("ConstraintsResource", "StatisticsResource", "ConfigUri")
_BUCKET = "AWS::S3::Bucket"


class S3Uri(Check):
    """Finds SageMaker's S3 URIs that lack `s3://`, are https URLs, or end in a slash."""

    id = "E9103"
    shortdesc = "An S3 URI without s3://, or with a slash at its end"
    description = (
        "SageMaker's properties want s3://bucket/prefix. CloudFormation passes on whatever stands "
        "there; capture, baselines and reports then go nowhere"
    )
    source_url = (
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html"
    )
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "s3"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every URI that will not work."""
        kinds = types(reader.template)
        for name, _, given in resources(reader.template, "AWS::SageMaker::"):
            for start, node in named(given, root(name), _URIS):
                for path, value in expressions(node, start):
                    for reading in reader.read(value, path):
                        words = _objection(reading, properties(start), kinds)
                        if words:
                            yield Problem(reading.path, words)


def _objection(reading: Reading, names: list[str], kinds: Mapping[str, str]) -> str:
    first = reading.pieces[0] if reading.pieces else ""
    if isinstance(first, Hole):
        wrong = _wrong_start(first, kinds)
        return f"{reading} {wrong}. {_mend(reading)}" if wrong else _wrong_end(reading, names)
    if first.startswith("https://") and names[-1] == "ModelDataUrl":
        return ""
    if not first.startswith("s3://"):
        kind = "is a web address, not an S3 URI" if first.startswith("http") else "lacks 's3://'"
        return f"'{reading}' {kind}. {_mend(reading)}"
    if first == "s3://" and len(reading.pieces) > 1:
        wrong = _wrong_bucket(reading.pieces[1], kinds)
        if wrong:
            return f"'{reading}': {wrong}. {_mend(reading)}"
    return _wrong_end(reading, names)


def _wrong_start(hole: Hole, kinds: Mapping[str, str]) -> str:
    """Say why a URI cannot start with this hole; '' when it can, or nobody knows."""
    if kinds.get(hole.name) == _BUCKET:
        return f"starts with {_what(hole)}, and 's3://' is missing"
    if hole.default and not hole.attribute and not hole.default.startswith(("s3://", "https://")):
        return f"starts with a parameter whose default '{hole.default}' lacks 's3://'"
    return ""


def _wrong_bucket(piece: str | Hole, kinds: Mapping[str, str]) -> str:
    """Say why this cannot follow 's3://'."""
    if isinstance(piece, Hole) and piece.attribute and kinds.get(piece.name) == _BUCKET:
        return f"after 's3://' stands {_what(piece)}, not its name"
    if isinstance(piece, Hole) and (piece.default or "").startswith("s3://"):
        return f"the default of {piece.name} has 's3://' already"
    return ""


def _what(hole: Hole) -> str:
    return f"the bucket's {hole.attribute}" if hole.attribute else "the bucket's name"


def _wrong_end(reading: Reading, names: list[str]) -> str:
    last = reading.pieces[-1] if reading.pieces else ""
    if not isinstance(last, str) or not last.endswith("/") or reading.literal == "s3://":
        return ""
    if any(name in _GROWS for name in names):
        return (
            f"'{reading}' ends in a slash, and SageMaker appends '/...' to it: keys get '//' in "
            "them, and what reads them finds no objects. Leave the last slash out"
        )
    if any(name in _FILES for name in names):
        return (
            f"'{reading}' is a folder, and a file is needed: the job fails when it starts. Name "
            "the file, such as .../constraints.json"
        )
    return ""


def _mend(reading: Reading) -> str:
    example = str(reading).removeprefix("s3://")
    for hole in reading.holes:
        if hole.attribute:
            example = example.replace(str(hole), f"${{{hole.name}}}")
    if example.startswith(("http", "arn:")) or not example:
        example = "bucket/prefix"
    return (
        f"SageMaker refuses it, or looks where nothing is. Write s3://{example.removesuffix('/')}"
    )
