"""The endpoint with data capture: the demo model, the user's, or one that is already there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from awacs import ecr as ecr_actions, s3 as s3_actions
from troposphere import FindInMap, GetAtt, Ref, Select, Split, Sub, iam, logs, sagemaker

from generator.iam import Grant, arn_of, only_if, statement
from generator.images import repository, tag
from generator.intrinsics import NO_VALUE, ecr_arn, if_, s3_arn, s3_path, stored
from generator.parts.base import Part, tags
from generator.parts.corrections import (
    CaptureContentTypeHeader,
    CaptureOption,
    DataCaptureConfig,
    EndpointConfig,
)
from generator.parts.functions import LOG_RETENTION_DAYS
from generator.parts.sagemaker_roles import read_from

if TYPE_CHECKING:
    from generator.parts.encryption import Encryption
    from generator.parts.lifecycle import Custom, Lifecycle
    from generator.parts.sagemaker_roles import Containers
    from generator.parts.storage import CleanUp

CREATES = "Hosts"
DEMO = "ServesDemo"
VARIANT = "AllTraffic"
# What each of Amazon's images is for here: the columns of the ``Images`` mapping.
USE = {"model-monitor": "jobs", "sklearn": "demo"}


def image(name: str) -> Sub:
    """Give the URI of one of Amazon's images in the stack's region.

    ``name`` is a column of the ``Images`` mapping and a row of the image table.
    """
    version = f":{tag(name)}" if tag(name) else ""
    registry = f"${{Account}}.dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/{repository(name)}"
    return Sub(registry + version, Account=image_account(name))


def image_account(name: str) -> FindInMap:
    """Give the account that owns the image in the stack's region."""
    return FindInMap("Images", Ref("AWS::Region"), USE[name])


def subnets() -> sagemaker.VpcConfig:
    """Give the user's network, for where the condition ``InVpc`` holds."""
    return sagemaker.VpcConfig(SecurityGroupIds=Ref("SecurityGroupIds"), Subnets=Ref("SubnetIds"))


@dataclass(frozen=True)
class Endpoint(Part):
    """Model, configuration and endpoint; made unless one is watched that is already there."""

    TITLE: ClassVar[str] = "Endpoint with data capture"
    demo: Custom
    role: iam.Role
    model: sagemaker.Model
    config: EndpointConfig
    logs: logs.LogGroup
    endpoint: sagemaker.Endpoint


def endpoint(
    encryption: Encryption, containers: Containers, storage: CleanUp, lifecycle: Lifecycle
) -> Endpoint:
    """Make the endpoint and the demo model that it serves when the user has none."""
    demo = lifecycle.custom("DemoModel", "DemoModel", Condition=DEMO, Bucket=storage.bucket)
    hosting = _role(containers)
    model = _model(hosting, demo)
    config = _config(storage, model)
    logs_of_endpoint = logs.LogGroup(
        "EndpointLogs",
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        Condition=CREATES,
        LogGroupName=Sub("/aws/sagemaker/Endpoints/${Storage.Prefix}"),
        KmsKeyId=GetAtt(encryption.key, "Arn"),
        RetentionInDays=LOG_RETENTION_DAYS,
    )
    return Endpoint(
        demo=demo,
        role=hosting,
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


def _role(containers: Containers) -> iam.Role:
    return containers.role(
        "HostingRole",
        [
            read_from(
                stored("model/*"),
                if_("OwnData", s3_arn("${Path}", Path=s3_path(Ref("ModelDataUrl")))),
            ),
            write_capture(),
            only_if("OwnImage", pull_image()),
            only_if("OwnImage", log_in_to_registry()),
        ],
        Condition=CREATES,
    )


@statement
def pull_image() -> Grant:
    """Pull the user's image; Amazon's own repositories let every account pull theirs."""
    account = Select(0, Split(".", Ref("ModelImageUri")))
    return Grant(
        [
            ecr_actions.BatchCheckLayerAvailability,
            ecr_actions.BatchGetImage,
            ecr_actions.GetDownloadUrlForLayer,
        ],
        [ecr_arn("*", account)],
    )


@statement
def log_in_to_registry() -> Grant:
    """Log in to Amazon ECR: the action knows no resource [Service Authorization Reference]."""
    return Grant([ecr_actions.GetAuthorizationToken], ["*"])


@statement
def write_capture() -> Grant:
    """Write the captured requests and responses [SageMaker developer guide, "Capture data"]."""
    return Grant([s3_actions.PutObject], [stored("capture/*")])


def _model(hosting: iam.Role, demo: Custom) -> sagemaker.Model:
    """Make the model, unnamed: every change replaces it, and a fixed name would be taken."""
    script = {
        "SAGEMAKER_PROGRAM": "inference.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
    }
    return sagemaker.Model(
        "Model",
        Condition=CREATES,
        ExecutionRoleArn=arn_of(hosting),
        PrimaryContainer=sagemaker.ContainerDefinition(
            Image=if_("OwnImage", Ref("ModelImageUri"), image("sklearn")),
            ModelDataUrl=if_(
                DEMO, GetAtt(demo, "ModelDataUrl"), if_("OwnData", Ref("ModelDataUrl"))
            ),
            Environment=if_("OwnImage", NO_VALUE, script),
        ),
        VpcConfig=if_("InVpc", subnets()),
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
            DestinationS3Uri=Sub("s3://${Storage}/capture"),
            KmsKeyId=storage.key,
            CaptureOptions=[CaptureOption(CaptureMode=mode) for mode in ("Input", "Output")],
            CaptureContentTypeHeader=CaptureContentTypeHeader(
                CsvContentTypes=["text/csv"], JsonContentTypes=["application/json"]
            ),
        ),
        ProductionVariants=[
            sagemaker.ProductionVariant(
                ModelName=GetAtt(model, "ModelName"),
                VariantName=if_("NamedVariant", Ref("VariantName"), VARIANT),
                InstanceType=Ref("InstanceType"),
                InitialInstanceCount=1,
                InitialVariantWeight=1,
            )
        ],
    )


@dataclass(frozen=True)
class Watched(Part):
    """What is watched, described by the life-cycle function, whoever made it.

    Its attributes: ``EndpointName``, ``EndpointConfigName``, ``VariantName``, ``CaptureUri``,
    ``CapturePath`` (bucket and prefix), ``CaptureBucket``, ``KeyArn`` (of the captured data), and
    ``StartOffset`` and ``EndOffset`` (ISO 8601) of the windows in which labels are complete.
    """

    TITLE: ClassVar[str] = "What is watched: this endpoint, or one that is already there"
    watched: Custom

    def attribute(self, name: str) -> GetAtt:
        """Give an attribute of the watched endpoint."""
        return GetAtt(self.watched, name)


def watched(lifecycle: Lifecycle, storage: CleanUp, made: Endpoint) -> Watched:
    """Describe the endpoint; refuse one without capture."""
    return Watched(
        watched=lifecycle.custom(
            "Watched",
            "WatchedEndpoint",
            EndpointName=if_(
                CREATES, GetAtt(made.endpoint, "EndpointName"), Ref("ExistingEndpointName")
            ),
            Config=if_(CREATES, GetAtt(made.config, "EndpointConfigName")),
            VariantName=Ref("VariantName"),
            Frequency=Ref("MonitoringFrequency"),
            GroundTruthDelay=Ref("GroundTruthDelay"),
            KeyArn=storage.key,
        )
    )
