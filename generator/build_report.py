"""How a build is told: tables for people, lines for editors, one object for machines."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from generator.build import shown
from generator.build_sizes import resources, sections
from generator.checks import TEMPLATE_BODY_BYTES
from generator.regions import claimed_regions
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.build import Built, Emitted
    from generator.build_sizes import Size
    from generator.checks import Finding

_PLAIN: dict[str, Any] = {
    "box": box.SIMPLE_HEAD, "padding": (0, 0, 0, 1), "show_edge": False, "pad_edge": False,
}  # fmt: skip
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def summary(built: Sequence[Built]) -> Table:
    """Give the table of a build: a row for each edition."""
    table = Table(**_PLAIN)
    for heading in ("edition", "version"):
        table.add_column(heading, no_wrap=True)
    for heading in ("resources", f"bytes of {TEMPLATE_BODY_BYTES:,}", "findings", "advice"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("file", no_wrap=True)
    for each in built:
        size = each.emitted.size
        colour = "red" if size > TEMPLATE_BODY_BYTES else ""
        table.add_row(
            each.emitted.name,
            __version__,
            str(each.emitted.resources),
            f"[{colour}]{size:,}[/]" if colour else f"{size:,}",
            _counted(each),
            "" if each.findings is None else str(len(each.advice)),
            "changed" if each.changed else "unchanged",
        )
    return table


def _counted(built: Built) -> str:
    if built.findings is None:
        return "unchecked"
    colour = "red" if built.faults else "green"
    return f"[{colour}]{len(built.faults)}[/]"


def lines(built: Built, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield ``file:line: level rule (checker): message`` for each finding, with rich's markup."""
    for each in findings:
        place = f"{shown(built.emitted.path)}:{each.line}"
        level = f"[{_COLOURS[each.level]}]{each.level}[/]"
        yield f"{_plain(place)}: {level} {each.rule} ({each.checker}): {_plain(_message(each))}"


def _message(finding: Finding) -> str:
    where = f" [{finding.path}]" if finding.path else ""
    return " ".join(finding.message.split()) + where


def _plain(text: str) -> str:
    """Keep rich from reading markup in a text that is not ours."""
    return text.replace("\\", "\\\\").replace("[", "\\[")


def costs(emitted: Emitted) -> Iterator[Table]:
    """Yield two tables: bytes of each section, and of each resource."""
    total = emitted.size
    yield _sizes(f"{emitted.name}: {total:,} bytes of {TEMPLATE_BODY_BYTES:,}", sections, emitted)
    yield _sizes(f"{emitted.name}: resources", resources, emitted)


def _sizes(title: str, measure: Any, emitted: Emitted) -> Table:
    rows: list[Size] = measure(emitted.text)
    with_types = any(row.type for row in rows)
    table = Table(title=title, title_justify="left", show_footer=True, **_PLAIN)
    table.add_column("resource" if with_types else "section", footer="all", no_wrap=True)
    if with_types:
        table.add_column("type")
    table.add_column("bytes", justify="right", footer=f"{sum(row.size for row in rows):,}")
    if with_types:
        table.add_column("code", justify="right", footer=f"{sum(row.code for row in rows):,}")
    table.add_column("%", justify="right")
    part = ""
    for row in rows:
        if row.part != part:
            table.add_section()
            part = row.part
        kind = [row.type] if with_types else []
        code = [f"{row.code:,}" if row.code else ""] if with_types else []
        table.add_row(
            row.name, *kind, f"{row.size:,}", *code, f"{100 * row.size / emitted.size:.1f}"
        )
    return table


def as_json(built: Sequence[Built], *, ok: bool) -> dict[str, Any]:
    """Give a build for machines."""
    return {
        "ok": ok,
        "version": __version__,
        "limit": TEMPLATE_BODY_BYTES,
        "regions": list(claimed_regions()),
        "editions": [_edition(each) for each in built],
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


def costs_as_json(emitted: Sequence[Emitted]) -> dict[str, Any]:
    """Give the sizes for machines."""
    return {
        "version": __version__,
        "limit": TEMPLATE_BODY_BYTES,
        "editions": [
            {
                "name": each.name,
                "bytes": each.size,
                "sections": {size.name: size.size for size in sections(each.text)},
                "resources": [asdict(size) for size in resources(each.text)],
            }
            for each in emitted
        ],
    }
