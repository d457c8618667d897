"""The stacks that are rehearsed: what is there before, their parameters, the steps they take.

The demo takes the whole loop. The others bring what only parameters bring: data, model and pipeline
of one's own; an endpoint that was there; a creation that fails; a function whose time is short.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.rehearsal import inventory, onlooker, own
from generator.rehearsal.sights import EMAIL
from generator.rehearsal.stage import Stage
from generator.rehearsal.steps import STACK, disagreeing, drifted, failing, normal, silent
from generator.rehearsal.traffic import demo
from lambda_src.lifecycle.demo import files

from .waiting import settled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.rehearsal import EmbeddedAws
    from generator.rehearsal.rehearsal import Rehearsal, Step

Json = dict[str, Any]
_ALL = frozenset({"StackKey", "DemoData", "DemoBaseline", "DemoQuality", "NoPipeline", "NoVpc",
                  "Boundless", "Hosts"})  # fmt: skip
_PIPELINE = "retrain"
_OTHER = "rehearsal-other"  # a second bucket, so that the rights on each show
_CHANGED = {"DriftThreshold": "0.2", "GroundTruthDelay": "2"}
_OURS = ("InferenceAttribute=prediction", "ProbabilityAttribute=probability",
         "GroundTruthAttribute=label")  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """A stack, and what is done with it.

    Attributes:
        name: as the table shows it.
        holds: the template's conditions that hold.
        prepare: makes what is there before the stack, and gives the stack's parameters.
        steps: their names and what they do, behind the first, which brings the stack up.
        change: what is changed in the template for it.
        editions: those that it is for; all without.
        shows: the elements that it is for, where its roles are gone before one can look.

    """

    name: str
    holds: frozenset[str]
    prepare: Callable[[EmbeddedAws, str], Mapping[str, str]]
    steps: tuple[Step, ...]
    change: Callable[[Json], None] = field(default=lambda _: None)
    editions: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()

    def all_steps(self, edition: str) -> list[Step]:
        """List the steps with the first."""
        first = failed if self.name == "fails" else up
        return [("Deploy", partial(first, partial(self.prepare, edition=edition))), *self.steps]


def _create(now: Rehearsal, prepare: Callable[..., Mapping[str, str]]) -> Json:
    """Create the stack, and wait for what becomes of it."""
    onlooker.arrive(now.aws)
    given = {"EmailAddress": EMAIL, **prepare(now.aws)}
    now.before = inventory.inventory(now.aws)
    now.aws.client("cloudformation").create_stack(
        StackName=STACK,
        TemplateBody=now.plan.template,
        Capabilities=["CAPABILITY_IAM"],
        Parameters=_parameters(given),
    )
    return settled(now.aws, STACK)


def _parameters(given: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]


def up(prepare: Callable[..., Mapping[str, str]], now: Rehearsal) -> None:
    """Bring the stack up, and ask its endpoint."""
    found = _create(now, prepare)
    _see(now, "the stack comes up", found, "CREATE_COMPLETE", next(now.aws.failures(STACK), ""))
    if found["StackStatus"] != "CREATE_COMPLETE":
        return
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    now.stage = Stage(now.aws, STACK, outputs)
    now.stage.send(now.plan.sample.requests(1))


def failed(prepare: Callable[..., Mapping[str, str]], now: Rehearsal) -> None:
    """See that a creation that fails leaves nothing, outside ``dev``, too."""
    found = _create(now, prepare)
    # The first failure is the one that is wanted.
    last = [one for one in now.aws.failures(STACK) if not one.startswith(STACK)][-1]
    _see(now, "the creation is rolled back", found, "ROLLBACK_COMPLETE", last)
    _nothing_left(now, "stack ", "log group ")


def _see(now: Rehearsal, promised: str, stack: Json, wanted: str, failure: str) -> None:
    """Note that a stack should have a status; if it has another, with what has failed."""
    status = stack["StackStatus"]
    seen = status if status == wanted else f"{status}: {failure}"
    now.promises.equal(promised, seen, wanted)


def _nothing_left(now: Rehearsal, *but: str) -> None:
    """See what is left; a log group may be: here a function that still runs makes it anew."""
    found = inventory.inventory(now.aws) - now.before
    left = sorted(one for one in found if not one.startswith(but))
    now.promises.equal("nothing is left", ", ".join(left) or "nothing", "nothing")


def retrained(now: Rehearsal) -> None:
    """See that drift starts the pipeline, and that drift is told of each feature."""
    drifted(now)
    runs = now.aws.client("sagemaker").list_pipeline_executions(PipelineName=_PIPELINE)
    started = len(runs["PipelineExecutionSummaries"])
    now.promises.equal("the pipeline is started", started, 1)
    if now.plan.edition == "drift-monitor":
        listed = now.aws.client("cloudwatch").list_metrics()["Metrics"]
        theirs = {one["Namespace"] for one in listed if one["Namespace"].startswith("aws/")}
        now.promises.equal("features have metrics", len(theirs), 1)


def changed(now: Rehearsal) -> None:
    """Change the stack while a run is under way; its schedules go on behind that."""
    stage, _ = now.up()
    schedule = stage.outputs.get("DataQualitySchedule")
    monitored = schedule and "Schedule" not in stage.resources
    if monitored:
        now.aws.sagemaker.run_monitoring(str(schedule), at=stage.now, leave_running=True)
    cloudformation = now.aws.client("cloudformation")
    known = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["Parameters"]
    given = {one["ParameterKey"]: one["ParameterValue"] for one in known} | _CHANGED
    cloudformation.update_stack(
        StackName=STACK,
        UsePreviousTemplate=True,
        Capabilities=["CAPABILITY_IAM"],
        Parameters=_parameters(given),
    )
    found = settled(now.aws, STACK)
    _see(now, "the stack is changed", found, "UPDATE_COMPLETE", next(now.aws.failures(STACK), ""))
    if monitored:
        listed = now.aws.client("sagemaker").list_monitoring_schedules()
        states = {one["MonitoringScheduleStatus"] for one in listed["MonitoringScheduleSummaries"]}
        now.promises.equal("the schedules go on", ", ".join(states), "Scheduled")


def gone(now: Rehearsal) -> None:
    """Delete the stack, and see that nothing is left."""
    now.up()
    cloudformation = now.aws.client("cloudformation")
    known = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=STACK)
    found = settled(now.aws, known)
    _see(now, "the stack is deleted", found, "DELETE_COMPLETE", next(now.aws.failures(known), ""))
    _nothing_left(now, "log group ")


# --- what is there before --------------------------------------------------------------------


def _nothing(aws: EmbeddedAws, edition: str) -> Mapping[str, str]:
    del aws, edition
    return {}


def _own(aws: EmbeddedAws, edition: str) -> Mapping[str, str]:
    """Put data, model and a pipeline of one's own."""
    s3 = aws.client("s3")
    for bucket in (own.BUCKET, _OTHER):
        s3.create_bucket(Bucket=bucket)
        for name, body in files().items():
            s3.put_object(Bucket=bucket, Key=name, Body=body)
    pipeline = aws.client("sagemaker").create_pipeline(
        PipelineName=_PIPELINE,
        PipelineDefinition=json.dumps({"Parameters": [{"Name": "EndpointName"}]}),
        ClientRequestToken="x" * 32,
        RoleArn=_role(aws),
    )["PipelineArn"]
    place = f"s3://{own.BUCKET}"
    return {
        "ModelName": "own",
        "ModelDataUrl": f"{place}/model.tar.gz",
        "BaselineDatasetUri": f"{place}/baseline.csv",
        "QualityBaselineDatasetUri": f"s3://{_OTHER}/quality.csv",
        "RetrainingPipelineArn": pipeline,
        **dict(each.split("=") for each in _OURS),
        **({"PublishFeatureMetrics": "true"} if edition == "drift-monitor" else {}),
    }


