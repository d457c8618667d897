"""The endpoint that is watched, whoever made it."""

from __future__ import annotations

from typing import Any

from lambda_src.lifecycle.patience import client


def watched(event: dict[str, Any], _: Any) -> tuple[str, dict[str, str]]:
    """Describe the endpoint: where it captures, with which key, and which variant is watched.

    Raises:
        ValueError: it captures nothing, or one direction only, or has no such variant.

    """
    if event["RequestType"] == "Delete":
        return "watched", {}
    given = event["ResourceProperties"]
    name, sagemaker = given["EndpointName"], client("sagemaker")
    config_name = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    config = sagemaker.describe_endpoint_config(EndpointConfigName=config_name)
    capture = config.get("DataCaptureConfig") or {}
    modes = {option["CaptureMode"] for option in capture.get("CaptureOptions", [])}
    if not capture.get("EnableCapture") or not modes >= {"Input", "Output"}:
        raise ValueError(
            f"Endpoint {name} does not capture requests and responses: give it a configuration"
            " with data capture on, for Input and Output"
        )
    variants = [variant["VariantName"] for variant in config["ProductionVariants"]]
    variant = given["VariantName"] or variants[0]
    if variant not in variants:
        raise ValueError(f"Endpoint {name} has no variant {variant}, only {variants}")
    path = capture["DestinationS3Uri"].removeprefix("s3://").strip("/")
    return "watched", {
        "EndpointName": name,
        "EndpointConfigName": config_name,
        "VariantName": variant,
        "CaptureUri": f"s3://{path}/{name}/{variant}",
        "CapturePath": path,
        "CaptureBucket": path.split("/")[0],
        "KeyArn": _key_arn(capture.get("KmsKeyId"), given["KeyArn"]),
        **_offsets(int(given["GroundTruthDelay"]), 24 if given["Frequency"] == "daily" else 1),
    }


def _key_arn(key: str | None, ours: str) -> str:
    """Give the ARN of the key that the captured data is encrypted with."""
    return str(client("kms").describe_key(KeyId=key)["KeyMetadata"]["Arn"]) if key else ours


def _offsets(delay: int, hours: int) -> dict[str, str]:
    """Give the window of ``hours`` in which labels that come ``delay`` hours late are complete."""
    return {"StartOffset": f"-PT{delay + hours}H", "EndOffset": f"-PT{delay}H"}
