"""Buckets: the properties that MiniStack 1.5.33 leaves out, and the deletion of what is not empty.

Its S3 API knows encryption and lifecycle; the properties are handed to that as the XML which
botocore would send.
"""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.serialize import create_serializer
from ministack.services import s3
from ministack.services.cloudformation import provisioners

Json = dict[str, Any]


def install() -> None:
    """Add the properties, and refuse to delete what is not empty, as AWS does."""
    provisioners._S3_BUCKET_CONFIGURATIONS += (  # noqa: SLF001 - a patch
        (
            "BucketEncryption",
            _encryption,
            _put(s3._put_bucket_encryption),  # noqa: SLF001
            s3._delete_bucket_encryption,  # noqa: SLF001
        ),
        (
            "LifecycleConfiguration",
            _lifecycle,
            _put(s3._put_bucket_lifecycle),  # noqa: SLF001
            s3._delete_bucket_lifecycle,  # noqa: SLF001
        ),
    )
    handlers = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]  # noqa: SLF001
    handlers["delete"] = _when_empty(handlers["delete"])


def _put(put: Any) -> Any:
    """Let a refusal of the S3 API fail the resource."""

    def checked(name: str, body: bytes) -> None:
        status, _, said = put(name, body)
        if status >= 300:  # noqa: PLR2004 - HTTP's successes end here
            raise ValueError(said.decode() if isinstance(said, bytes) else str(said))

    return checked


def _when_empty(original: Any) -> Any:
    def delete(name: str, props: Json) -> None:
        if s3._buckets.get(name) is not None and s3._delete_bucket(name)[0] == 409:  # noqa: PLR2004, SLF001
            raise ValueError("The bucket you tried to delete is not empty (BucketNotEmpty)")
        original(name, props)

    return delete


def _encryption(given: Json) -> bytes:
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"],
            "BucketKeyEnabled": rule.get("BucketKeyEnabled", False) in (True, "true"),
        }
        for rule in given["ServerSideEncryptionConfiguration"]
    ]
    return xml("PutBucketEncryption", ServerSideEncryptionConfiguration={"Rules": rules})


def _lifecycle(given: Json) -> bytes:
    return xml("PutBucketLifecycleConfiguration", LifecycleConfiguration={
        "Rules": [_rule(rule) for rule in given["Rules"]]
    })  # fmt: skip


def _rule(rule: Json) -> Json:
    """Give a rule in the API's words, which differ from CloudFormation's."""
    made: Json = {"Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "Id" in rule:
        made["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        made["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
    if rule.get("ExpiredObjectDeleteMarker") in (True, "true"):
        made["Expiration"] = {"ExpiredObjectDeleteMarker": True}
    if "NoncurrentVersionExpiration" in rule:
        days = int(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])
        made["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
    if "AbortIncompleteMultipartUpload" in rule:
        days = int(rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"])
        made["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": days}
    return made


def xml(operation: str, **given: Any) -> bytes:
    """Give the body that botocore would send."""
    model = botocore.session.get_session().get_service_model("s3")
    request = create_serializer(model.metadata["protocol"]).serialize_to_request(
        {"Bucket": "bucket", **given}, model.operation_model(operation)
    )
    body: bytes = request["body"]
    return body
