"""The table of docs/mutations.md, from what was seen."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import Any

from generator.readme import put

from .cases import HERE, Mutation, mutations

PAGE = HERE.parents[1] / "docs" / "mutations.md"
SEEN = HERE / "seen.json"

Seen = dict[str, dict[str, Any]]


def kept() -> Seen:
    """Give what was seen, by mutation, with the digest of the mutation that was looked at."""
    told: Seen = json.loads(SEEN.read_text("utf-8"))
    return told


def stale() -> list[str]:
    """Name the mutations that have changed since they were looked at."""
    known = kept()
    now = {each.key: each.digest for each in mutations()}
    return [key for key in {**known, **now} if known.get(key, {}).get("digest") != now.get(key)]


def unseen() -> list[str]:
    """Name the mutations that nobody saw."""
    return [key for key, found in kept().items() if not who(found)]


def who(found: dict[str, Any]) -> list[str]:
    """Name those that see a mutation."""
    told = {"`check`": found["rules"], "rehearsal": found["step"], "test": found["test"]}
    return [name for name, seen in told.items() if seen]


def page(text: str, told: Seen) -> str:
    """Give the page with its tables anew."""
    parts = [_table(edition, [*those], told) for edition, those in _by_edition()]
    return put(text, "mutations", "".join(parts))


def _by_edition() -> Any:
    return groupby(mutations(), key=lambda each: each.edition)


def _table(edition: str, those: list[Mutation], told: Seen) -> str:
    counts = Counter(name for one in those for name in who(told[one.key]))
    seen = ", ".join(f"{name} {number}" for name, number in counts.items())
    lines = [
        f"## `{edition}`\n",
        f"{len(those)} mutations: {seen}.\n",
        "| what is wrong | `check` | first seen in the rehearsal, or by a test |",
        "| --- | --- | --- |",
        *(_row(one, told[one.key]) for one in those),
        "",
    ]
    return "\n".join(lines) + "\n"


def _row(one: Mutation, found: dict[str, Any]) -> str:
    rules = ", ".join(f"`{rule}`" for rule in found["rules"])
    last = f"{found['step']}: {found['promised']}" if found["step"] else ""
    if found["test"]:
        last = f"the test `{found['test'].partition('::')[2]}`"
    return f"| {one.title} | {rules} | {last} |"
