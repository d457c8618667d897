"""The stack's key: for its topic and logs, and for bucket and volumes unless the user has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from awacs import aws, kms as kms_actions
from troposphere import AWSHelperFn, GetAtt, Ref, Sub, kms

from generator.iam import Grant, document, resource_statement, statement
from generator.intrinsics import everywhere, if_
from generator.parts.base import Part


@dataclass(frozen=True)
class Encryption(Part):
    """The key. CloudFormation keeps it; the storage's clean-up schedules its deletion."""

    TITLE: ClassVar[str] = "Encryption"
    key: kms.Key

    @property
    def data_key(self) -> AWSHelperFn:
        """ARN of the key for bucket and volumes: the user's, else the stack's."""
        return if_("StackKey", GetAtt(self.key, "Arn"), Ref("KmsKeyArn"))


def encryption() -> Encryption:
    """Make the key."""
    return Encryption(
        key=kms.Key(
            "Key",
            DeletionPolicy="RetainExceptOnCreate",
            UpdateReplacePolicy="Retain",
            Description=Sub("${ModelName} ${Environment} monitoring"),
            EnableKeyRotation=True,
            KeyPolicy=document(_administer(), _publish_alerts(), _encrypt_logs()),
        )
    )


def _administer() -> aws.Statement:
    """Let the account's IAM policies decide over the key, as AWS's default key policy does."""
    account = aws.Principal("AWS", Ref("AWS::AccountId"))
    return resource_statement("Administer", account, Grant([kms_actions.Action("*")], ["*"]))


def _publish_alerts() -> aws.Statement:
    """Let alarms publish to the encrypted topic [Amazon SNS developer guide, "Key management"]."""
    service = aws.Principal("Service", "cloudwatch.amazonaws.com")
    actions = [kms_actions.Decrypt, kms_actions.Action("GenerateDataKey*")]
    return resource_statement("PublishAlerts", service, Grant(actions, ["*"]))


def _encrypt_logs() -> aws.Statement:
    """Let CloudWatch Logs encrypt this account's log groups [CloudWatch Logs user guide]."""
    service = aws.Principal("Service", Sub("logs.${AWS::Region}.${AWS::URLSuffix}"))
    names = "Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "Describe"
    actions = [kms_actions.Action(f"{name}*") for name in names]
    groups = Sub("arn:*:logs:*:${AWS::AccountId}:*")
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
    return resource_statement("EncryptLogs", service, Grant(actions, ["*"], condition))


@statement
def use_key(*keys: object) -> Grant:
    """Read and write what the keys encrypt."""
    return Grant([kms_actions.Decrypt, kms_actions.GenerateDataKey], keys)


@statement
def use_key_for_volumes(key: object) -> Grant:
    """Let SageMaker encrypt what it writes, and look at the key of a volume."""
    return Grant([kms_actions.Decrypt, kms_actions.DescribeKey, kms_actions.GenerateDataKey], [key])


@statement
def grant_volumes(key: object) -> Grant:
    """Let SageMaker hand the key to AWS for a job's or an endpoint's volume, and to nobody else."""
    return Grant([kms_actions.CreateGrant], [key], {"Bool": {"kms:GrantIsForAWSResource": "true"}})


@statement
def decrypt_inputs() -> Grant:
    """Read what the user's own keys encrypt, through S3: datasets, artefact, captured data.

    Which objects these are, the role's rights on S3 say; a key's policy has the last word. In any
    region: a dataset's bucket may be in another.
    """
    through = {"StringLike": {"kms:ViaService": "s3.*"}}
    return Grant([kms_actions.Decrypt], [everywhere("kms", "key/*")], through)
