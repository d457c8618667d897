"""Which IAM action a call of boto3 needs.

From botocore's service models and cfn-lint's list of IAM actions: nearly every operation is an
action of the same name. The exceptions stand here; a call that neither knows is let through.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.rules._models import method_name, model

_PREFIX = {"cloudwatch": "cloudwatch", "iot-data": "iot", "resourcegroupstaggingapi": "tag"}
_S3_OBJECT = ("s3:GetObject", "s3:GetObjectVersion")
_NEEDED: dict[str, tuple[str, ...]] = {
    "bedrock-runtime.converse": ("bedrock:InvokeModel",),
    "bedrock-runtime.converse_stream": ("bedrock:InvokeModelWithResponseStream",),
    "dynamodb.transact_get_items": ("dynamodb:GetItem",),
    "dynamodb.transact_write_items": (
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
    ),
    "lambda.invoke": ("lambda:InvokeFunction",),
    "lambda.invoke_with_response_stream": ("lambda:InvokeFunction",),
    "s3.complete_multipart_upload": ("s3:PutObject",),
    "s3.create_multipart_upload": ("s3:PutObject",),
    "s3.delete_bucket_encryption": ("s3:PutEncryptionConfiguration",),
    "s3.delete_bucket_lifecycle": ("s3:PutLifecycleConfiguration",),
    "s3.delete_object": ("s3:DeleteObject", "s3:DeleteObjectVersion"),
    "s3.delete_objects": ("s3:DeleteObject", "s3:DeleteObjectVersion"),
    "s3.download_file": _S3_OBJECT,
    "s3.download_fileobj": _S3_OBJECT,
    "s3.get_bucket_encryption": ("s3:GetEncryptionConfiguration",),
    "s3.get_bucket_lifecycle_configuration": ("s3:GetLifecycleConfiguration",),
    "s3.get_bucket_notification_configuration": ("s3:GetBucketNotification",),
    "s3.get_object": _S3_OBJECT,
    "s3.head_bucket": ("s3:ListBucket",),
    "s3.head_object": _S3_OBJECT,
    "s3.list_buckets": ("s3:ListAllMyBuckets",),
    "s3.list_multipart_uploads": ("s3:ListBucketMultipartUploads",),
    "s3.list_object_versions": ("s3:ListBucketVersions",),
    "s3.list_objects": ("s3:ListBucket",),
    "s3.list_objects_v2": ("s3:ListBucket",),
    "s3.list_parts": ("s3:ListMultipartUploadParts",),
    "s3.put_bucket_encryption": ("s3:PutEncryptionConfiguration",),
    "s3.put_bucket_lifecycle_configuration": ("s3:PutLifecycleConfiguration",),
    "s3.put_bucket_notification_configuration": ("s3:PutBucketNotification",),
    "s3.upload_file": ("s3:PutObject",),
    "s3.upload_fileobj": ("s3:PutObject",),
    "s3.upload_part": ("s3:PutObject",),
    "sns.publish_batch": ("sns:Publish",),
    "sqs.change_message_visibility_batch": ("sqs:ChangeMessageVisibility",),
    "sqs.delete_message_batch": ("sqs:DeleteMessage",),
    "sqs.send_message_batch": ("sqs:SendMessage",),
    "sts.assume_role": (),  # the other role's trust policy may be enough
    "sts.get_caller_identity": (),
    "sts.get_session_token": (),
}
_NOT_BY_ROLE = ("apigateway", "kms")
"""Actions named by HTTP verb; and a key's own policy, often in another stack, may allow alone."""


def needed(service: str, method: str) -> tuple[str, ...]:
    """Give the actions of which one is needed; none where none is, or where nobody knows.

    Where there are two, the other one is needed if the call names a version of an object:
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html

    `service` and `method` are boto3's: "s3" and "list_objects_v2" give ("s3:ListBucket",).
    """
    if (known := _NEEDED.get(f"{service}.{method}")) is not None:
        return known
    operation = _operations(service).get(method)
    if operation is None:
        return ()
    prefix, name = operation
    exists = name.lower() in _actions().get(prefix, {}).get("Actions", {})
    return (f"{prefix}:{name}",) if exists else ()


@cache
def _operations(service: str) -> dict[str, tuple[str, str]]:
    """Give prefix and action for each method of a client; none for services left out."""
    known = {} if service in _NOT_BY_ROLE else model(service, "service-2")
    if not known:
        return {}
    about = known["metadata"]
    prefix = _PREFIX.get(service) or about.get("signingName") or about["endpointPrefix"]
    return {
        method_name(name): (prefix, name)
        for name, operation in known["operations"].items()
        if operation.get("authtype") != "none"
    }


@cache
def _actions() -> Any:
    """Give cfn-lint's list of every service's IAM actions, in lower case."""
    from cfnlint.data import AdditionalSpecs  # noqa: PLC0415 - cfn-lint costs half a second
    from cfnlint.helpers import load_resource  # noqa: PLC0415

    return load_resource(AdditionalSpecs, "Policies.json")
