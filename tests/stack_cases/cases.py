"""What may happen to a stack, on the embedded AWS: nothing is left over, nothing lost that stays.

A case is a function that raises where it is not so; its docstring is the case in words. It gets a
:class:`Ground`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.checks_cfnlint import decode
from generator.rehearsal import StackFailedError
from generator.rehearsal.inventory import inventory
from generator.rehearsal.stage import Stage
from generator.rehearsal.traffic import sample
from generator.templates import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rehearsal import EmbeddedAws

HERE = Path(__file__).parent
ADDRESS = {"EmailAddress": "someone@example.com"}
EMPTY = "s3://theirs/empty.csv"  # a dataset without rows
# A value that each parameter may be changed to, beside its default.
CHANGED = {
    "Environment": "staging",
    "MonitoringFrequency": "daily",
    "InstanceType": "ml.m5.large",
    "CaptureSamplingPercentage": "50",
    "ProblemType": "MulticlassClassification",
    "InferenceAttribute": "prediction",
    "ProbabilityAttribute": "probability",
    "GroundTruthAttribute": "label",
    "ResponseAttributes": "0,1",
    "GroundTruthDelay": "2",
    "DriftThreshold": "0.2",
    "MinimumRecords": "50",
    "PeriodsToAlarm": "2",
    "ExcludeFeatures": "age",
    "JobInstanceType": "ml.m5.2xlarge",
    "DriftVerdict": "model-monitor",
    "AnalyzerMemory": "1024",
    "PublishFeatureMetrics": "true",
    "RetrainingPipelineArn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/again",
    "EnableModelQuality": "false",
    "ModelName": "renamed",
    "EmailAddress": "another@example.com",
    "VariantName": "Blue",
}
KEPT = "Bucket", "Key", "Topic", "DeadLetters", "Function"
MARK = "capture/kept.jsonl"


class Ground:
    """An embedded AWS with nothing in it, and an edition."""

    def __init__(self, aws: EmbeddedAws, edition: str) -> None:
        self.aws, self.edition, self.template = aws, edition, read(edition)
        aws.reset()
        self.before = inventory(aws)

    def deploy(self, stack: str = "monitor", template: str = "", **given: str) -> Stage:
        """Create or update a stack."""
        text = template or self.template
        return Stage(self.aws, stack, self.aws.deploy(text, ADDRESS | given, stack=stack))

    def fails(self, **given: str) -> str:
        """Create or update what must fail; give the stack's status then."""
        try:
            self.deploy(**given)
        except StackFailedError as error:
            return error.status
        raise AssertionError("it came up")

    def left(self) -> set[str]:
        """Name what is there that was not, but for datasets of somebody else's."""
        return inventory(self.aws) - self.before - {"bucket theirs"}

    def dataset(self) -> None:
        """Have somebody else's bucket with a dataset without rows."""
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket="theirs")
        s3.put_object(Bucket="theirs", Key="empty.csv", Body="prediction,age\n")

    def run(self, stage: Stage) -> None:
        """Let an hour with drifted traffic pass, and what is due in it."""
        data = sample(stage.text("model/baseline.csv"), 2)
        rows = [dict(zip(data.names, row, strict=True)) for row in data.rows[:120]]
        for row in rows:
            row["income"] = str(float(row["income"]) + 48_000)
        stage.send([",".join(str(row[name]) for name in data.features) for row in rows])
        stage.hours_pass()

    def broken(self) -> dict[str, str]:
        """Give parameters with which the baseline fails, this once."""
        if self.edition == "model-monitor":
            self.aws.sagemaker.fail_next_job("AlgorithmError: no rows")
            return {"DriftThreshold": "0.3"}
        self.dataset()
        return {"DriftThreshold": "0.3", "BaselineDatasetUri": EMPTY}


def two_stacks(ground: Ground) -> None:
    """Two stacks of one model side by side; one is deleted, the other goes on."""
    one, other = ground.deploy("one"), ground.deploy("other")
    shared = {*one.resources.items()} & {*other.resources.items()}
    assert {name for _, name in shared} <= {"none"}, shared  # of custom resources
    ground.run(one)
    assert {mail["topic"] for mail in one.mails()} == {one.outputs["TopicArn"]}
    assert [name for name in other.ringing() if name != "SilentAlarm"] == []
    ground.aws.destroy("one")
    other.now = one.now
    ground.run(other)
    assert "DriftAlarm" in other.ringing()
    ground.aws.destroy("other")
    assert not ground.left(), ground.left()


