from __future__ import annotations

import pytest

RULES = ("W9119",)
TEMPLATE = """
Conditions:
  Hosts: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Config: {Type: AWS::SageMaker::EndpointConfig, Properties: {DataCaptureConfig: %s}}
"""
OPTIONS = "CaptureOptions: [{CaptureMode: Input}]"


@pytest.mark.parametrize(
    "capture",
    [
        f"{{{OPTIONS}}}",
        f"{{{OPTIONS}, EnableCapture: true}}",
        f"{{{OPTIONS}, CaptureContentTypeHeader: {{}}}}",
        f"{{{OPTIONS}, CaptureContentTypeHeader: {{CsvContentTypes: []}}}}",
        f"!If [Hosts, {{{OPTIONS}}}, !Ref AWS::NoValue]",
    ],
)
def test_capture_that_lists_no_content_type_is_found(faults, capture):
    [(_, path, message)] = faults(TEMPLATE % capture)
    assert path.startswith("Resources/Config/Properties/DataCaptureConfig")
    assert "base64" in message


@pytest.mark.parametrize(
    "capture",
    [
        "!Ref AWS::NoValue",
        f"{{{OPTIONS}, EnableCapture: false}}",
        f"{{{OPTIONS}, CaptureContentTypeHeader: {{CsvContentTypes: [text/csv]}}}}",
        f"{{{OPTIONS}, CaptureContentTypeHeader: !If [Hosts, {{JsonContentTypes: [a/b]}}, x]}}",
    ],
)
def test_capture_that_is_off_or_lists_a_type_passes(faults, capture):
    assert faults(TEMPLATE % capture) == []
