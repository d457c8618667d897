"""W9123: a versioned bucket that nothing empties, and that goes with the stack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._walk import at, references, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")
_STATUS = ("VersioningConfiguration", "Status")


class VersionedBucketBlocksDeletion(Check):
    """Finds versioned buckets with DeletionPolicy Delete that no custom resource refers to."""

    id = "W9123"
    shortdesc = "A versioned bucket that blocks the deletion of the stack"
    description = (
        "S3 deletes only empty buckets, and a versioned one keeps every version and delete marker. "
        "A bucket that nothing empties leaves the stack in DELETE_FAILED"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-resource-s3-bucket.html"
    )
    tags: ClassVar[list[str]] = ["resources", "s3", "deletion"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every such bucket."""
        emptied = set(_handed_over(reader))
        for name, _, given in resources(reader.template, "AWS::S3::Bucket"):
            policy = at(reader.template, ("Resources", name, "DeletionPolicy"))
            status = reader.read(at(given, _STATUS), (*root(name), *_STATUS))
            if policy in (None, "Delete") and name not in emptied:
                for reading in status:
                    if str(reading) == "Enabled":
                        yield Problem(reading.path, _WORDS)


def _handed_over(reader: Reader) -> Iterator[str]:
    """Yield what custom resources get to know: one of them may empty it."""
    for _, _, given in resources(reader.template, *_CUSTOM):
        for _, name, _ in references(given, ()):
            yield name


_WORDS = (
    "this bucket is versioned, goes with the stack, and nothing here empties it: once an object "
    "was written, even a deleted one, the stack's deletion ends in DELETE_FAILED. Set "
    "DeletionPolicy Retain, or let a custom resource delete all versions first"
)
