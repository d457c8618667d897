"""The beginning and the end of the bucket, and the end of its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

from lambda_src.aws import client
from lambda_src.lifecycle.demo import files
from lambda_src.refusals import unless

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer, Wait


def storage(kind: str, given: dict[str, str], event: dict[str, Any], wait: Wait, /) -> Answer:
    """Fill the bucket with the demo, and give the names; empty and delete it at its life's end.

    Its life ends with the stack in ``dev``, and whenever a creation is rolled back: what failed to
    come up leaves nothing behind. Elsewhere bucket and key stay together, since one is lost without
    the other.

    Raises:
        RuntimeError: S3 refuses to delete an object.

    """
    name, stack = given["Bucket"], event["StackId"]
    bucket = boto3.resource("s3").Bucket(name)
    if kind != "Delete":
        for file, content in files().items():
            bucket.put_object(Key=f"model/{file}", Body=content)
    elif (
        given["Environment"] == "dev"
        or boto3.resource("cloudformation").Stack(stack).stack_status[:8] == "ROLLBACK"
    ):
        wait(lambda: unless("NoSuchBucket", lambda: _remains(bucket)))
        unless(
            "KMSInvalidStateException NotFoundException",  # its deletion is pending, or over
            client("kms").schedule_key_deletion,
            KeyId=given["KeyId"],
            PendingWindowInDays=7,
        )
    # A stack's id ends in a UUID; the first 8 digits of it tell apart the stacks of one model.
    prefix = f"{given['ModelName']}-{stack[-36:-28]}"
    return {"PhysicalResourceId": name, "Data": {"Prefix": prefix, "Key": given["Key"]}}


def _remains(bucket: Any, /) -> Any:
    """Delete what is in the bucket, versions and all, then itself; say why it is still there.

    At most 20,000 objects: less than the minute that an invocation keeps back. Of what writers add
    meanwhile, S3 says that the bucket is not empty.
    """
    for answer in bucket.object_versions.limit(20000).delete():
        for error in answer.get("Errors", []):
            raise RuntimeError(f"Cannot empty {bucket.name}: {error}")
    return not unless("BucketNotEmpty", bucket.delete) and f"{bucket.name} fills again"
