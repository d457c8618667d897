"""JSON objects in the bucket: read with their ETag, written on the condition that it still holds.

Source: the S3 user guide, "How to prevent object overwrites with conditional writes".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.refusals import unless
from lambda_src.responder.told import BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

# What the event says: for whom this is done; ``told`` names the places.
ENV: list[str] = []


def read(key: str, /) -> tuple[Json, str]:
    """Give an object's JSON and ETag: ({}, '') when it is missing.

    Raises:
        ValueError: it is no JSON.

    """
    return (
        (json.load(got["Body"]), got["ETag"])
        if (got := unless("NoSuchKey", client("s3").get_object, Bucket=ENV[BUCKET], Key=key))
        else ({}, "")
    )


def change(key: str, edit: Callable[[Json], Any], /) -> Any:
    """Read, edit and write an object; give what ``edit`` gives.

    When another was faster, read and edit again; write nothing where nothing changed.
    """
    stored, tag = read(key)
    before, answer, text = json.dumps(stored), edit(stored), json.dumps(stored)
    if text == before or unless(
        "PreconditionFailed ConditionalRequestConflict",
        client("s3").put_object,
        Bucket=ENV[BUCKET],
        Key=key,
        Body=text,
        **{"IfMatch": tag} if tag else {"IfNoneMatch": "*"},
    ):
        return answer
    return change(key, edit)
