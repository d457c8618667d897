"""Where the results of ``monitor-stack analyze`` go: files, a table, or JSON; and the progress."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.analyze.usage import WrongUsageError
from lambda_src.responder.distances import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.analyze.runs import Contents


def _without_sketches(contents: Contents) -> dict[str, Any]:
    """Give the statistics without each row of each number, which the file has."""
    found = contents["statistics"]
    if "features" not in found:
        return found
    return {**found, "features": [*map(_without_sketch, found["features"])]}


def _without_sketch(feature: dict[str, Any]) -> dict[str, Any]:
    if NUMBERS not in feature:
        return feature
    numbers = feature[NUMBERS]
    buckets = {"buckets": numbers["distribution"]["kll"]["buckets"]}
    return {**feature, NUMBERS: {**numbers, "distribution": {"kll": buckets}}}


def refuse_place(output: Path | None, source: str, baseline: str | None) -> None:
    """Refuse a report in its baseline's place, or where the next run takes it for traffic."""
    if not output:
        return
    if baseline and output.resolve() == Path(baseline).resolve():
        raise WrongUsageError(f"--output {output} is the baseline: name another folder")
    if output.resolve().is_relative_to(Path(source).resolve()):
        raise WrongUsageError(
            f"--output {output} is in --input {source}, where the next run would read it as"
            " traffic: name another folder"
        )


def _refuse_another_kind(output: Path, contents: Contents) -> None:
    """Refuse to write data quality over model quality, and the other way round."""
    try:
        there = json.loads((output / "constraints.json").read_bytes())
    except (OSError, ValueError):
        return
    kind = _kind(there)
    if kind and kind != _kind(contents["constraints"]):
        raise WrongUsageError(f"--output {output} has files of {kind}: name another folder")


def _kind(constraints: Any) -> str:
    """Name the monitor that such ``constraints.json`` is of; ``""`` if it is none's."""
    keys = [*constraints] if isinstance(constraints, dict) else []
    if "features" in keys:
        return "data quality"
    return "model quality" if any(key.endswith("_constraints") for key in keys) else ""


def done(contents: Contents, output: Path | None, *, machine: bool) -> None:
    """Write the files, print the result."""
    from generator.analyze import runs, tables  # noqa: PLC0415 - as above

    if output:
        _refuse_another_kind(output, contents)
        runs.save(contents, output)
    if machine:
        click.echo(json.dumps(contents | {"statistics": _without_sketches(contents)}, indent=1))
        return
    from rich.console import Console  # noqa: PLC0415 - as above

    width = None if sys.stdout.isatty() else 160
    console = Console(highlight=False, markup=False, emoji=False, width=width)
    quality = "features" not in contents["statistics"]
    compared = "constraint_violations" in contents
    table = tables.metrics if quality else tables.features if compared else tables.columns
    console.print(table(contents))
    for line in tables.findings(contents) if table == tables.features else ():
        click.echo(line)
    violations = contents.get("constraint_violations", {}).get("violations", [])
    drifted = sum(item["drifted"] for item in contents["drift"].get("features", []))
    parts = [f"{contents['drift']['records']:,} {'answers' if quality else 'rows'}"]
    if compared:
        parts.append(f"{len(violations)} violations")
        if not quality:
            few = "DriftedFeatures" not in contents["drift"].get("figures", {})
            parts.append("too few rows for an exact verdict" if few else f"{drifted} drifted")
            if uncompared := len(contents["drift"]["notCompared"]):
                parts.append(f"{uncompared} not compared")
    click.echo(", ".join(parts))
    for line in [*tables.unmatched(contents["drift"]), *tables.unread(contents["drift"])]:
        click.echo(line)
    if output:
        click.echo(f"written: {output}")


@contextmanager
def progress_of(source: str) -> Iterator[Callable[[int], None]]:
    """Draw a bar on standard error, if somebody is looking."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - as above
    from rich.markup import escape  # noqa: PLC0415 - as above
    from rich.progress import Progress  # noqa: PLC0415 - as above

    from generator.analyze import sources  # noqa: PLC0415 - as above
    from lambda_src.analyzer.records import Unread  # noqa: PLC0415 - as above

    total = sum(file.size for file in sources.files(source, Unread()))
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(source), total=total)
        yield lambda read: bar.advance(task, read)
