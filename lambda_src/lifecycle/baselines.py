"""Baselines by Amazon's analyzer: started side by side, checked, and only then put in place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lambda_src.aws import client
from lambda_src.lifecycle.patience import stop
from lambda_src.monitors import MONITORS, MOVING
from lambda_src.refusals import unless

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer, Wait

# Where statistics and constraints say something, of data quality and of model quality.
PARTS = "features", "_metrics", "_constraints"
INPUT, OUTPUT = "/opt/ml/processing/input", "/opt/ml/processing/output"


def baselines(kind: str, given: dict[str, Any], event: dict[str, Any], wait: Wait, /) -> Answer:
    """Run the baseline jobs and gate the stack on their results.

    A repeated invocation finds its jobs by their names, which come from CloudFormation's request.

    Raises:
        RuntimeError: a job failed (in its own words), or wrote nothing usable.
        TimeoutError: the jobs took too long.

    Whatever goes wrong, no job goes on.

    """
    sagemaker, prefix = client("sagemaker"), given["Prefix"] + "-"
    if kind == "Delete":
        wait(lambda: _stopping(sagemaker, prefix))
        return {}
    jobs = {
        monitor: f"{prefix}{monitor}-{event['RequestId'][:8]}"
        for monitor in MONITORS
        if monitor in given
    }
    try:
        for monitor, job in jobs.items():
            _start(sagemaker, given, monitor, job)
        wait(lambda: [job for job in jobs.values() if _running(sagemaker, job)])
    except Exception:
        _stopping(sagemaker, prefix)
        raise
    s3 = client("s3")
    checked = {
        f"baseline/{monitor}/{name}.json": _checked(s3, given, job, name)
        for monitor, job in jobs.items()
        for name in ("statistics", "constraints")
    }
    for key, content in checked.items():
        s3.put_object(Bucket=given["Bucket"], Key=key, Body=json.dumps(content))
    return {"Data": {"ImageUri": given["ImageUri"]}}


def _start(sagemaker: Any, given: dict[str, Any], monitor: str, job: str, /) -> None:
    """Start a job as Amazon's SDK does [sagemaker-python-sdk, model_monitor.suggest_baseline]."""
    key, own = given["Key"], given[monitor]
    settings = {name: value for name, value in own.items() if value and name != "Dataset"}
    cluster = {
        "InstanceCount": 1,
        "InstanceType": given["InstanceType"],
        "VolumeSizeInGB": 20,
        "VolumeKmsKeyId": key,
    }
    source = {
        "S3Uri": own["Dataset"],
        "LocalPath": INPUT,
        "S3DataType": "S3Prefix",
        "S3InputMode": "File",
    }
    target = {
        "S3Uri": f"s3://{given['Bucket']}/baseline/staging/{job}",
        "LocalPath": OUTPUT,
        "S3UploadMode": "EndOfJob",
    }
    unless(
        "ResourceInUse",
        sagemaker.create_processing_job,
        ProcessingJobName=job,
        AppSpecification={"ImageUri": given["ImageUri"]},
        Environment={
            "dataset_format": '{"csv":{"header":true,"output_columns_position":"START"}}',
            "dataset_source": INPUT,
            "output_path": OUTPUT,
            "publish_cloudwatch_metrics": "Disabled",
            **settings,
        },
        ProcessingInputs=[{"InputName": "dataset", "S3Input": source}],
        ProcessingOutputConfig={
            "KmsKeyId": key,
            "Outputs": [{"OutputName": "baseline", "S3Output": target}],
        },
        ProcessingResources={"ClusterConfig": cluster},
        RoleArn=given["RoleArn"],
        StoppingCondition={"MaxRuntimeInSeconds": 3300},
        **given["More"],
    )


def _running(sagemaker: Any, job: str, /) -> bool:
    found = sagemaker.describe_processing_job(ProcessingJobName=job)
    status: str = found["ProcessingJobStatus"]
    if status in ("Failed", "Stopped"):
        reason = found.get("FailureReason") or found.get("ExitMessage", "")
        raise RuntimeError(f"Baseline job {job} {status}: {reason}")
    return status != "Completed"


def _stopping(sagemaker: Any, prefix: str, /) -> list[str]:
    """Stop what still runs, and name it; the newest ten, which the service lists, have it."""
    found = sagemaker.list_processing_jobs(NameContains=prefix)["ProcessingJobSummaries"]
    jobs = [job["ProcessingJobName"] for job in found if job["ProcessingJobStatus"] in MOVING]
    for job in jobs:
        stop(sagemaker, job)
    return jobs


def _checked(s3: Any, given: dict[str, Any], job: str, name: str, /) -> Any:
    """Read what the job wrote, see that it says something, and set the threshold in it."""
    try:
        key, limit = f"baseline/staging/{job}/{name}.json", float(given["Threshold"])
        content = json.load(s3.get_object(Bucket=given["Bucket"], Key=key)["Body"])
        if not any(content[part] for part in content if part.endswith(PARTS)):
            raise ValueError("it found nothing in the dataset")  # noqa: TRY301 - few bytes
        limits = content.get("monitoring_config", {}).get("distribution_constraints", {})
        limits.update(comparison_threshold=limit, categorical_comparison_threshold=limit)
    except Exception as error:
        raise RuntimeError(f"Baseline job {job} wrote no usable {name}.json: {error}") from error
    return content
