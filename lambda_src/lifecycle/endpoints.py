"""The endpoint that is watched, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.aws import client

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer


def watched(kind: str, given: dict[str, str], /, *_: Any) -> Answer:
    """Describe the endpoint: where it captures, and which variant is watched.

    Raises:
        ValueError: it captures nothing, or one direction only, or has no such variant.

    """
    if kind == "Delete":
        return {}
    name, sagemaker = given["Endpoint"], client("sagemaker")
    config_name = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    config = sagemaker.describe_endpoint_config(EndpointConfigName=config_name)
    capture = config.get("DataCaptureConfig", {})
    variants = [variant["VariantName"] for variant in config["ProductionVariants"]]
    # The stack's own, which has a configuration to tell, has one variant.
    variant = (not given["Config"] and given["Variant"]) or variants[0]
    # Input and Output, or InputAndOutput in one.
    modes = str(capture.get("EnableCapture") and capture["CaptureOptions"])
    path = capture.get("DestinationS3Uri", "")[5:]  # behind s3://
    problem = (
        "needs data capture on, Input and Output"
        if "Input" not in modes or "Output" not in modes
        else f"has no variant {variant}, only {variants}"
        if variant not in variants
        # Model Monitor looks below a doubled slash then, and finds nothing
        # [amazon-sagemaker-examples, issue 1938].
        else f"captures to {path}: take the slash off its end"
        if path.endswith("/")
        else ""
    )
    if problem:
        raise ValueError(f"Endpoint {name} {problem}")
    data = {
        "Name": name,
        "Config": config_name,
        "Variant": variant,
        "Path": f"{path}/{name}",
        "Bucket": path.split("/")[0],
    }
    return {"Data": data}
