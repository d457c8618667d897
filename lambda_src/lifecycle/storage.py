"""The end of the bucket and of its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_src.lifecycle.patience import client, wait

if TYPE_CHECKING:
    Answer = tuple[str, dict[str, str]]


def short_id(event: dict[str, Any]) -> str:
    """Give the first 8 hex digits of the UUID that a stack's id ends in."""
    return str(event["StackId"]).split("/")[-1][:8]


def code(error: ClientError) -> str:
    """Give the service's error code."""
    return str(error.response["Error"]["Code"])


def storage(event: dict[str, Any], context: Any) -> Answer:
    """Give the names; on deletion empty and delete the bucket, where its life ends with the stack.

    That is in ``dev``, and whenever a creation is rolled back: what failed to come up leaves
    nothing behind. Elsewhere bucket and key stay together, since one is lost without the other.
    """
    given = event["ResourceProperties"]
    if event["RequestType"] == "Delete" and (given["Environment"] == "dev" or _rolled_back(event)):
        wait(event, context, lambda: _emptied(client("s3"), given["Bucket"]))
        _retire(given["KeyId"])
    return given["Bucket"], {
        "Prefix": f"{given['ModelName']}-{short_id(event)}",
        "KeyArn": given["KeyArn"],
    }


def _rolled_back(event: dict[str, Any]) -> bool:
    stacks = client("cloudformation").describe_stacks(StackName=event["StackId"])["Stacks"]
    return bool(stacks[0]["StackStatus"].startswith("ROLLBACK"))


def _emptied(s3: Any, bucket: str) -> bool:
    """Delete a page of what is in the bucket, versions and all; true once the bucket is gone."""
    try:
        page = s3.list_object_versions(Bucket=bucket)
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        if found:
            objects = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
            s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        s3.delete_bucket(Bucket=bucket)
    except ClientError as error:
        if code(error) == "BucketNotEmpty":
            return False
        if code(error) != "NoSuchBucket":
            raise
    return True


def _retire(key: str) -> None:
    kms = client("kms")
    if kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] != "PendingDeletion":
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
