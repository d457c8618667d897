"""The verbs of ``monitor-stack analyze``.

Their exit codes are those of a check: 0 without violations, 2 with, 1 on any error.
"""

from __future__ import annotations

import json
import math
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.analyze.runs import Contents

VIOLATED = 2
VERDICTS = EXACT, THEIRS, EITHER = "exact", "model-monitor", "either"
PROBLEMS = ("BinaryClassification", "MulticlassClassification", "Regression")


class WrongUsageError(click.UsageError):
    """Wrong usage of a verb whose exit code 2 says something else."""

    exit_code = 1


class NoVerbError(WrongUsageError):
    """No verb at all: the help says it all."""

    def show(self, file: Any = None) -> None:
        """Print the help."""
        if self.ctx:
            click.echo(self.ctx.get_help(), file=file, err=True)


@contextmanager
def _wrong_usage() -> Iterator[None]:
    try:
        yield
    except WrongUsageError:
        raise
    except click.UsageError as error:
        raise WrongUsageError(error.format_message(), error.ctx) from error


class Verb(click.Command):
    """A verb whose wrong usage exits with 1."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Parse the arguments."""
        with _wrong_usage():
            return super().make_context(*arguments, **extra)


class Verbs(click.Group):
    """Verbs of which a wrong name, and none, exit with 1, too."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """Parse the arguments."""
        with _wrong_usage():
            return super().make_context(*arguments, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the verb's name."""
        if not args:
            raise NoVerbError("a verb is missing", ctx)
        return super().parse_args(ctx, args)

    def resolve_command(self, *arguments: Any) -> Any:
        """Find the verb."""
        with _wrong_usage():
            return super().resolve_command(*arguments)


