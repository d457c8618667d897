"""The bucket, and the clean-up that ends its life.

Everything that writes into the bucket names it as ``Ref`` of the clean-up resource, so that
CloudFormation deletes the writers first and the clean-up after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from awacs import aws, s3 as s3_actions
from troposphere import GetAtt, Ref, Sub, s3

from generator.iam import Grant, document, resource_statement
from generator.intrinsics import stored
from generator.parts.base import Part, tags

if TYPE_CHECKING:
    from troposphere import AWSObject

    from generator.parts.encryption import Encryption
    from generator.parts.function import Function

# Days that captured traffic, labels and reports are kept; nothing else in the bucket expires.
EXPIRY_DAYS = {"capture/": 90, "ground-truth/": 180, "reports/": 365}
_NONCURRENT_DAYS = 7


@dataclass(frozen=True)
class Storage(Part):
    """Bucket, its policy, and the clean-up whose ``Ref`` is the bucket's name for all writers."""

    TITLE: ClassVar[str] = "Storage"
    bucket: s3.Bucket
    policy: s3.BucketPolicy


def storage(encryption: Encryption) -> Storage:
    """Make the bucket and its policy."""
    bucket = s3.Bucket(
        "Bucket",
        DeletionPolicy="RetainExceptOnCreate",
        UpdateReplacePolicy="Retain",
        BucketEncryption=s3.BucketEncryption(
            ServerSideEncryptionConfiguration=[
                s3.ServerSideEncryptionRule(
                    BucketKeyEnabled=True,
                    ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(
                        SSEAlgorithm="aws:kms", KMSMasterKeyID=encryption.data_key
                    ),
                )
            ]
        ),
        LifecycleConfiguration=s3.LifecycleConfiguration(
            Rules=[_expiry(prefix, days) for prefix, days in EXPIRY_DAYS.items()]
        ),
        PublicAccessBlockConfiguration=s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True,
            BlockPublicPolicy=True,
            IgnorePublicAcls=True,
            RestrictPublicBuckets=True,
        ),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
        Tags=tags(),
    )
    return Storage(bucket=bucket, policy=_policy(bucket))


def _expiry(prefix: str, days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        Prefix=prefix,
        Status="Enabled",
        ExpirationInDays=days,
        NoncurrentVersionExpiration=s3.NoncurrentVersionExpiration(NoncurrentDays=_NONCURRENT_DAYS),
    )


def _policy(bucket: s3.Bucket) -> s3.BucketPolicy:
    """Make the policy; it stays with a bucket that stays."""
    refuse_plain_http = resource_statement(
        "RefusePlainHttp",
        aws.Principal("*"),
        Grant(
            [s3_actions.Action("*")],
            [GetAtt(bucket, "Arn"), stored("*")],
            {"Bool": {"aws:SecureTransport": "false"}},
        ),
        effect=aws.Deny,
    )
    return s3.BucketPolicy(
        "BucketPolicy",
        DeletionPolicy="Retain",
        UpdateReplacePolicy="Retain",
        Bucket=Ref(bucket),
        PolicyDocument=document(refuse_plain_http),
    )


@dataclass(frozen=True)
class CleanUp(Part):
    """The resource that fills the bucket, and ends its life; its ``Ref`` is the bucket's name.

    It writes the demo's model and datasets to ``model/``.

    Attributes: ``Prefix``, the model's name and 8 hex digits of the stack's id, with which every
    SageMaker name begins; and ``Key``, an ARN.
    """

    storage: AWSObject

    @property
    def bucket(self) -> Ref:
        """Name of the bucket, for everything that writes into it."""
        return Ref(self.storage)

    @property
    def prefix(self) -> GetAtt:
        """Beginning of every SageMaker name of the stack; the endpoint's whole name."""
        return GetAtt(self.storage, "Prefix")

    def uri(self, path: str) -> Sub:
        """Give the ``s3://`` URI of an object or prefix, once the bucket has its demo."""
        return Sub(f"s3://${{{self.storage.title}}}/{path}")

    def named(self, what: str) -> Sub:
        """Give the name of the stack's ``what``."""
        return Sub(f"${{{self.storage.title}.Prefix}}-{what}")

    @property
    def key(self) -> GetAtt:
        """ARN of the key for bucket and volumes, for everything that is made after the bucket."""
        return GetAtt(self.storage, "Key")


def clean_up(function: Function, encryption: Encryption, storage: Storage, **more: Any) -> CleanUp:
    """Make the clean-up; it acts when the stack is deleted in ``dev``, or its creation fails."""
    of: dict[str, Any] = {
        "Bucket": Ref(storage.bucket),
        "Environment": Ref("Environment"),
        "KeyId": Ref(encryption.key),
        "Key": encryption.data_key,
        "ModelName": Ref("ModelName"),
    }
    return CleanUp(storage=function.custom("Store", "Storage", **of, **more))
