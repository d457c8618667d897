"""Which condition keys IAM knows.

The table, `generator/data/condition_keys.json`, is taken from the service authorization reference
as of the month that it names; the global keys are those of IAM's own page. IAM compares keys
without regard to case.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

_TABLE = Path(__file__).parents[1] / "data" / "condition_keys.json"


class _Table(TypedDict):
    source: str
    read: str
    keys: dict[str, str]


@cache
def _table() -> _Table:
    return cast("_Table", json.loads(_TABLE.read_text(encoding="utf-8")))


def as_of() -> str:
    """Give the month of the table, such as 2026-04."""
    return _table()["read"]


def prefixes() -> set[str]:
    """Name the services with keys of their own, and `aws` for the global keys."""
    return set(_table()["keys"])


@cache
def _known(prefix: str) -> dict[str, str]:
    """Give a service's keys in lower case, each with its own spelling; `*` stands for any text."""
    names = _table()["keys"].get(prefix, "").split()
    return {f"{prefix}:{name}".lower(): f"{prefix}:{name}" for name in names}


def is_known(key: str) -> bool:
    """Say whether a key is in the table, or its service is not."""
    prefix, colon, _ = key.lower().partition(":")
    if not colon:
        return False
    known = _known(prefix)
    return not known or any(fnmatchcase(key.lower(), pattern) for pattern in known)


def alike(key: str) -> str:
    """Give the known key that is written most alike, or ''."""
    prefix, colon, _ = key.lower().partition(":")
    known = _known(prefix if colon else "aws")
    found = get_close_matches(key.lower() if colon else f"aws:{key.lower()}", known, n=1)
    return known[found[0]].replace("*", "<key>") if found else ""
