"""What was found, for a person and for a machine."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from generator.check.merging import LEVELS
from generator.rules._walk import place as worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.check.checking import Checked
    from generator.check.knowing import Rule
    from generator.check.merging import Matter
    from generator.check.reading import UncheckableError
    from generator.deploy.screen import Screen

HEADINGS = ("place", "level", "rule", "seen by", "what")
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}
_PLURALS = {"error": "errors", "warning": "warnings", "info": "informational"}


def show(out: Screen, checked: Sequence[Checked]) -> None:
    """Show the findings: on a terminal in two lines each, in a pipe a finding a line."""
    if not out.out.is_terminal:
        rows = [row for each in checked for row in _rows(each)]
        if rows:
            out.table(HEADINGS, rows)
        return
    for each in checked:
        if each.matters:
            out.tell("", f"\n{each.name}", style="bold")
            out.draw(_table(each.matters))


def _table(matters: Sequence[Matter]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    table.add_column()
    table.add_column(overflow="fold")
    for each in matters:
        who = ", ".join(f"{one.rule} ({one.checker})" for one in each.findings)
        said = Text.assemble(
            _message(each), "\n", (" · ".join(filter(None, (_place(each), who))), "dim")
        )
        table.add_row(str(each.first.line), Text(each.level, _COLOURS[each.level]), said)
    return table


def _rows(checked: Checked) -> Iterator[tuple[str, ...]]:
    for each in checked.matters:
        yield (
            f"{checked.name}:{each.first.line}",
            each.level,
            ", ".join(each.rules),
            ", ".join(each.checkers),
            ": ".join(filter(None, (_place(each), _message(each)))),
        )


def _place(matter: Matter) -> str:
    path = matter.first.path
    return worded(tuple(path.split("/"))) if path else ""


def _message(matter: Matter) -> str:
    """Give the words on one line, without the place, which stands beside them."""
    return " ".join(matter.first.message.split()).removeprefix(f"{_place(matter)}: ")


def summary(checked: Sequence[Checked], hidden: int) -> str:
    """Count what was found, and what is not shown."""
    counts = Counter(matter.level for each in checked for matter in each.matters)
    found = [
        f"{counts[level]} {_PLURALS[level] if counts[level] > 1 else level}"
        for level in LEVELS
        if counts[level]
    ]
    files = f"{len(checked)} template" + ("s" if len(checked) != 1 else "")
    rest = f" ({hidden} informational: -v shows them)" if hidden else ""
    return f"{files}: {', '.join(found) or 'nothing found'}{rest}"


def as_json(
    checked: Sequence[Checked],
    unchecked: Sequence[UncheckableError],
    *,
    regions: Sequence[str],
    hidden: int,
    code: int,
) -> dict[str, Any]:
    """Give all of it as one object."""
    return {
        "exit": code,
        "regions": list(regions),
        "files": [
            {
                "name": each.name,
                "findings": [_finding(matter) for matter in each.matters],
                "notes": [*each.notes],
            }
            for each in checked
        ],
        "unchecked": [{"name": each.name, "message": str(each)} for each in unchecked],
        "hidden": hidden,
    }


def _finding(matter: Matter) -> dict[str, Any]:
    """Give the best finding in the form that `build --json` has, the gravest level, and all."""
    return {
        **asdict(matter.first),
        "level": matter.level,
        "seenBy": [asdict(each) for each in matter.findings],
    }


def explain(out: Screen, rule: Rule) -> None:
    """Explain a rule: what it finds, where its fact is from, and an example of either."""
    out.tell("", f"{rule.id}  {rule.title}", style="bold")
    out.tell("", f"{rule.level}, by {rule.checker}")
    if rule.description and rule.description != rule.title:
        out.tell("", f"\n{rule.description}")
    for heading, text in (("It finds fault with:", rule.fails), ("It passes:", rule.passes)):
        if text:
            indented = "".join(f"    {line}" for line in text.splitlines(keepends=True))
            out.tell("", f"\n{heading}\n\n{indented.rstrip()}")
    if rule.without_examples:
        out.tell("", f"\nNo examples: {rule.without_examples}")
    out.tell("", f"\nSource: {rule.source}" if rule.source else "")
