"""W9137: a template that can only be deployed from S3."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from cfnlint.rules import RuleMatch

from generator.rules._check import Check, Problem
from generator.templates import TEMPLATE_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader


class TemplateTooLongForABody(Check):
    """Measures the template's file; where there is no file (standard input), it says nothing."""

    id = "W9137"
    shortdesc = "A template of more than 51,200 bytes"
    description = (
        "CloudFormation takes 51,200 bytes in --template-body, from the console's upload and S3 "
        "one megabyte"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
    )
    tags: ClassVar[list[str]] = ["limits"]
    without_examples = "a template that fails would be longer than 51,200 bytes, whatever is in it"

    def problems(self, reader: Reader) -> Iterator[Problem]:  # noqa: ARG002 - the file is what counts
        """Yield nothing: what a template says does not tell how long its file is."""
        yield from ()

    def match(self, cfn: Any) -> list[RuleMatch]:
        """Answer cfn-lint with the file's size, where that is too large."""
        file = Path(str(cfn.filename or ""))
        size = file.stat().st_size if file.is_file() else 0
        if size <= TEMPLATE_BODY_BYTES:
            return []
        return [RuleMatch([], _words(size))]


def _words(size: int) -> str:
    over = size - TEMPLATE_BODY_BYTES
    return (
        f"the template has {size:,} bytes, {over:,} more than the {TEMPLATE_BODY_BYTES:,} that "
        "create-stack --template-body takes. Deploy it from S3 (--template-url, or "
        "'aws cloudformation deploy --s3-bucket'), or shorten it"
    )
