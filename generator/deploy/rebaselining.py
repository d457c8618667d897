"""A new baseline of a ``drift-monitor`` stack: made beside the old one, compared, put in its place.

S3 replaces one file at a time. So the new files stay below ``baseline/staging/`` until all of them
are in place: what is cut off before is told by the next call, which finds them there.
"""

from __future__ import annotations

import json
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.deploy import buckets
from generator.deploy.awsclient import AwsError
from generator.deploy.baseline_changes import changes
from generator.deploy.edits import carried
from generator.errors import GeneratorError
from generator.parameters import LABELLED
from lambda_src.analyzer.dataset import suggested
from lambda_src.analyzer.quality import suggested_quality
from lambda_src.analyzer.records import UNREADABLE
from lambda_src.monitors import DATA, MONITORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.operations import Stack

FILES = STATISTICS, CONSTRAINTS = "statistics", "constraints"
STAGING = "baseline/staging/"
MIXTURE = (
    "an earlier rebaseline was cut off: the baseline in place may be a mixture of two, until a new "
    "one takes its place"
)
ABANDONED = 3600  # seconds after which nobody waits for a staged baseline any more


class HalfPlacedError(GeneratorError):
    """Some files of the new baseline are in place, and some of the old one."""

    def __init__(self, new: list[str], old: list[str], reason: object) -> None:
        super().__init__(
            f"cut off while the new baseline was put in place: new are "
            f"{', '.join(new) or 'none for certain'}, old perhaps {', '.join(old)}. Runs compare "
            f"with a mixture until `monitor-stack rebaseline` has been through. {reason}".rstrip()
        )


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
        edits: what somebody had edited in the old constraints, ``{"monitor", "path", "suggested",
            "edited", "kept"}``.
        problems: what is wrong with the old baselines, in words.
        evidence: keys that show that the baselines in place are a mixture, as long as they are.

    """

    staging: str
    rows: dict[str, int] = field(default_factory=dict)
    changes: list[Json] = field(default_factory=list)
    edits: list[Json] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


@contextmanager
def prepared(aws: AwsClient, stack: Stack) -> Iterator[Rebaseline]:
    """Make new baselines of the stack's datasets as they are now, beside those in place.

    They go away in the end, however that comes, unless they are in place by half.
    """
    made = Rebaseline(f"{STAGING}{int(time.time())}-{secrets.token_hex(4)}")
    abandoned = _left_behind(aws, stack, made)
    rubbish = [*(f"{made.staging}/{key}" for key in _files(stack)), *abandoned]
    try:
        aws.invoke(stack.analyzer, _asked(stack, made.staging))
        for monitor in stack.monitors:
            _compare(aws, stack, monitor, made)
        yield made
    except HalfPlacedError:
        raise
    except BaseException:
        with suppress(AwsError):  # the next call finds them
            _remove(aws, stack, rubbish)
        raise
    _remove(aws, stack, rubbish)


def _remove(aws: AwsClient, stack: Stack, keys: list[str]) -> None:
    for key in keys:
        aws.remove(stack.outputs["BucketName"], key)


def put_in_place(aws: AwsClient, stack: Stack, made: Rebaseline) -> None:
    """Let prepared baselines take the place of the old ones; the bucket keeps those as versions.

    Raises:
        HalfPlacedError: it was cut off between two files, by an error or by an interruption.

    """
    bucket, files = stack.outputs["BucketName"], _files(stack)
    done: list[str] = []
    try:
        for key in files:
            aws.copy(bucket, f"{made.staging}/{key}", f"baseline/{key}")
            done.append(key)
    except (AwsError, KeyboardInterrupt) as error:
        if not done and isinstance(error, AwsError):
            raise
        raise HalfPlacedError(done, files[len(done) :], error) from error
    _remove(aws, stack, made.evidence)


def _left_behind(aws: AwsClient, stack: Stack, made: Rebaseline) -> list[str]:
    """Look for what earlier calls, cut off, have left; give the keys that nobody needs any more.

    Where some of the files are in place and some are not, that is a problem of ``made``.
    """
    bucket, abandoned = stack.outputs["BucketName"], list[str]()
    found = [each["Key"] for each in buckets.listed(aws, bucket, STAGING)]
    for at in dict.fromkeys(key.removeprefix(STAGING).partition("/")[0] for key in found):
        folder = f"{STAGING}{at}/"
        keys = [key for key in found if key.startswith(folder)]
        same = [_same(aws, bucket, key, f"baseline/{key.removeprefix(folder)}") for key in keys]
        if any(same) and not all(same):
            made.evidence.extend(keys)
        elif _age(at) > ABANDONED:
            abandoned += keys
    if made.evidence:
        made.problems.append(MIXTURE)
    return abandoned


def _age(folder: str) -> float:
    """Give the seconds since a staging folder was named; 0 of one that is not ours."""
    at = folder.partition("-")[0]
    return time.time() - int(at) if at.isdecimal() else 0


def _same(aws: AwsClient, bucket: str, one: str, other: str) -> bool:
    try:
        return buckets.text(aws, bucket, one) == buckets.text(aws, bucket, other)
    except AwsError as error:
        if error.code == "NoSuchKey":
            return False
        raise


def _files(stack: Stack) -> list[str]:
    """List the files of all baselines, below wherever they are."""
    return [f"{monitor}/{name}.json" for monitor in stack.monitors for name in FILES]


def _compare(aws: AwsClient, stack: Stack, monitor: str, made: Rebaseline) -> None:
    """Compare a monitor's new baseline with the old one, and let it have the old one's edits."""
    bucket = stack.outputs["BucketName"]
    new = {name: aws.read(bucket, f"{made.staging}/{monitor}/{name}.json") for name in FILES}
    made.rows[monitor] = new[STATISTICS]["dataset"]["item_count"]
    try:
        old = {name: aws.read(bucket, f"baseline/{monitor}/{name}.json") for name in FILES}
        before = _suggested(old[STATISTICS], monitor, stack)
        constraints, edits = carried(old[CONSTRAINTS], before, new[CONSTRAINTS])
        changed = changes(monitor, old, {**new, CONSTRAINTS: constraints})
    except (AwsError, *UNREADABLE) as error:
        if isinstance(error, AwsError) and error.code != "NoSuchKey":
            raise
        made.problems.append(_lost(monitor, error))
        made.changes.extend(changes(monitor, {name: {"features": []} for name in FILES}, new))
        return
    made.changes.extend(changed)
    made.edits.extend({"monitor": monitor, **each.told()} for each in edits)
    if edits:
        key = f"{made.staging}/{monitor}/{CONSTRAINTS}.json"
        buckets.put(aws, bucket, key, json.dumps(constraints))


def _suggested(statistics: Json, monitor: str, stack: Stack) -> Json:
    """Give the constraints that a baseline had before anybody edited them."""
    if monitor == DATA:
        return suggested(statistics, float(stack.parameters["DriftThreshold"]))
    return suggested_quality(statistics, stack.parameters["ProblemType"])


def _lost(monitor: str, error: Exception) -> str:
    what = "is not there" if isinstance(error, AwsError) else f"is broken ({error!r})"
    return (
        f"the old baseline of {monitor} {what}: nothing to compare with, and what was edited in it "
        "is lost; the bucket keeps its versions"
    )


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
