"""An endpoint on the embedded AWS, made by its API, and what tests do with it."""

from __future__ import annotations

import datetime as dt
import io
import json
import tarfile
import time
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

ANALYZER = "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
SERVER = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
AT = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SCRIPT = """
def model_fn(folder):
    return 2.0
def input_fn(body, kind):
    return [[float(cell) for cell in row.split(",")] for row in body.split()]
def predict_fn(rows, model):
    return [model * sum(row) for row in rows]
def output_fn(scores, accept):
    return "\\n".join(f"{score:.1f}" for score in scores), "text/csv"
"""


def artefact(script: str = SCRIPT) -> bytes:
    """Give a model.tar.gz."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("code/inference.py")
        member.size = len(script)
        tar.addfile(member, io.BytesIO(script.encode()))
    return packed.getvalue()


def role(aws: EmbeddedAws, name: str, *actions: str, service: str = "sagemaker") -> str:
    """Make a role that may do these actions on everything; give its ARN."""
    iam = aws.client("iam")
    trust = _policy("sts:AssumeRole", Principal={"Service": f"{service}.amazonaws.com"})
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    if actions:
        document = _policy(*actions, Resource="*")
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=document)
    return arn


def packed(code: str) -> bytes:
    """Give the archive that a function of this code is made of."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("index.py", code)
    return archive.getvalue()


