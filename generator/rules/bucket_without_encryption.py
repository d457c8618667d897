"""W9131: a bucket that does not say how it is encrypted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._reader import intrinsic, section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_NAME = "BucketEncryption"


class BucketWithoutEncryption(Check):
    """Looks for S3 buckets without `BucketEncryption`, in any branch of an `Fn::If`."""

    id = "W9131"
    shortdesc = "A bucket without explicit encryption"
    description = (
        "S3 encrypts with its own keys where a bucket says nothing. What is meant should be "
        "written down: with a key of your own, access can be audited, limited and taken away"
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html"
    )
    tags: ClassVar[list[str]] = ["resources", "s3", "encryption"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every bucket, and every branch of one, that says nothing."""
        for name, resource in section(reader.template, "Resources").items():
            if isinstance(resource, dict) and resource.get("Type") == "AWS::S3::Bucket":
                given = resource.get("Properties", {})
                if isinstance(given, dict) and "Fn::Transform" not in given:
                    yield from _silent(given.get(_NAME), ("Resources", str(name)))


def _silent(value: Any, bucket: Place) -> Iterator[Problem]:
    if value is None:
        yield Problem(bucket, _words(""))
    elif value == {"Ref": "AWS::NoValue"}:
        yield Problem((*bucket, "Properties", _NAME), _words(""))
    elif intrinsic(value) == "Fn::If" and isinstance(value["Fn::If"], list) and value["Fn::If"]:
        condition, *branches = value["Fn::If"]
        for index, branch in enumerate(branches):
            if branch == {"Ref": "AWS::NoValue"}:
                where = (*bucket, "Properties", _NAME, "Fn::If", index + 1)
                yield Problem(
                    where, _words(f" where {condition} is {'false' if index else 'true'}")
                )


def _words(when: str) -> str:
    return (
        f"this bucket does not say how it is encrypted{when}. S3 then uses keys of its own, which "
        "you can neither audit nor take away. Write BucketEncryption: aws:kms with a key of "
        "yours, or AES256 where S3's keys are what you mean"
    )
