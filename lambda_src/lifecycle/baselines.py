"""Baselines by Amazon's analyzer: started side by side, checked, and only then put in place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lambda_src.lifecycle.patience import client, stop, unless

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer, Wait

MONITORS = "data-quality", "model-quality"
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
    key, subnets = given["KmsKeyId"], given["SubnetIds"]
    own = given[monitor]
    settings = {name: value for name, value in own.items() if value and name != "Dataset"}
    if settings:  # without an analysis_type, the analyzer analyses data quality
        settings["analysis_type"] = "MODEL_QUALITY"
    if "inference_attribute" in settings:
        settings.pop("probability_threshold_attribute", None)
    network = {"VpcConfig": {"Subnets": subnets, "SecurityGroupIds": given["SecurityGroupIds"]}}
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
        # An empty parameter, split at its commas, is a list of one empty text.
        **({"NetworkConfig": network} if subnets[0] else {}),
    )


def _running(sagemaker: Any, job: str, /) -> bool:
    found = sagemaker.describe_processing_job(ProcessingJobName=job)
    status: str = found["ProcessingJobStatus"]
    if status in ("Failed", "Stopped"):
        reason = found.get("FailureReason") or found.get("ExitMessage", "")
        raise RuntimeError(f"Baseline job {job} {status}: {reason}")
    return status != "Completed"


def _stopping(sagemaker: Any, prefix: str, /) -> list[str]:
    """Stop what still runs, and name it."""
    jobs = [
        job["ProcessingJobName"]
        for status in ("InProgress", "Stopping")
        for job in sagemaker.list_processing_jobs(NameContains=prefix, StatusEquals=status)[
            "ProcessingJobSummaries"
        ]
    ]
    for job in jobs:
        stop(sagemaker, job)
    return jobs


def _checked(s3: Any, given: dict[str, Any], job: str, name: str, /) -> Any:
    """Read what the job wrote, see that it says something, and set the threshold in it."""
    key = f"baseline/staging/{job}/{name}.json"
    try:
        content = json.load(s3.get_object(Bucket=given["Bucket"], Key=key)["Body"])
        parts = [content[part] for part in content if part.endswith(PARTS)]
        limits = content.get("monitoring_config", {}).get("distribution_constraints", {})
        for limit in ("comparison_threshold", "categorical_comparison_threshold"):
            limits[limit] = float(given["Threshold"])
    except Exception as error:
        raise RuntimeError(f"Baseline job {job} wrote no usable {name}.json: {error}") from error
    if not any(parts):
        raise RuntimeError(f"Baseline job {job} found nothing in the dataset: {name}.json")
    return content