def _policy(*actions: str, **rest: Any) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), **rest}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Monitored:
    """Bucket, role, model, endpoint; schedules as they are asked for."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws, self.sagemaker, self.s3 = aws, aws.client("sagemaker"), aws.client("s3")
        self.runtime = aws.client("sagemaker-runtime")
        self.s3.create_bucket(Bucket="data")
        self.put("model/model.tar.gz", artefact())
        self.role = role(aws, "monitor", "s3:GetObject", "s3:PutObject", "s3:ListBucket")
        self.model("model")
        self.config("config")

    def put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket="data", Key=key, Body=body)

    def keys(self, prefix: str) -> list[str]:
        found = self.s3.list_objects_v2(Bucket="data", Prefix=prefix).get("Contents", [])
        return [one["Key"] for one in found]

    def json(self, key: str) -> Any:
        return json.load(self.s3.get_object(Bucket="data", Key=key)["Body"])

    def model(self, name: str, url: str = "s3://data/model/model.tar.gz") -> None:
        container = {"Image": SERVER, "ModelDataUrl": url}
        self.sagemaker.create_model(
            ModelName=name, ExecutionRoleArn=self.role, PrimaryContainer=container
        )

    def config(self, name: str, model: str = "model", **capture: Any) -> None:
        header = {"CsvContentTypes": ["text/csv"]}
        how = {
            "EnableCapture": True,
            "InitialSamplingPercentage": 100,
            "DestinationS3Uri": "s3://data/capture",
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            "CaptureContentTypeHeader": header,
            **capture,
        }
        variant = {
            "VariantName": "AllTraffic",
            "ModelName": model,
            "InstanceType": "ml.t2.medium",
            "InitialInstanceCount": 1,
        }
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[variant],
            DataCaptureConfig={key: value for key, value in how.items() if value is not None},
        )

    def endpoint(self, name: str = "endpoint", config: str = "config") -> str:
        """Make an endpoint, and give the status it comes to."""
        self.sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=config)
        return self.settled(name)

    def settled(self, name: str = "endpoint") -> str:
        def moves() -> bool:
            status = self.sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"]
            return status in ("Creating", "Updating")

        eventually(lambda: not moves())
        found = self.sagemaker.describe_endpoint(EndpointName=name)
        return str(found["EndpointStatus"])

    def invoke(self, body: str, **more: str) -> str:
        """Invoke the endpoint."""
        more = {"ContentType": "text/csv", **more}
        answer = self.runtime.invoke_endpoint(EndpointName="endpoint", Body=body, **more)
        return str(answer["Body"].read().decode())

    def job(
        self, name: str, source: str, seen: list[str] | None = None, **environment: str
    ) -> dict[str, Any]:
        """Run a baseline job over a CSV text; give how it ended, and every status on the way."""
        self.create_job(name, source, **environment)
        return self.job_ended(name, seen)

    def create_job(self, name: str, source: str, **environment: str) -> None:
        """Start a baseline job over a CSV text."""
        self.put(f"input/{name}.csv", source.encode())
        where = {"S3Uri": f"s3://data/input/{name}.csv", "LocalPath": "/opt/ml/processing/input"}
        how = {"S3DataType": "S3Prefix", "S3InputMode": "File"}
        target = {"S3Uri": f"s3://data/{name}", "LocalPath": "/opt/ml/processing/output"}
        cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
        output = {"OutputName": "out", "S3Output": {**target, "S3UploadMode": "EndOfJob"}}
        self.sagemaker.create_processing_job(
            ProcessingJobName=name,
            AppSpecification={"ImageUri": ANALYZER},
            Environment={"dataset_format": '{"csv": {"header": true}}', **environment},
            ProcessingInputs=[{"InputName": "dataset", "S3Input": {**where, **how}}],
            ProcessingOutputConfig={"Outputs": [output]},
            ProcessingResources={"ClusterConfig": cluster},
            RoleArn=self.role,
        )

    def job_ended(self, name: str, seen: list[str] | None = None) -> dict[str, Any]:
        found: dict[str, Any] = {}

        def over() -> bool:
            found.update(self.sagemaker.describe_processing_job(ProcessingJobName=name))
            if seen is not None:
                seen.append(found["ProcessingJobStatus"])
            return found["ProcessingJobStatus"] not in ("InProgress", "Stopping")

        eventually(over)
        return found

    def define(self, name: str = "definition", **changed: Any) -> None:
        """Make a data-quality job definition."""
        source = {"EndpointName": "endpoint", "LocalPath": "/opt/ml/processing/input"}
        output = {"S3Uri": "s3://data/reports", "LocalPath": "/opt/ml/processing/output"}
        cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
        baseline = {
            f"{kind.title()}Resource": {"S3Uri": f"s3://data/baseline/{kind}.json"}
            for kind in ("statistics", "constraints")
        }
        given = {
            "JobDefinitionName": name,
            "DataQualityAppSpecification": {"ImageUri": ANALYZER},
            "DataQualityBaselineConfig": baseline,
            "DataQualityJobInput": {"EndpointInput": source},
            "DataQualityJobOutputConfig": {"MonitoringOutputs": [{"S3Output": output}]},
            "JobResources": {"ClusterConfig": cluster},
            "RoleArn": self.role,
            "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        }
        self.sagemaker.create_data_quality_job_definition(**{**given, **changed})

    def define_quality(self, name: str = "quality", *, seconds: int = 1800, **source: str) -> None:
        """Make a model-quality job definition."""
        where = {"EndpointName": "endpoint", "LocalPath": "/opt/ml/processing/input", **source}
        output = {"S3Uri": "s3://data/reports", "LocalPath": "/opt/ml/processing/output"}
        cluster = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
        self.sagemaker.create_model_quality_job_definition(
            JobDefinitionName=name,
            ModelQualityAppSpecification={"ImageUri": ANALYZER, "ProblemType": "Regression"},
            ModelQualityBaselineConfig={
                "ConstraintsResource": {"S3Uri": "s3://data/quality/constraints.json"}
            },
            ModelQualityJobInput={
                "EndpointInput": where,
                "GroundTruthS3Input": {"S3Uri": "s3://data/truth"},
            },
            ModelQualityJobOutputConfig={"MonitoringOutputs": [{"S3Output": output}]},
            JobResources={"ClusterConfig": cluster},
            RoleArn=self.role,
            StoppingCondition={"MaxRuntimeInSeconds": seconds},
        )

    def schedule(
        self,
        expression: str = "cron(0 * ? * * *)",
        definition: str = "definition",
        monitor: str = "DataQuality",
    ) -> None:
        """Make a schedule, named as its definition."""
        config = {
            "ScheduleConfig": {"ScheduleExpression": expression},
            "MonitoringJobDefinitionName": definition,
            "MonitoringType": monitor,
        }
        self.sagemaker.create_monitoring_schedule(
            MonitoringScheduleName=definition, MonitoringScheduleConfig=config
        )

    def capture(self, at: dt.datetime, *bodies: str, **more: str) -> None:
        """Invoke as if it were then, and let the capture be written."""
        self.aws.clock(at)
        for body in bodies:
            self.invoke(body, **more)
        self.aws.sagemaker.flush_capture()
        self.aws.clock(None)


def eventually(look: Callable[[], Any], *, seconds: float = 20) -> Any:
    """Look again until something true is seen; give the last look."""
    until = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < until:
        time.sleep(0.05)
    return seen
