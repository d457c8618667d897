"""The tables of docs/security.md, from what was found."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from generator.readme import put

from .findings import HERE, SCANNERS, Finding, reason
from .scanners import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

PAGE = HERE.parents[1] / "docs" / "security.md"


def page(text: str, found: Collection[Finding]) -> str:
    """Give the page with its tables anew."""
    lines = [*_counts(found), "", *_reasons(found)]
    return put(text, "security", "\n".join(lines))


def _counts(found: Collection[Finding]) -> Iterator[str]:
    editions = sorted({each.edition for each in found})
    columns = " | ".join(f"`{each}`" for each in editions)
    yield f"| scanner | version | {columns} | without a reason |"
    yield f"| --- | --- | {'---: | ' * len(editions)}---: |"
    for scanner in SCANNERS:
        those = [each for each in found if each.scanner == scanner]
        counts = [str(sum(each.edition == edition for each in those)) for edition in editions]
        bare = sum(not reason(each) for each in those)
        yield f"| {scanner} | {VERSIONS[scanner]} | {' | '.join(counts)} | {bare} |"


def _reasons(found: Collection[Finding]) -> Iterator[str]:
    yield "| scanner | rule | on | why it is so |"
    yield "| --- | --- | --- | --- |"
    rows = sorted({(one.scanner, one.rule, reason(one), one.resource) for one in found})
    for (scanner, rule, why), those in groupby(rows, key=lambda row: row[:3]):
        names = ", ".join(f"`{resource}`" for *_, resource in those)
        yield f"| {scanner} | `{rule}` | {names} | {why} |"
