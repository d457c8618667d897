"""Objects in S3, as the verbs read and write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.deploy.awsclient import AwsClient, Json


def place_of(uri: str) -> tuple[str, str]:
    """Give bucket and key of an ``s3://`` address."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def listed(aws: AwsClient, bucket: str, prefix: str, after: str = "") -> Iterator[Json]:
    """Give each object below a prefix by key, those behind ``after`` alone."""
    more: Json = {"StartAfter": after} if after else {}
    while True:
        page = aws.call("s3", "list_objects_v2", Bucket=bucket, Prefix=prefix, **more)
        yield from page.get("Contents", [])
        if not page["IsTruncated"]:
            return
        more = {"ContinuationToken": page["NextContinuationToken"]}


def text(aws: AwsClient, bucket: str, key: str) -> str:
    """Read an object whole; bytes that are no UTF-8 are replaced."""
    body: bytes = aws.call("s3", "get_object", Bucket=bucket, Key=key)["Body"].read()
    return body.decode("utf-8-sig", "replace")


def put(aws: AwsClient, bucket: str, key: str, content: str) -> None:
    """Write an object."""
    aws.call("s3", "put_object", Bucket=bucket, Key=key, Body=content.encode())
