"""The verbs of ``monitor-stack analyze``.

Their exit codes are those of a check: 0 without violations, 2 with, 1 on any error.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.analyze.results import done, progress_of, refuse_place
from generator.analyze.usage import Share, Verb, Verbs, WrongUsageError
from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from generator.analyze.runs import Contents

VIOLATED = 2
VERDICTS = EXACT, THEIRS, EITHER = "exact", "model-monitor", "either"
PROBLEMS = ("BinaryClassification", "MulticlassClassification", "Regression")

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

    with progress_of(dataset) as progress:
        contents = runs.baseline(dataset, threshold, _names(exclude), progress)
    done(contents, output, machine=machine)


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

    refuse_place(output, source, folder)
    with progress_of(source) as progress:
        in_force = EXACT if verdict == EITHER else verdict
        without = _names(exclude)
        contents = runs.compare(source, folder, minimum_records, without, in_force, progress)
    done(contents, output, machine=machine)
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
        with progress_of(baseline_dataset) as progress:
            contents = runs.quality_baseline(baseline_dataset, problem, columns, progress)
    elif source and folder and not baseline_dataset:
        refuse_place(output, source, folder)
        places = ("0" if inference is None else inference, probability)
        both = (source, ground_truth)
        with progress_of(source) as progress:
            contents = runs.compare_quality(both, folder, problem, places, progress)
    else:
        raise WrongUsageError("give --baseline-dataset alone, or --input with --baseline")
    done(contents, output, machine=machine)
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
