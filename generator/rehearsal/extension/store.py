"""What SageMaker knows: records by kind and name, tags by ARN; and how it refuses."""

from __future__ import annotations

import datetime as dt
import re
import threading
import uuid
from typing import Any

Json = dict[str, Any]
ACCOUNT = "123456789012"
REGION = "us-east-1"
PREFIX = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:"
# The pattern of every name [service model, e.g. ModelName]: at most 63 characters.
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


class RefusalError(Exception):
    """What the service answers instead: a code and a message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def invalid(message: str) -> RefusalError:
    """Give the refusal of a request that the service's rules forbid."""
    return RefusalError("ValidationException", message)


class Store:
    """The records of one account and region. Whoever reads or writes holds ``lock``."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.records: dict[str, dict[str, Json]] = {}
        self.tags: dict[str, dict[str, str]] = {}

    def arn(self, kind: str, name: str) -> str:
        """Give a record's ARN."""
        return f"{PREFIX}{kind}/{name}"

    def of(self, kind: str) -> dict[str, Json]:
        """Give all records of a kind, by name."""
        return self.records.setdefault(kind, {})

    def get(self, kind: str, name: str) -> Json:
        """Give a record.

        Raises:
            RefusalError: there is none; the service turns its code into what the operation has.

        """
        try:
            return self.of(kind)[name]
        except KeyError:
            raise RefusalError("ResourceNotFound", f'Could not find {kind} "{name}".') from None

    def add(self, kind: str, name: str, record: Json) -> str:
        """Keep a record and its tags; give its ARN."""
        if not _NAME.fullmatch(name):
            raise invalid(f"{name!r} is no name of a {kind}: letters, digits, hyphens, up to 63")
        if name in self.of(kind):
            raise RefusalError("ResourceInUse", f"Cannot create already existing {kind} {name}")
        now, arn = dt.datetime.now(dt.UTC), self.arn(kind, name)
        kept = {key: value for key, value in record.items() if key != "Tags"}
        self.of(kind)[name] = {**kept, "CreationTime": now, "LastModifiedTime": now, "Arn": arn}
        self.tag(arn, record.get("Tags", []))
        return arn

    def touch(self, record: Json, **changed: Any) -> None:
        """Change a record, and the time of its last change."""
        record.update(changed, LastModifiedTime=dt.datetime.now(dt.UTC))

    def remove(self, kind: str, name: str) -> Json:
        """Forget a record and its tags."""
        self.get(kind, name)
        del self.of(kind)[name]
        self.tags.pop(self.arn(kind, name), None)
        return {}

    def exists(self, arn: str) -> bool:
        """Tell whether an ARN is one of a record."""
        kind, _, name = arn.removeprefix(PREFIX).partition("/")
        return arn.startswith(PREFIX) and name in self.of(kind)

    def tag(self, arn: str, tags: list[Json]) -> None:
        """Set tags."""
        self.tags.setdefault(arn, {}).update({one["Key"]: one["Value"] for one in tags})


def unused_name(wish: str) -> str:
    """Give a name that nothing has, as CloudFormation makes one."""
    stem = re.sub("[^a-zA-Z0-9]+", "-", wish).strip("-")[:50].strip("-")
    return f"{stem}-{uuid.uuid4().hex[:12]}"


def page(kind: str, found: list[Json], asked: Json) -> Json:
    """Give one page of a list, the newest first unless asked otherwise; all at once if it fits.

    ``NextToken`` is the number of what was given already.
    """
    ordered = sorted(found, key=lambda one: one["CreationTime"])
    if asked.get("SortOrder") != "Ascending":
        ordered.reverse()
    start, size = int(asked.get("NextToken", 0)), asked.get("MaxResults", 100)
    answer: Json = {kind: ordered[start : start + size]}
    if start + size < len(ordered):
        answer["NextToken"] = str(start + size)
    return answer