def every_parameter(ground: Ground) -> None:
    """An update through every parameter, one after the other, and back; what holds data stays."""
    stage = ground.deploy()
    kept = {name: stage.resources[name] for name in KEPT}
    stage.put(MARK, "{}")
    declared = decode(ground.template)[0]["Parameters"]
    for name in declared:
        if name not in CHANGED:
            continue  # they need something of the account's: docs/proof.md
        for value in (CHANGED[name], None):
            given = {name: value} if value else {}
            try:
                after = ground.deploy(**given)
            except ClientError as error:
                assert "No updates" in str(error), (name, error)  # noqa: PT017
                continue
            there = {each: after.resources[each] for each in KEPT}
            assert there == kept, (name, there)
            assert after.text(MARK) == "{}", name
            _schedules_on(ground, after)
    ground.aws.destroy()
    assert not ground.left(), ground.left()


def _schedules_on(ground: Ground, stage: Stage) -> None:
    if ground.edition == "model-monitor":
        sagemaker = ground.aws.client("sagemaker")
        found = sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"]
        states = {each["MonitoringScheduleStatus"] for each in found}
        assert states == {"Scheduled"}, states
        assert stage.outputs["DataQualitySchedule"] in str(found)


def failed_update(ground: Ground) -> None:
    """An update whose baseline fails is rolled back; all is as before, and goes on."""
    stage = ground.deploy(Environment="prod")
    baseline = {key: stage.text(key) for key in stage.keys("baseline/data-quality/")}
    status = ground.fails(Environment="prod", **ground.broken())
    assert status == "UPDATE_ROLLBACK_COMPLETE", status
    found = {key: stage.text(key) for key in stage.keys("baseline/data-quality/")}
    assert found == baseline
    _schedules_on(ground, stage)
    assert stage._resources() == stage.resources
    ground.run(stage)
    assert "DriftAlarm" in stage.ringing()


def deleted_during_a_run(ground: Ground) -> None:
    """A stack is deleted while a run is under way, with traffic that is not written yet."""
    stage = ground.deploy()
    if ground.edition == "model-monitor":
        name = stage.outputs["DataQualitySchedule"]
        ground.aws.sagemaker.run_monitoring(name, at=stage.now, leave_running=True)
    stage.send(["30,1000,web"])
    ground.aws.destroy()
    assert not ground.left(), ground.left()


def _fill(stage: Stage, count: int) -> Iterator[Any]:
    bucket = stage.outputs["BucketName"]
    for at in range(count):
        stage.put(f"capture/full/{at % 700}", "{}")
    for at in range(50):
        yield stage.s3.delete_object(Bucket=bucket, Key=f"capture/full/{at}")


def full_bucket_of_dev(ground: Ground) -> None:
    """A dev stack is deleted with a full bucket: versions, deleted ones, more than a page."""
    stage = ground.deploy()
    assert len([*_fill(stage, 1500)]) == 50
    ground.aws.destroy()
    assert not ground.left(), ground.left()


def full_bucket_of_prod(ground: Ground) -> None:
    """A prod stack is deleted with a full bucket: bucket, key and all versions stay."""
    stage = ground.deploy(Environment="prod")
    assert len([*_fill(stage, 800)]) == 50
    listed = stage.s3.get_paginator("list_object_versions")
    asked = {"Bucket": stage.outputs["BucketName"], "Prefix": "capture/full/"}
    ground.aws.destroy()
    pages = [*listed.paginate(**asked)]
    assert sum(len(page.get("Versions", [])) for page in pages) == 800
    assert sum(len(page.get("DeleteMarkers", [])) for page in pages) == 50
    names = {each.split(" ")[0] for each in ground.left()}
    assert names == {"bucket", "key"}, ground.left()


def _failing_behind(title: str, text: str) -> str:
    """Add a resource that fails behind another, and leave the outputs out: a body has few bytes."""
    without = re.sub(r"^Outputs:\n(?:[ #].*\n|\n)*", "", text, flags=re.MULTILINE)
    head, _, rest = without.partition("\nResources:\n")
    indent = re.match(r"(?:\s*#.*\n)*( +)", rest)
    properties = "Properties: {DashboardBody: no JSON}"
    fails = f"Fails: {{Type: AWS::CloudWatch::Dashboard, DependsOn: {title}, {properties}}}\n"
    return f"{head}\nResources:\n{indent[1] if indent else ''}{fails}{rest}"


def fails_half_way(ground: Ground, *only: str) -> None:
    """A prod stack whose creation fails behind any one of its resources leaves nothing."""
    for title in only or [*decode(ground.template)[0]["Resources"]]:
        text = _failing_behind(title, ground.template)
        status = ground.fails(template=text, Environment="prod")
        assert status == "ROLLBACK_COMPLETE", (title, status)
        ground.aws.destroy()
        assert not ground.left(), (title, ground.left())


CASES = (
    two_stacks, every_parameter, failed_update, deleted_during_a_run, full_bucket_of_dev,
    full_bucket_of_prod, fails_half_way,
)  # fmt: skip
