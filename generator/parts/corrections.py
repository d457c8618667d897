"""Properties that troposphere has wrong, or lacks; each can go when troposphere has it right."""

from __future__ import annotations

from typing import Any

from troposphere import AWSProperty, sagemaker
from troposphere.validators import boolean, integer


class CaptureOption(AWSProperty):
    """Direction of the traffic that is captured: ``Input`` or ``Output``."""

    props: dict[str, Any] = {"CaptureMode": (str, True)}


class CaptureContentTypeHeader(AWSProperty):
    """Content types that are captured as text rather than as base64."""

    props: dict[str, Any] = {
        "CsvContentTypes": ([str], False),
        "JsonContentTypes": ([str], False),
    }


class DataCaptureConfig(AWSProperty):
    """An endpoint's data capture; troposphere 4.11 has a transform job's under this name."""

    props: dict[str, Any] = {
        "CaptureContentTypeHeader": (CaptureContentTypeHeader, False),
        "CaptureOptions": ([CaptureOption], True),
        "DestinationS3Uri": (str, True),
        "EnableCapture": (boolean, False),
        "InitialSamplingPercentage": (integer, True),
        "KmsKeyId": (str, False),
    }


class EndpointConfig(sagemaker.EndpointConfig):
    """An endpoint configuration with the data capture of an endpoint."""

    props: dict[str, Any] = {
        **sagemaker.EndpointConfig.props,
        "DataCaptureConfig": (DataCaptureConfig, False),
    }
