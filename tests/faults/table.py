"""The table of docs/faults.md, from what is seen now and what was seen by the slow ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from generator.readme import put

from .cases import HERE, SETS, Fault, faults, good
from .looking import new, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.checks_finding import Checker

PAGE = HERE.parents[1] / "docs" / "faults.md"
SEEN = HERE / "seen.json"
TITLES = {
    "seeded": "35 classes of fault",
    "recipe": "The faults of the published recipe",
}
COLUMNS = ("cfn-lint", "cloudformation-validate", "checkov", "deployment", "ours")
UNSEEN = ([], "", "not imitated")
ASKED = ("cfn-lint", "cloudformation-validate", "ours")
NOW: tuple[Checker, ...] = ("ours", "cloudformation-validate")
"""Who is asked whenever the table is compared; the others' answers are kept in `seen.json`."""

Seen = dict[str, dict[str, Any]]


def kept() -> Seen:
    """Give what the slow ones saw, by fault, with the digest of the fault that they saw."""
    told: dict[str, Any] = json.loads(SEEN.read_text("utf-8"))
    return told["faults"]


def seen() -> Seen:
    """Give who sees what: the fast ones asked now, the others as they are kept."""
    before = said(good(), NOW)
    known = kept()
    return {
        fault.key: {**known.get(fault.key, {}), **new(said(fault.text, NOW), before)}
        for fault in faults()
    }


def stale() -> list[str]:
    """Name the faults that have changed since the slow ones looked."""
    known = kept()
    now = {fault.key: fault.digest for fault in faults()}
    return [key for key in {**known, **now} if known.get(key, {}).get("digest") != now.get(key)]


def tables(told: Seen) -> str:
    """Write both tables, each with a line that counts."""
    return "\n".join(_table(kind, told) for kind in SETS)


def _table(kind: str, told: Seen) -> str:
    those = [fault for fault in faults() if fault.key.startswith(kind)]
    notes = [fault for fault in those if fault.note]
    counts = [f"**{_seen(those, told, [column])}**" for column in COLUMNS]
    lines = [
        f"## {TITLES[kind]}\n",
        f"| # | fault | {' | '.join(COLUMNS)} |",
        f"| ---: | --- | {' | '.join('---' for _ in COLUMNS)} |",
        *(_row(number, fault, told[fault.key]) for number, fault in enumerate(those, 1)),
        f"| | **seen, of {len(those)}** | {' | '.join(counts)} |",
        "",
        f"`monitor-stack check`, which asks {', '.join(ASKED[:-1])} and {ASKED[-1]}, sees "
        f"{_seen(those, told, ASKED)} of {len(those)}.\n",
        *(rf"\* {fault.note.strip()}" + "\n" for fault in notes),
    ]
    return "\n".join(lines)


def _row(number: int, fault: Fault, told: dict[str, Any]) -> str:
    mark = r" \*" if fault.note else ""
    cells = [_cell(told[column]) for column in COLUMNS]
    return f"| {number} | {fault.title}{mark} | {' | '.join(cells)} |"


def _cell(told: list[str] | str) -> str:
    if isinstance(told, str):
        return told
    shown = ", ".join(f"`{rule}`" for rule in told[:2])
    return f"{shown} and {len(told) - 2} more" if len(told) > 2 else shown


def _seen(those: list[Fault], told: Seen, columns: Sequence[str]) -> int:
    """Count the faults that anyone of these sees."""
    return sum(any(told[one.key][each] not in UNSEEN for each in columns) for one in those)


def page(text: str, told: Seen) -> str:
    """Give the page with its tables anew."""
    return put(text, "faults", tables(told))
