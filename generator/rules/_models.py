"""The models of AWS's services that botocore and boto3 bring, as far as these are installed.

cfn-lint, which may run the rules alone, brings neither: then nothing is known of any service.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@cache
def model(service: str, kind: str) -> dict[str, Any]:
    """Give a service's model of a kind, as botocore names it: "service-2", "resources-1"; or {}."""
    try:
        from botocore.exceptions import DataNotFoundError  # noqa: PLC0415 - costs a quarter of a second
        from botocore.loaders import Loader  # noqa: PLC0415
    except ImportError:
        return {}
    boto3 = find_spec("boto3")
    more = [str(Path(boto3.origin).parent / "data")] if boto3 and boto3.origin else []
    try:
        found: dict[str, Any] = Loader(extra_search_paths=more).load_service_model(service, kind)
    except DataNotFoundError:
        return {}
    return found


def method_name(operation: str) -> str:
    """Give the name that a client has for an operation of a model: "GetObject" is get_object."""
    from botocore import xform_name  # noqa: PLC0415 - as above

    name: str = xform_name(operation)
    return name
