"""Calls that AWS may refuse for a reason that is none to worry about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def unless(codes: str, call: Callable[..., Any], /, **request: Any) -> Any:
    """Call, and give the answer; nothing where the service refuses with one of ``codes``."""
    try:
        return call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
    return None
