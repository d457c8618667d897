"""Baselines by Amazon's analyzer: started side by side, checked, and only then put in place."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError

from lambda_src.lifecycle.patience import client, wait
from lambda_src.lifecycle.storage import code

INPUT, OUTPUT = "/opt/ml/processing/input", "/opt/ml/processing/output"


def baselines(event: dict[str, Any], context: Any) -> tuple[str, dict[str, str]]:
    """Run the baseline jobs and gate the stack on their results.

    A repeated invocation finds its jobs by their names, which come from CloudFormation's request.

    Raises:
        RuntimeError: a job failed (in its own words), or wrote nothing usable.
        TimeoutError: the jobs took too long; they are stopped.

    """
    given, sagemaker = event["ResourceProperties"], client("sagemaker")
    prefix = given["Prefix"] + "-"
    if event["RequestType"] == "Delete":
        wait(event, context, lambda: _stopped(sagemaker, prefix))
        return "baselines", {}
    jobs = {
        monitor: f"{prefix}{monitor}-{event['RequestId'][:8]}"
        for monitor in ("data-quality", "model-quality")
        if monitor in given
    }
    for monitor, job in jobs.items():
        _start(sagemaker, given, monitor, job)
    try:
        wait(event, context, lambda: all(_done(sagemaker, job) for job in jobs.values()))
    except TimeoutError:
        _stopped(sagemaker, prefix)
        raise
    for monitor, job in jobs.items():
        _put_in_place(given, monitor, job)
    return "baselines", {"ImageUri": given["ImageUri"]}


def _start(sagemaker: Any, given: dict[str, Any], monitor: str, job: str) -> None:
    """Start a job as Amazon's SDK does [sagemaker-python-sdk, model_monitor.suggest_baseline]."""
    cluster = {
        "InstanceCount": 1,
        "InstanceType": given["InstanceType"],
        "VolumeSizeInGB": 20,
        "VolumeKmsKeyId": given["KmsKeyId"],
    }
    source = {
        "S3Uri": given[monitor]["Dataset"],
        "LocalPath": INPUT,
        "S3DataType": "S3Prefix",
        "S3InputMode": "File",
    }
    target = {
        "S3Uri": f"s3://{given['Bucket']}/baseline/staging/{job}",
        "LocalPath": OUTPUT,
        "S3UploadMode": "EndOfJob",
    }
    subnets, groups = given["SubnetIds"], given["SecurityGroupIds"]
    network = {"VpcConfig": {"Subnets": subnets, "SecurityGroupIds": groups}}
    try:
        sagemaker.create_processing_job(
            ProcessingJobName=job,
            AppSpecification={"ImageUri": given["ImageUri"]},
            Environment=_environment(given, monitor),
            ProcessingInputs=[{"InputName": "dataset", "S3Input": source}],
            ProcessingOutputConfig={
                "KmsKeyId": given["KmsKeyId"],
                "Outputs": [{"OutputName": "baseline", "S3Output": target}],
            },
            ProcessingResources={"ClusterConfig": cluster},
            RoleArn=given["RoleArn"],
            StoppingCondition={"MaxRuntimeInSeconds": 3300},
            **({"NetworkConfig": network} if subnets[0] else {}),
        )
    except ClientError as error:
        if code(error) != "ResourceInUse":
            raise


def _environment(given: dict[str, Any], monitor: str) -> dict[str, str]:
    """Give the analyzer's settings; without ``analysis_type`` it analyses data quality."""
    more = {name: value for name, value in given[monitor].items() if name != "Dataset" and value}
    if more:
        more["analysis_type"] = "MODEL_QUALITY"
        if more.get("inference_attribute"):
            more.pop("probability_threshold_attribute")
    return {
        "dataset_format": json.dumps({"csv": {"header": True, "output_columns_position": "START"}}),
        "dataset_source": INPUT,
        "output_path": OUTPUT,
        "publish_cloudwatch_metrics": "Disabled",
        **more,
    }


def _done(sagemaker: Any, job: str) -> bool:
    found = sagemaker.describe_processing_job(ProcessingJobName=job)
    status = found["ProcessingJobStatus"]
    if status in ("Failed", "Stopped"):
        reason = found.get("FailureReason") or found.get("ExitMessage", "")
        raise RuntimeError(f"Baseline job {job} {status}: {reason}")
    return bool(status == "Completed")


def _stopped(sagemaker: Any, prefix: str) -> bool:
    """Stop what still runs; true once nothing does."""
    busy = False
    for status in ("InProgress", "Stopping"):
        jobs = sagemaker.list_processing_jobs(NameContains=prefix, StatusEquals=status)
        for job in jobs["ProcessingJobSummaries"]:
            busy = True
            if status == "InProgress":
                sagemaker.stop_processing_job(ProcessingJobName=job["ProcessingJobName"])
    return not busy


def _put_in_place(given: dict[str, Any], monitor: str, job: str) -> None:
    """Check what the job wrote, write the threshold into it, and put it where it is read."""
    s3, bucket, found = client("s3"), given["Bucket"], {}
    for name, part in (("statistics", "metrics"), ("constraints", "constraints")):
        key = f"baseline/staging/{job}/{name}.json"
        try:
            content = json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
        except (ClientError, ValueError) as error:
            raise RuntimeError(
                f"Baseline job {job} wrote no usable {name}.json: {error}"
            ) from error
        if not any(content[k] for k in content if k == "features" or k.endswith("_" + part)):
            raise RuntimeError(f"Baseline job {job} found nothing in the dataset: {name}.json")
        found[name] = content
    config = found["constraints"].get("monitoring_config", {})
    if drift := config.get("distribution_constraints"):
        for name in ("comparison_threshold", "categorical_comparison_threshold"):
            drift[name] = float(given["Threshold"])
    for name, content in found.items():
        s3.put_object(
            Bucket=bucket, Key=f"baseline/{monitor}/{name}.json", Body=json.dumps(content)
        )
