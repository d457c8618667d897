"""JSON objects in the bucket: read with their ETag, written on the condition that it still holds.

Source: the S3 user guide, "How to prevent object overwrites with conditional writes".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lambda_src.aws import client

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

LOST = "PreconditionFailed", "ConditionalRequestConflict"
# What the event says: for whom this is done.
ENV: dict[str, str] = {}


def read(key: str, /) -> tuple[Json, str]:
    """Give an object's JSON and ETag: ({}, '') when it is missing.

    Raises:
        ValueError: it is no JSON.

    """
    s3 = client("s3")
    try:
        got = s3.get_object(Bucket=ENV["BUCKET"], Key=key)
    except s3.exceptions.NoSuchKey:
        return {}, ""
    return json.load(got["Body"]), got["ETag"]


def change(key: str, edit: Callable[[Json], Any], /) -> Any:
    """Read, edit and write an object; give what ``edit`` gives.

    When another was faster, read and edit again; write nothing where nothing changed.
    """
    s3 = client("s3")
    while True:
        stored, tag = read(key)
        before = json.dumps(stored)
        answer = edit(stored)
        text = json.dumps(stored)
        as_read = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        try:
            if text != before:
                s3.put_object(Bucket=ENV["BUCKET"], Key=key, Body=text, **as_read)
            return answer  # noqa: TRY300 - few bytes
        except s3.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in LOST:
                raise
