"""What the verbs do with a ``drift-monitor`` stack that is up."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.deploy.absent import found
from generator.deploy.awsclient import NoStackError
from generator.parameters import LABELLED
from lambda_src.analyzer.checks import far, settings
from lambda_src.analyzer.exact import compared
from lambda_src.monitors import DATA, MONITORS, metrics_of

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient, Json

FILES = ("statistics", "constraints")


@dataclass(frozen=True)
class Stack:
    """A stack of ours: its name, parameters, outputs, and the analyzer's name."""

    name: str
    parameters: dict[str, str]
    outputs: dict[str, str]
    analyzer: str

    @property
    def monitors(self) -> tuple[str, ...]:
        """Give the monitors that it has."""
        return MONITORS[: 1 + (self.parameters["EnableModelQuality"] == "true")]


def look_up(aws: AwsClient, name: str) -> Stack:
    """Find a stack and its analyzer.

    Raises:
        NoStackError: it is not there, has no analyzer of its own, or is not up.
        AwsError: it may not be seen.

    """
    stack = found(aws, name)
    if "DriftVerdict" not in stack.parameters:
        problem = "only the edition drift-monitor has an analyzer that can be called"
        raise NoStackError(name, problem)
    if not stack.outputs:
        raise NoStackError(name, f"it is {stack.status}, wait until it is up")
    return Stack(name, stack.parameters, stack.outputs, aws.resource(name, "Analyzer"))


def run_now(aws: AwsClient, stack: Stack, *, due: bool) -> list[Json]:
    """Analyse the windows that are open, or with ``due`` those that have closed unanalysed.

    Gives ``{"report", "status", "reason", "figures"}`` of each run.
    """
    runs: list[Json] = aws.invoke(stack.analyzer, {} if due else {"now": True})
    return [{name: run[name] for name in ("report", "status", "reason", "figures")} for run in runs]


@dataclass(frozen=True)
class Rebaseline:
    """New baselines beside those that are in place.

    Attributes:
        staging: where in the bucket they lie.
        rows: monitor -> rows of its dataset.
        changes: what has changed, ``{"monitor", "name", "before", "after"}``: of a feature its
            type, of a metric its value. A feature has besides ``exact`` and ``modelMonitor``, how
            far it has moved by both verdicts, ``completeness`` (before, after), and ``new`` and
            ``gone``, values of its domain.

    """

    staging: str
    rows: dict[str, int]
    changes: list[Json]


def prepare(aws: AwsClient, stack: Stack) -> Rebaseline:
    """Make new baselines of the stack's datasets as they are now, beside those in place."""
    staging = f"baseline/staging/{int(time.time())}"
    aws.invoke(stack.analyzer, _asked(stack, staging))
    bucket, changes, rows = stack.outputs["BucketName"], list[Any](), dict[str, int]()
    for monitor in stack.monitors:
        old, new = (
            [aws.read(bucket, f"{place}/{monitor}/{name}.json") for name in FILES]
            for place in ("baseline", staging)
        )
        rows[monitor] = new[0]["dataset"]["item_count"]
        changes += _moved(old, new) if monitor == DATA else _measured(old[0], new[0])
    return Rebaseline(staging, rows, changes)


def put_in_place(aws: AwsClient, stack: Stack, made: Rebaseline) -> None:
    """Let prepared baselines take the place of the old ones; the bucket keeps those as versions."""
    for key in _files(stack):
        aws.move(stack.outputs["BucketName"], f"{made.staging}/{key}", f"baseline/{key}")


def give_up(aws: AwsClient, stack: Stack, made: Rebaseline) -> None:
    """Delete prepared baselines."""
    for key in _files(stack):
        aws.remove(stack.outputs["BucketName"], f"{made.staging}/{key}")


def _files(stack: Stack) -> list[str]:
    """List the files of all baselines, below wherever they are."""
    return [f"{monitor}/{name}.json" for monitor in stack.monitors for name in FILES]


def _asked(stack: Stack, staging: str) -> Json:
    """Ask for what the template asks for, see ``own_analysis``, elsewhere."""
    given, demo = stack.parameters, f"s3://{stack.outputs['BucketName']}/model"
    asked: Json = {
        "Into": staging,
        "Threshold": given["DriftThreshold"],
        "Problem": given["ProblemType"],
        DATA: {"Dataset": given["BaselineDatasetUri"] or f"{demo}/baseline.csv"},
    }
    if len(stack.monitors) > 1:
        own = given["QualityBaselineDatasetUri"]
        columns = [given[name] for name in LABELLED]
        asked[MONITORS[1]] = {
            "Dataset": own or f"{demo}/quality.csv",
            "Attributes": columns if own else ["prediction", "probability", "label"],
        }
    return asked


def _moved(old: list[Json], new: list[Json]) -> list[Json]:
    """Compare the features of two data-quality baselines: those that are new, gone or elsewhere."""
    before, after = ({each["name"]: each for each in side[0]["features"]} for side in (old, new))
    found = []
    limited = [{each["name"]: each for each in side[1]["features"]} for side in (old, new)]
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name, {}), after.get(name, {})
        limits = settings(new[1], {})["distribution_constraints"]
        said, ours = far(one, other, limits), compared(one, other)
        complete = [side.get(name, {}).get("completeness") for side in limited]
        known, now = ({*_domain(side.get(name, {}))} for side in limited)
        change = {
            "monitor": DATA,
            "name": name,
            "before": one.get("inferred_type"),
            "after": other.get("inferred_type"),
            "exact": ours.get("distance"),
            "modelMonitor": said[0] if said else None,
            "completeness": complete,
            "new": sorted(now - known),
            "gone": sorted(known - now),
        }
        same = one and other and complete[0] == complete[1] and known == now
        if not same or change["before"] != change["after"] or change["exact"]:
            found.append(change)
    return found


def _domain(constraints: Json) -> list[str]:
    """Give the values that a feature of texts may have."""
    found: list[str] = constraints.get("string_constraints", {}).get("domains", [])
    return found


def _measured(old: Json, new: Json) -> list[Json]:
    """Compare the metrics of two model-quality baselines."""
    before, after = metrics_of(old), metrics_of(new)
    return [
        {"monitor": MONITORS[1], "name": name, "before": before.get(name), "after": after.get(name)}
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
