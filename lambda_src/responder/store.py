"""JSON objects in the bucket: read with their ETag, written on the condition that it still holds.

Source: the S3 user guide, "How to prevent object overwrites with conditional writes".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# Two or three write one object at once; who loses this many races has another trouble.
RACES = 8
LOST = "PreconditionFailed", "ConditionalRequestConflict"


class Store:
    """The bucket of the stack."""

    def __init__(self, s3: Any, bucket: str, /) -> None:
        self.s3, self.bucket = s3, bucket

    def read(self, key: str, /) -> tuple[Json, str]:
        """Give an object's JSON and ETag: ({}, '') when it is missing, ({}, ETag) of no JSON.

        The ETag lets what is no JSON be written anew.
        """
        found: Json = {}
        tag = ""
        try:
            got = self.s3.get_object(Bucket=self.bucket, Key=key)
            tag = got["ETag"]
            found = json.load(got["Body"])
        except (self.s3.exceptions.NoSuchKey, ValueError):
            pass
        return found, tag

    def change(self, key: str, edit: Callable[[Json], Any], /) -> Any:
        """Read, edit and write an object; give what ``edit`` gives.

        When another was faster, read and edit again; write nothing where nothing changed.
        """
        for race in range(RACES):
            stored, tag = self.read(key)
            before = json.dumps(stored)
            answer = edit(stored)
            text = json.dumps(stored)
            if text == before:
                break
            as_read = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
            try:
                self.s3.put_object(Bucket=self.bucket, Key=key, Body=text, **as_read)
                break
            except self.s3.exceptions.ClientError as error:
                if error.response["Error"]["Code"] not in LOST or race == RACES - 1:
                    raise
        return answer
