"""How the sizes of a template are told: tables for people, one object for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from generator.build_sizes import resources, sections
from generator.templates import TEMPLATE_BODY_BYTES
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.build import Emitted
    from generator.build_sizes import Size

_PLAIN: dict[str, Any] = {
    "box": box.SIMPLE_HEAD, "padding": (0, 0, 0, 1), "show_edge": False, "pad_edge": False,
}  # fmt: skip


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
