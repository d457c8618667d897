"""The endpoint that is watched, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.lifecycle.patience import client

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer


def watched(kind: str, given: dict[str, str], /, *_: Any) -> Answer:
    """Describe the endpoint: where it captures, with which key, and which variant is watched.

    ``StartOffset`` and ``EndOffset`` are the window of one run in which labels are complete that
    come ``GroundTruthDelay`` hours late.

    Raises:
        ValueError: it captures nothing, or one direction only, or has no such variant.

    """
    if kind == "Delete":
        return {}
    name, sagemaker = given["EndpointName"], client("sagemaker")
    config_name = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    config = sagemaker.describe_endpoint_config(EndpointConfigName=config_name)
    capture = config.get("DataCaptureConfig", {})
    # Input and Output, or InputAndOutput in one.
    modes = str(capture.get("EnableCapture") and capture["CaptureOptions"])
    if "Input" not in modes or "Output" not in modes:
        raise ValueError(
            f"Endpoint {name} does not capture requests and responses: give it a configuration"
            " with data capture on, for Input and Output"
        )
    variants = [variant["VariantName"] for variant in config["ProductionVariants"]]
    variant = given["VariantName"] or variants[0]
    if variant not in variants:
        raise ValueError(f"Endpoint {name} has no variant {variant}, only {variants}")
    path = capture["DestinationS3Uri"].removeprefix("s3://")
    if path.endswith("/"):
        # Model Monitor looks below a doubled slash then, and finds nothing
        # [amazon-sagemaker-examples, issue 1938].
        raise ValueError(f"Endpoint {name} captures to s3://{path}: take the slash off its end")
    key, delay = capture.get("KmsKeyId"), int(given["GroundTruthDelay"])
    start = delay + (24 if given["Frequency"] == "daily" else 1)
    data = {
        "EndpointName": name,
        "EndpointConfigName": config_name,
        "VariantName": variant,
        "CaptureUri": f"s3://{path}/{name}/{variant}",
        "CapturePath": path,
        "CaptureBucket": path.split("/")[0],
        "KeyArn": client("kms").describe_key(KeyId=key)["KeyMetadata"]["Arn"]
        if key
        else given["KeyArn"],
        "StartOffset": f"-PT{start}H",
        "EndOffset": f"-PT{delay}H",
    }
    return {"Data": data}
