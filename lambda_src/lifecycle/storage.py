"""The end of the bucket and of its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.patience import client, unless

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer, Wait


def storage(kind: str, given: dict[str, str], event: dict[str, Any], wait: Wait, /) -> Answer:
    """Give the names; on deletion empty and delete the bucket, where its life ends with the stack.

    That is in ``dev``, and whenever a creation is rolled back: what failed to come up leaves
    nothing behind. Elsewhere bucket and key stay together, since one is lost without the other.

    Raises:
        RuntimeError: S3 refuses to delete an object.

    """
    bucket, stack = given["Bucket"], event["StackId"]
    if kind == "Delete" and (
        given["Environment"] == "dev"
        or client("cloudformation")
        .describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
        .startswith("ROLLBACK")
    ):
        s3 = client("s3")
        wait(lambda: unless("NoSuchBucket", lambda: _remains(s3, bucket)))
        unless(
            "KMSInvalidStateException NotFoundException",  # its deletion is pending, or over
            client("kms").schedule_key_deletion,
            KeyId=given["KeyId"],
            PendingWindowInDays=7,
        )
    # A stack's id ends in a UUID; the first 8 digits of it tell apart the stacks of one model.
    prefix = f"{given['ModelName']}-{stack[-36:-28]}"
    return {
        "PhysicalResourceId": bucket,
        "Data": {"Prefix": prefix, "KeyArn": given["KeyArn"]},
    }


def _remains(s3: Any, bucket: str, /) -> Any:
    """Delete what is in the bucket, versions and all, then itself; say why it is still there."""
    for _ in range(20):  # pages of 1000: less than the minute that an invocation keeps back
        page = s3.list_object_versions(Bucket=bucket)
        found = page.get("Versions", []) + page.get("DeleteMarkers", [])
        if not found:
            break
        objects = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        if errors := answer.get("Errors"):
            raise RuntimeError(f"Cannot empty {bucket}: {errors[0]}")
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        unless(
            "NoSuchUpload",
            s3.abort_multipart_upload,
            Bucket=bucket,
            Key=upload["Key"],
            UploadId=upload["UploadId"],
        )
    return not unless("BucketNotEmpty", s3.delete_bucket, Bucket=bucket) and f"{bucket} fills again"