class Share(click.FloatRange):
    """A number from 0 to 1; ``nan``, which no bound refuses, is none."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, *arguments: Any) -> Any:
        """Read the number."""
        found = super().convert(*arguments)
        if math.isnan(found):
            self.fail("nan is not in the range 0<=x<=1.", *arguments[1:])
        return found


HELP = {"help_option_names": ["-h", "--help"]}
output = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the files to write.",
)
machine = click.option(
    "--json", "machine", is_flag=True, help="Print one JSON object, for machines."
)
exclude = click.option(
    "--exclude", default="", metavar="NAMES", help="Columns to leave out, comma-separated."
)


@click.group(cls=Verbs, context_settings=HELP)
def analyze() -> None:
    """Compare data with a baseline, as Model Monitor does, without an account.

    \b
    Start with what the model was trained on, then compare what it is asked:
      monitor-stack analyze baseline --dataset train.csv --output baseline/
      monitor-stack analyze data-quality --input capture/ --baseline baseline/ --output report/
    """  # noqa: D301 - \b keeps click from filling the lines


@analyze.command(cls=Verb, context_settings=HELP)
@click.option("--dataset", required=True, help="CSV with a header, or JSON lines; or s3://…")
@click.option(
    "--threshold",
    default=0.1,
    show_default=True,
    type=Share(),
    help="Distance that counts as drift; it goes into constraints.json.",
)
@output
@exclude
@machine
def baseline(
    *, dataset: str, threshold: float, output: Path | None, exclude: str, machine: bool
) -> None:
    """Describe a dataset: statistics.json and suggested constraints.json.

    \b
    Example:
      monitor-stack analyze baseline --dataset train.csv --output baseline/
    """  # noqa: D301
    from generator.analyze import runs  # noqa: PLC0415 - other verbs need none of it

    with _progress(dataset) as progress:
        contents = runs.baseline(dataset, threshold, _names(exclude), progress)
    _done(contents, output, machine=machine)


@analyze.command("data-quality", cls=Verb, context_settings=HELP)
@click.option(
    "--input",
    "source",
    required=True,
    help="Folder of capture files, JSON lines, or a CSV with a header; or s3://…",
)
@click.option(
    "--baseline",
    "folder",
    required=True,
    help="Folder with the baseline's statistics.json and constraints.json; or s3://…",
)
@click.option(
    "--verdict",
    default=EITHER,
    show_default=True,
    type=click.Choice(VERDICTS),
    help="Whose drift exits with 2: the exact verdict's, Model Monitor's, or that of either.",
)
@click.option(
    "--minimum-records",
    default=100,
    show_default=True,
    type=click.IntRange(1),
    help="With fewer rows there is no exact verdict.",
)
@output
@exclude
@machine
@click.pass_context
def data_quality(  # noqa: PLR0913 - click hands over each option
    context: click.Context,
    /,
    *,
    source: str,
    folder: str,
    verdict: str,
    minimum_records: int,
    output: Path | None,
    exclude: str,
    machine: bool,
) -> None:
    """Compare traffic with a baseline: types, completeness, values, drift.

    Two verdicts on drift stand side by side. Model Monitor's compares distinct values and hardly
    sees a column of few values change; the exact one counts every row, and only what is
    significant over all features.

    \b
    Example:
      monitor-stack analyze data-quality --input capture/ --baseline baseline/ --output report/

    \b
    Exit codes:
      0  no violation, and no drift
      1  an error
      2  a violation, or drift by the --verdict
    """  # noqa: D301
    from generator.analyze import runs  # noqa: PLC0415 - as above

    _refuse_place(output, source, folder)
    with _progress(source) as progress:
        in_force = EXACT if verdict == EITHER else verdict
        without = _names(exclude)
        contents = runs.compare(source, folder, minimum_records, without, in_force, progress)
    _done(contents, output, machine=machine)
    context.exit(_code(contents, verdict))


@analyze.command("model-quality", cls=Verb, context_settings=HELP)
@click.option("--baseline-dataset", help="Labelled CSV or JSON lines: suggest constraints from it.")
@click.option("--input", "source", help="Folder of capture files, or of merged ones; or s3://…")
@click.option("--ground-truth", default="", help="Folder of label files, if not merged; or s3://…")
@click.option(
    "--baseline",
    "folder",
    help="Folder with the baseline's constraints.json; or s3://…",
)
@click.option("--problem-type", "problem", required=True, type=click.Choice(PROBLEMS))
@click.option(
    "--inference-attribute",
    "inference",
    default=None,
    help="Prediction: a column of the dataset; in traffic a column number or key.",
)
@click.option(
    "--probability-attribute", "probability", default="", help="Likewise, its probability."
)
@click.option(
    "--ground-truth-attribute",
    "label",
    default="label",
    show_default=True,
    help="Label column of the dataset.",
)
@output
@machine
@click.pass_context
def model_quality(  # noqa: PLR0913 - as above
    context: click.Context,
    /,
    *,
    baseline_dataset: str | None,
    source: str | None,
    ground_truth: str,
    folder: str | None,
    problem: str,
    inference: str | None,
    probability: str,
    label: str,
    output: Path | None,
    machine: bool,
) -> None:
    """Measure predictions against labels, and compare with a baseline.

    \b
    Examples:
      monitor-stack analyze model-quality --baseline-dataset labelled.csv \\
          --problem-type BinaryClassification --inference-attribute prediction \\
          --probability-attribute probability --output quality-baseline/
      monitor-stack analyze model-quality --input capture/ --ground-truth labels/ \\
          --baseline quality-baseline/ --problem-type BinaryClassification \\
          --inference-attribute 0 --probability-attribute 1 --output quality-report/

    \b
    Exit codes:
      0  no metric is worse than the baseline's; f0_5, which Model Monitor does not report, may be
      1  an error
      2  one is
    """  # noqa: D301
    from generator.analyze import runs  # noqa: PLC0415 - as above

    if baseline_dataset and not (source or folder or ground_truth):
        columns = ("prediction" if inference is None else inference, probability, label)
        with _progress(baseline_dataset) as progress:
            contents = runs.quality_baseline(baseline_dataset, problem, columns, progress)
    elif source and folder and not baseline_dataset:
        _refuse_place(output, source, folder)
        places = ("0" if inference is None else inference, probability)
        both = (source, ground_truth)
        with _progress(source) as progress:
            contents = runs.compare_quality(both, folder, problem, places, progress)
    else:
        raise WrongUsageError("give --baseline-dataset alone, or --input with --baseline")
    _done(contents, output, machine=machine)
    context.exit(_code(contents))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _code(contents: Contents, verdict: str = EITHER) -> int:
    """Give the exit code; Model Monitor's drift is among the violations, the exact one beside."""
    found = contents.get("constraint_violations", {}).get("violations", [])
    if verdict == EXACT:
        found = [each for each in found if each["constraint_check_type"] != DRIFT]
    drifted = any(item["drifted"] for item in contents["drift"].get("features", []))
    return VIOLATED if found or (drifted and verdict != THEIRS) else 0


def _without_sketches(contents: Contents) -> dict[str, Any]:
    """Give the statistics without each row of each number, which the file has."""
    found = contents["statistics"]
    if "features" not in found:
        return found
    kept = []
    for feature in found["features"]:
        numbers = feature.get("numerical_statistics")
        if numbers:
            buckets = {"buckets": numbers["distribution"]["kll"]["buckets"]}
            numbers = {**numbers, "distribution": {"kll": buckets}}
            kept.append({**feature, "numerical_statistics": numbers})
        else:
            kept.append(feature)
    return {**found, "features": kept}


def _refuse_place(output: Path | None, source: str, baseline: str | None) -> None:
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


def _done(contents: Contents, output: Path | None, *, machine: bool) -> None:
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
def _progress(source: str) -> Iterator[Callable[[int], None]]:
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
