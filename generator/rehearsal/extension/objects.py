"""S3 as a role sees it: whatever a job or an endpoint reads or writes, it does as its role."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.exceptions import ClientError

    from generator.rehearsal.extension.store import Json


class Objects:
    """Objects by their ``s3://`` address; ``client`` gives an S3 client that acts as a role."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self.client = client

    def read(self, role: str, address: str) -> bytes:
        """Read one object."""
        bucket, key = split(address)
        body: bytes = self.client(role).get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def read_all(self, role: str, address: str) -> list[bytes]:
        """Read all objects whose keys begin so, in the order of their keys."""
        bucket, prefix = split(address)
        s3 = self.client(role)
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
        return [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]

    def read_json(self, role: str, address: str) -> Json:
        """Read a JSON object."""
        found: Json = json.loads(self.read(role, address))
        return found

    def write(self, role: str, address: str, body: bytes, key_id: str = "") -> None:
        """Write one object, encrypted with a key where one is named."""
        bucket, key = split(address)
        how = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_id} if key_id else {}
        self.client(role).put_object(Bucket=bucket, Key=key, Body=body, **how)


def split(address: str) -> tuple[str, str]:
    """Give bucket and key of an ``s3://`` address."""
    bucket, _, key = address.removeprefix("s3://").partition("/")
    return bucket, key


def refused(error: ClientError) -> str:
    """Give an S3 error in the words in which the service reports a container's."""
    return f"ClientError: {error}"
