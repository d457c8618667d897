"""Files in S3 as lines: the analyzer's edge to AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.aws import client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from lambda_src.analyzer.records import Line


def listed(bucket: str, prefix: str, after: str = "", /) -> Iterator[dict[str, Any]]:
    """Give each object below a prefix as S3 lists it, by key, those behind ``after`` alone."""
    pages = client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=bucket, Prefix=prefix, StartAfter=after):
        yield from page.get("Contents", [])


def lines(bucket: str, key: str, /) -> Iterator[Line]:
    """Give each line of an object with its place; bytes that are no UTF-8 are replaced."""
    body = client("s3").get_object(Bucket=bucket, Key=key)["Body"]
    for number, line in enumerate(body.iter_lines(keepends=True), 1):
        yield f"s3://{bucket}/{key}:{number}", line.decode("utf-8-sig", "replace")
