"""The endpoint with data capture: the demo model, the user's, or one that is already there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from troposphere import FindInMap, GetAtt, Ref, Sub, iam, logs, sagemaker

from generator.iam import arn_of
from generator.images import repository, tag
from generator.intrinsics import NO_VALUE, if_
from generator.parts.base import Part, tags
from generator.parts.corrections import (
    CaptureContentTypeHeader,
    CaptureOption,
    DataCaptureConfig,
    EndpointConfig,
)
from generator.parts.functions import LOG_RETENTION_DAYS

if TYPE_CHECKING:
    from generator.parts.encryption import Encryption
    from generator.parts.function import Custom, Function
    from generator.parts.storage import CleanUp

CREATES = "Hosts"
VARIANT = "AllTraffic"
# Amazon's images, and the column of each in the ``Images`` mapping: the accounts that monitoring
# jobs come from, and the one of the demo model. A letter each: twenty regions repeat them.
USE = {"model-monitor": "m", "sklearn": "a"}


def image(name: str) -> Sub:
    """Give the URI of one of Amazon's images in the stack's region.

    ``name`` is a column of the ``Images`` mapping and a row of the image table.
    """
    version = f":{tag(name)}" if tag(name) else ""
    registry = f"${{A}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/{repository(name)}"
    return Sub(registry + version, A=image_account(name))


def image_account(name: str) -> FindInMap:
    """Give the account that owns the image in the stack's region."""
    return FindInMap("Images", Ref("AWS::Region"), USE[name])


def subnets() -> sagemaker.VpcConfig:
    """Give the user's network, for where the condition ``InVpc`` holds."""
    return sagemaker.VpcConfig(SecurityGroupIds=Ref("SecurityGroupIds"), Subnets=Ref("SubnetIds"))


@dataclass(frozen=True)
class Endpoint(Part):
    """Model, configuration and endpoint; made unless one is watched that is already there."""

    TITLE: ClassVar[str] = "Endpoint"
    model: sagemaker.Model
    config: EndpointConfig
    logs: logs.LogGroup
    endpoint: sagemaker.Endpoint


def endpoint(encryption: Encryption, role: iam.Role, storage: CleanUp) -> Endpoint:
    """Make the endpoint, of the user's model or of the demo model."""
    model = _model(role, storage)
    config = _config(storage, model)
    logs_of_endpoint = logs.LogGroup(
        "EndpointLogs",
        Condition=CREATES,
        LogGroupName=Sub("/aws/sagemaker/Endpoints/${Store.Prefix}"),
        KmsKeyId=GetAtt(encryption.key, "Arn"),
        RetentionInDays=LOG_RETENTION_DAYS,
    )
    return Endpoint(
        model=model,
        config=config,
        logs=logs_of_endpoint,
        endpoint=sagemaker.Endpoint(
            "Endpoint",
            Condition=CREATES,
            DependsOn=logs_of_endpoint.title,
            EndpointName=storage.prefix,
            EndpointConfigName=GetAtt(config, "EndpointConfigName"),
            Tags=tags(),
        ),
    )


def _model(role: iam.Role, storage: CleanUp) -> sagemaker.Model:
    """Make the model, unnamed: every change replaces it, and a fixed name would be taken.

    An image of the user's may do without an artefact.
    """
    script = {
        "SAGEMAKER_PROGRAM": "inference.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
    }
    return sagemaker.Model(
        "Model",
        Condition=CREATES,
        ExecutionRoleArn=arn_of(role),
        PrimaryContainer=sagemaker.ContainerDefinition(
            Image=if_("AwsImage", image("sklearn"), Ref("ModelImageUri")),
            ModelDataUrl=if_(
                "DemoData",
                if_("AwsImage", storage.uri("model/model.tar.gz"), NO_VALUE),
                Ref("ModelDataUrl"),
            ),
            Environment=if_("AwsImage", script),
        ),
        VpcConfig=if_("NoVpc", NO_VALUE, subnets()),
    )


def _config(storage: CleanUp, model: sagemaker.Model) -> EndpointConfig:
    """Make the configuration.

    The content types are named, or SageMaker captures everything as base64, which Model Monitor
    cannot compare [SageMaker API reference, CaptureContentTypeHeader].
    """
    return EndpointConfig(
        "EndpointConfig",
        Condition=CREATES,
        KmsKeyId=if_("LocalStore", NO_VALUE, storage.key),
        DataCaptureConfig=DataCaptureConfig(
            EnableCapture=True,
            InitialSamplingPercentage=Ref("CaptureSamplingPercentage"),
            DestinationS3Uri=storage.uri("capture"),
            KmsKeyId=storage.key,
            CaptureOptions=[CaptureOption(CaptureMode=mode) for mode in ("Input", "Output")],
            CaptureContentTypeHeader=CaptureContentTypeHeader(
                CsvContentTypes=["text/csv"], JsonContentTypes=["application/json"]
            ),
        ),
        ProductionVariants=[
            sagemaker.ProductionVariant(
                ModelName=GetAtt(model, "ModelName"),
                VariantName=VARIANT,
                InstanceType=Ref("InstanceType"),
                InitialInstanceCount=1,
            )
        ],
    )


@dataclass(frozen=True)
class Watched(Part):
    """What is watched, described by the life-cycle function, whoever made it.

    Its attributes: ``Name``, ``Config`` (a name), ``Variant``, ``Bucket`` of the captured data and
    their ``Path`` (bucket, prefix and endpoint). Where it is told ``WINDOWS``, also ``Start`` and
    ``End``, the offsets (ISO 8601) of the windows in which labels are complete.
    """

    TITLE: ClassVar[str] = "What is watched"
    watched: Custom

    def attribute(self, name: str) -> GetAtt:
        """Give an attribute of the watched endpoint."""
        return GetAtt(self.watched, name)


# What the offsets of Model Monitor's windows depend on.
WINDOWS = {"Frequency": Ref("MonitoringFrequency"), "Delay": Ref("GroundTruthDelay")}


def watched(function: Function, made: Endpoint, **more: Any) -> Watched:
    """Describe the endpoint; refuse one without capture. ``more`` are the edition's properties."""
    return Watched(
        watched=function.custom(
            "Live",
            "Watched",
            Endpoint=if_(
                CREATES, GetAtt(made.endpoint, "EndpointName"), Ref("ExistingEndpointName")
            ),
            Config=if_(CREATES, Ref(made.config), ""),
            Variant=Ref("VariantName"),
            **more,
        )
    )
