"""E9136: code in the template that is longer than its service takes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._pieces import Hole
from generator.rules._walk import named, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Reading
    from generator.rules._reader import Reader

_LIMITS = {
    "ZipFile": ("AWS::Lambda::", 4_194_304, "a function's inline code"),
    "UserData": ("AWS::", 16_384, "user data, before it is encoded"),
    "FunctionCode": ("AWS::CloudFront::Function", 10_240, "a CloudFront function"),
}
"""Property: prefix of the types that it is looked for in, most bytes, what it is.

Lambda's is CloudFormation's for ZipFile (4,096 characters until 2022, 4 MB since); EC2's and
CloudFront's are those services' quotas.
"""


class InlineCodeTooLong(Check):
    """Measures code that stands in the template; holes count nothing, so it is a lower bound."""

    id = "E9136"
    shortdesc = "Inline code beyond its service's limit"
    description = (
        "Lambda takes 4 MB of inline code, EC2 16 KB of user data before it is encoded, and "
        "CloudFront functions 10 KB"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-properties-lambda-function-code.html"
    )
    tags: ClassVar[list[str]] = ["resources", "lambda", "ec2", "cloudfront", "limits"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every piece of code that is too long."""
        for name, kind, given in resources(reader.template, "AWS::"):
            for path, value in named(given, root(name), _LIMITS):
                prefix, most, what = _LIMITS[str(path[-1])]
                if kind.startswith(prefix):
                    for reading in reader.read(_decoded(value), path):
                        if (size := _bytes(reading)) > most:
                            yield Problem(path, _words(what, size, most))


def _decoded(value: Any) -> Any:
    return value["Fn::Base64"] if isinstance(value, dict) and "Fn::Base64" in value else value


def _bytes(reading: Reading) -> int:
    known = [piece for piece in reading.pieces if not isinstance(piece, Hole)]
    return sum(len(piece.encode()) for piece in known)


def _words(what: str, size: int, most: int) -> str:
    return (
        f"this is {what}, of {size:,} bytes, and its service takes {most:,}: the stack fails on "
        "it. Shorten it, or put it into S3 and refer to that"
    )
