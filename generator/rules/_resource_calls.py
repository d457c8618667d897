"""Which client's method a method of boto3's resources calls.

``boto3.resource("dynamodb").Table("t").put_item()`` is the client's ``put_item``. The table is
boto3's own, `resources-1.json` of each service, read from where boto3 is installed; without boto3
nothing is known. Methods that boto3 adds in its code stand here.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_ADDED = {
    "s3.Bucket": ("upload_file", "upload_fileobj", "download_file", "download_fileobj"),
    "s3.Object": ("upload_file", "upload_fileobj", "download_file", "download_fileobj"),
}
"""Methods of the same name as the client's (boto3's `s3/inject.py`)."""


def method_of(resource: str, method: str) -> str:
    """Give the client's method behind a resource's, "s3.Object" and "put" give "put_object"; ''."""
    if method in _ADDED.get(resource, ()):
        return method
    return _methods(resource).get(method, "")


@cache
def _methods(resource: str) -> dict[str, str]:
    service, _, kind = resource.partition(".")
    model = _model(service).get("resources", {}).get(kind, {})
    if not model:
        return {}
    from botocore import xform_name  # noqa: PLC0415 - costs a quarter of a second

    actions = {**model.get("actions", {}), **({"Load": model["load"]} if "load" in model else {})}
    return {
        xform_name(name): xform_name(action["request"]["operation"])
        for name, action in actions.items()
    }


@cache
def _model(service: str) -> dict[str, Any]:
    found = find_spec("boto3")
    if found is None or found.origin is None or find_spec("botocore") is None:
        return {}
    from botocore.exceptions import DataNotFoundError  # noqa: PLC0415
    from botocore.loaders import Loader  # noqa: PLC0415

    loader = Loader(extra_search_paths=[str(Path(found.origin).parent / "data")])
    try:
        model: dict[str, Any] = loader.load_service_model(service, "resources-1")
    except DataNotFoundError:
        return {}
    return model
