"""W9119: captured data that is all base64."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import items
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader


class CaptureWithoutContentTypes(Check):
    """Finds data capture that says of no content type that it is CSV or JSON."""

    id = "W9119"
    shortdesc = "Data capture without content types: everything is captured as base64"
    description = (
        "SageMaker captures as text only the content types that CaptureContentTypeHeader lists, "
        "and everything else as base64, which Model Monitor's jobs do not read as CSV or JSON"
    )
    source_url = (
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
        "API_CaptureContentTypeHeader.html"
    )
    tags: ClassVar[list[str]] = ["resources", "sagemaker", "capture"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every capture that is on and lists no type."""
        for name, _, given in resources(reader.template, "AWS::SageMaker::EndpointConfig"):
            start: Place = (*root(name), "DataCaptureConfig")
            for path, _, capture in items(reader, given.get("DataCaptureConfig"), start):
                if isinstance(capture, Mapping) and "CaptureOptions" in capture:
                    enabled = reader.read(capture.get("EnableCapture"), path)
                    off = bool(enabled) and all(str(one) == "false" for one in enabled)
                    if not off and not _listed(capture.get("CaptureContentTypeHeader")):
                        yield Problem(path, _WORDS)


def _listed(header: object) -> bool:
    """Say whether any content type is listed; an intrinsic function may list some."""
    return isinstance(header, Mapping) and any(header.values())


_WORDS = (
    "no content type is listed, so every request and response is captured as base64: a monitor "
    "that expects CSV or JSON fails on it, or finds no column. Add CaptureContentTypeHeader: "
    "{CsvContentTypes: [text/csv], JsonContentTypes: [application/json]}, with the types that your "
    "clients send"
)