def _attached(aws: EmbeddedAws, edition: str) -> Mapping[str, str]:
    """Make an endpoint that captures, with a bucket of its own."""
    del edition
    s3, sagemaker, content = aws.client("s3"), aws.client("sagemaker"), files()
    for bucket in (own.BUCKET, _OTHER):
        s3.create_bucket(Bucket=bucket)
    for name in ("model.tar.gz", "baseline.csv"):
        s3.put_object(Bucket=own.BUCKET, Key=name, Body=content[name])
    place, role = f"s3://{own.BUCKET}", _role(aws)
    container = {"Image": "image", "ModelDataUrl": f"{place}/model.tar.gz"}
    sagemaker.create_model(ModelName="m", PrimaryContainer=container, ExecutionRoleArn=role)
    variant = {"VariantName": "AllTraffic", "ModelName": "m", "InitialInstanceCount": 1,
               "InstanceType": "ml.m5.large"}  # fmt: skip
    sagemaker.create_endpoint_config(
        EndpointConfigName="c",
        ProductionVariants=[variant],
        DataCaptureConfig={
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": f"s3://{_OTHER}/captured",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            "CaptureContentTypeHeader": {"CsvContentTypes": ["text/csv"]},
        },
    )
    sagemaker.create_endpoint(EndpointName="theirs", EndpointConfigName="c")
    return {
        "ExistingEndpointName": "theirs",
        "BaselineDatasetUri": f"{place}/baseline.csv",
        "EnableModelQuality": "false",
    }


