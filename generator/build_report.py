"""How a build is told: lines for people and editors, one object for machines."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from generator.build import shown
from generator.regions import claimed_regions
from generator.templates import TEMPLATE_BODY_BYTES
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.build import Built
    from generator.checks import Finding

_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def table(built: Sequence[Built]) -> Iterator[str]:
    """Yield the lines of the table that says how the build of each edition went."""
    bytes_of = f"bytes of {TEMPLATE_BODY_BYTES:,}"
    head = ("edition", "version", "resources", bytes_of, "findings", "advice", "file")
    rows = [head, *(_row(each) for each in built)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    alarming = [(False, False), *(_alarming(each) for each in built)]
    for row, (size, findings) in zip(rows, alarming, strict=True):
        cells = [
            f"{cell:>{width}}" if 2 <= at <= 5 else f"{cell:<{width}}"  # noqa: PLR2004 - numbers
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        cells[3], cells[4] = _styled(cells[3], alarming=size), _styled(cells[4], alarming=findings)
        yield "  ".join(cells).rstrip()


def _row(built: Built) -> tuple[str, ...]:
    emitted, checked = built.emitted, built.findings is not None
    return (
        emitted.name,
        __version__,
        str(emitted.resources),
        f"{emitted.size:,}",
        str(len(built.faults)) if checked else "unchecked",
        str(len(built.advice)) if checked else "",
        "changed" if built.changed else "unchanged",
    )


def _alarming(built: Built) -> tuple[bool, bool]:
    return built.emitted.size > TEMPLATE_BODY_BYTES, bool(built.faults)


def _styled(words: str, *, alarming: bool) -> str:
    return click.style(words, fg="red") if alarming else words


def lines(built: Built, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield ``file:line: level rule (checker): message`` for each finding."""
    for each in findings:
        place = f"{shown(built.emitted.path)}:{each.line}"
        level = click.style(each.level, fg=_COLOURS[each.level])
        yield f"{place}: {level} {each.rule} ({each.checker}): {_message(each)}"


def _message(finding: Finding) -> str:
    where = f" [{finding.path}]" if finding.path else ""
    return " ".join(finding.message.split()) + where


def as_json(
    built: Sequence[Built],
    *,
    ok: bool,
    releases: Sequence[str] = (),
    doors: Sequence[str] = (),
) -> dict[str, Any]:
    """Give a build for machines.

    ``releases`` are what is wrong with the released files, ``doors`` the files of other front doors
    that were stale.
    """
    return {
        "ok": ok,
        "version": __version__,
        "limit": TEMPLATE_BODY_BYTES,
        "regions": list(claimed_regions()),
        "editions": [_edition(each) for each in built],
        "releases": list(releases),
        "doors": list(doors),
    }


def _edition(built: Built) -> dict[str, Any]:
    emitted = built.emitted
    return {
        "name": emitted.name,
        "path": str(emitted.path),
        "resources": emitted.resources,
        "bytes": emitted.size,
        "sha256": hashlib.sha256(emitted.text.encode()).hexdigest(),
        "changed": built.changed,
        "findings": None if built.findings is None else [asdict(each) for each in built.findings],
    }
