"""The generated parts of README.md: tables that would go stale by hand.

    python -m generator.readme            tell whether they are up to date
    python -m generator.readme --write    write them

No network, no AWS.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from generator import parameters, prices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- {name}: generated -->", "<!-- {name}: end -->"
_FREQUENCIES = "hourly", "daily"


def parameters_table() -> str:
    """Give the table of parameters, group by group."""
    rows = ["| parameter | default | what it is |", "| --- | --- | --- |"]
    for group in parameters.GROUPS:
        rows.append(f"| **{group}** | | |")
        rows += [_row(spec) for spec in parameters.SPECS if spec.group == group]
    return "\n".join(rows)


def _row(spec: parameters.Spec) -> str:
    default = "required" if spec.default is None else f"`{spec.default}`" if spec.default else ""
    values = f" ({', '.join(f'`{value}`' for value in spec.allowed)})" if spec.allowed else ""
    only = "" if spec.editions == parameters.BOTH else f"; `{spec.editions[0]}` only"
    return f"| `{spec.name}` | {default} | {spec.about or spec.help}{values}{only} |"


def costs_table(edition: str = parameters.MODEL_MONITOR) -> str:
    """Give what the default stack costs a month, part by part; a column for each frequency."""
    uses = [
        prices.Use(region, often, edition=edition)
        for region in prices.regions()
        for often in _FREQUENCIES
    ]
    bills = [prices.monthly(use) for use in uses]
    rows = [_cells("USD a month", *(f"{use.region}, {use.frequency}" for use in uses))]
    rows.append(_cells("---", *("---:" for _ in uses)))
    for part in bills[0]:
        marks = [_mark(use) if part == "endpoint" else "" for use in uses]
        figures = [bill[part] for bill in bills]
        rows.append(
            _cells(
                part, *(f"{mark}{figure:.2f}" for mark, figure in zip(marks, figures, strict=True))
            )
        )
    totals = [sum(bill.values()) for bill in bills]
    rows.append(_cells("**all**", *(f"**{total:.0f}**" for total in totals)))
    return "\n".join(rows)


def _mark(use: prices.Use) -> str:
    estimated = prices.price(use.region, f"hosting {use.instance}").estimated
    return "≈ " if estimated else ""


def _cells(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


PARTS: dict[str, Callable[[], str]] = {
    "parameters": parameters_table,
    "own-costs": partial(costs_table, parameters.DRIFT_MONITOR),
    "costs": costs_table,
}


def rendered(text: str) -> str:
    """Give the README's text with its generated parts as they should be.

    Raises:
        ValueError: a part's markers are missing.

    """
    for name, table in PARTS.items():
        text = put(text, name, table())
    return text


def put(text: str, name: str, made: str) -> str:
    """Give a page's text with what was made between the markers of its part ``name``.

    Raises:
        ValueError: the markers are missing.

    """
    begin, end = BEGIN.format(name=name), END.format(name=name)
    before, opened, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"the page lacks the markers of its part {name}")
    return "".join([before, begin, "\n", made.removesuffix("\n"), "\n", end, after])


def main(arguments: Sequence[str]) -> int:
    """Check or write the README's generated parts; give the exit code."""
    before = README.read_text(encoding="utf-8")
    after = rendered(before)
    if after == before:
        return 0
    if "--write" not in arguments:
        sys.stderr.write("README.md is stale: python -m generator.readme --write\n")
        return 1
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