def _without_rows(aws: EmbeddedAws, edition: str) -> Mapping[str, str]:
    """Put a dataset without a row."""
    del edition
    aws.client("s3").create_bucket(Bucket=own.BUCKET)
    aws.client("s3").put_object(Bucket=own.BUCKET, Key="empty.csv", Body="prediction,age\n")
    return {"Environment": "prod", "BaselineDatasetUri": f"s3://{own.BUCKET}/empty.csv"}


def _slow_jobs(aws: EmbeddedAws, edition: str) -> Mapping[str, str]:
    del edition
    aws.sagemaker.polls(20)
    return {}


def _little_time(template: Json) -> None:
    """Leave the function a second before the minute that it keeps back."""
    template["Resources"]["Function"]["Properties"]["Timeout"] = 61


def _role(aws: EmbeddedAws) -> str:
    """Make a role that may do all with S3."""
    iam = aws.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"},
             "Action": "sts:AssumeRole"}  # fmt: skip
    made = iam.create_role(
        RoleName="theirs", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]})
    )
    may = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="theirs", PolicyName="may", PolicyDocument=json.dumps(may))
    return str(made["Role"]["Arn"])


_NORMAL, _DRIFTED = ("Normal traffic", normal), ("Drifted traffic", drifted)
SCENARIOS = (
    Scenario(
        "demo",
        _ALL,
        _nothing,
        (
            _NORMAL,
            _DRIFTED,
            ("Labels that disagree", disagreeing),
            ("A failed run", failing),
            ("Silence", silent),
            ("A change", changed),
            ("Destroy", gone),
        ),
    ),
    Scenario(
        "own data",
        _ALL - {"DemoData", "DemoBaseline", "DemoQuality", "NoPipeline"},
        _own,
        (_NORMAL, ("Drifted traffic", retrained)),
    ),
    Scenario("attached", _ALL - {"DemoBaseline", "Hosts"}, _attached, (_NORMAL,)),
    Scenario(
        "fails",
        _ALL - {"DemoBaseline"},
        _without_rows,
        (),
        shows=("cloudformation:DescribeStacks", "AWS::StackId"),
    ),
    Scenario("short of time", _ALL, _slow_jobs, (), _little_time, ("model-monitor",)),
)
SAMPLE = demo()
