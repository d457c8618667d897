"""Which client's method a method of boto3's resources calls.

``boto3.resource("dynamodb").Table("t").put_item()`` is the client's ``put_item``. The table is
boto3's own, `resources-1.json` of each service. Methods that boto3 adds in its code stand here.
"""

from __future__ import annotations

from functools import cache

from generator.rules._models import method_name, model

_ADDED = dict.fromkeys(
    ("s3.Bucket", "s3.Object"),
    ("upload_file", "upload_fileobj", "download_file", "download_fileobj"),
)
"""Methods of the same name as the client's (boto3's `s3/inject.py`)."""


def method_of(resource: str, method: str) -> str:
    """Give the client's method behind a resource's, "s3.Object" and "put" give "put_object"; ''."""
    if method in _ADDED.get(resource, ()):
        return method
    return _methods(resource).get(method, "")


@cache
def _methods(resource: str) -> dict[str, str]:
    service, _, kind = resource.partition(".")
    known = model(service, "resources-1").get("resources", {}).get(kind, {})
    actions = {**known.get("actions", {}), **({"Load": known["load"]} if "load" in known else {})}
    return {
        method_name(name): method_name(action["request"]["operation"])
        for name, action in actions.items()
    }
