"""The endpoint that is watched, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.aws import client

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer


def watched(kind: str, given: dict[str, str], /, *_: Any) -> Answer:
    """Describe the endpoint: where it captures, and which variant is watched.

    ``Start`` and ``End`` are the window of one run in which labels are complete that come
    ``GroundTruthDelay`` hours late.

    Raises:
        ValueError: it captures nothing, or one direction only, or has no such variant.

    """
    if kind == "Delete":
        return {}
    name, sagemaker = given["Endpoint"], client("sagemaker")
    config_name = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    config = sagemaker.describe_endpoint_config(EndpointConfigName=config_name)
    capture = config.get("DataCaptureConfig", {})
    # Input and Output, or InputAndOutput in one.
    modes = str(capture.get("EnableCapture") and capture["CaptureOptions"])
    if "Input" not in modes or "Output" not in modes:
        raise ValueError(f"Endpoint {name} needs data capture on, of Input and Output")
    variants = [variant["VariantName"] for variant in config["ProductionVariants"]]
    variant = given["Variant"] or variants[0]
    if variant not in variants:
        raise ValueError(f"Endpoint {name} has no variant {variant}, only {variants}")
    path = capture["DestinationS3Uri"][5:]  # behind s3://
    if path.endswith("/"):
        # Model Monitor looks below a doubled slash then, and finds nothing
        # [amazon-sagemaker-examples, issue 1938].
        raise ValueError(f"Endpoint {name} captures to {path}: take the slash off its end")
    delay = int(given["Delay"])
    start = delay + (24 if given["Frequency"] == "daily" else 1)
    data = {
        "Name": name,
        "Config": config_name,
        "Variant": variant,
        "Path": f"{path}/{name}",
        "Bucket": path.split("/")[0],
        "Start": f"-PT{start}H",
        "End": f"-PT{delay}H",
    }
    return {"Data": data}
