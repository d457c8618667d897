"""Models, endpoint configurations and endpoints.

An endpoint is ``Creating`` while its models are loaded, as its role, in the background; then it is
``InService``, or ``Failed`` with the reason. An update that fails leaves the old configuration.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol

from generator.rehearsal.extension.store import Json, Store, invalid, page

if TYPE_CHECKING:
    from collections.abc import Callable

_MOVING = ("Creating", "Updating")


class Host(Protocol):
    """What runs the models of an endpoint."""

    def load(self, endpoint: str, models: dict[str, Json]) -> str:
        """Load the models by variant; give what went wrong, or nothing."""

    def unload(self, endpoint: str) -> None:
        """Stop serving."""


class Hosting:
    """The operations of hosting."""

    def __init__(self, store: Store, host: Host) -> None:
        self.store, self.host = store, host

    def operations(self) -> dict[str, Callable[[Json], Json]]:
        """Give the operations by their names."""
        return {
            "CreateModel": self.create_model,
            "DescribeModel": lambda asked: self._shown("model", asked["ModelName"]),
            "DeleteModel": lambda asked: self.store.remove("model", asked["ModelName"]),
            "ListModels": lambda asked: self._list("model", asked),
            "CreateEndpointConfig": self.create_config,
            "DescribeEndpointConfig": lambda asked: self._shown(
                "endpoint-config", asked["EndpointConfigName"]
            ),
            "DeleteEndpointConfig": lambda asked: self.store.remove(
                "endpoint-config", asked["EndpointConfigName"]
            ),
            "ListEndpointConfigs": lambda asked: self._list("endpoint-config", asked),
            "CreateEndpoint": self.create_endpoint,
            "UpdateEndpoint": self.update_endpoint,
            "DescribeEndpoint": self.describe_endpoint,
            "DeleteEndpoint": self.delete_endpoint,
            "ListEndpoints": lambda asked: self._list("endpoint", asked),
        }

    def _shown(self, kind: str, name: str) -> Json:
        found = self.store.get(kind, name)
        return {**found, f"{_title(kind)}Arn": found["Arn"]}

    def _list(self, kind: str, asked: Json) -> Json:
        title = _title(kind)
        fields = (f"{title}Name", "CreationTime", "LastModifiedTime", "EndpointStatus")
        found = [
            {**{key: one[key] for key in fields if key in one}, f"{title}Arn": one["Arn"]}
            for name, one in self.store.of(kind).items()
            if asked.get("NameContains", "") in name
        ]
        if kind != "endpoint":
            found = [{k: v for k, v in one.items() if k != "LastModifiedTime"} for one in found]
        return page(f"{title}s", found, asked)

    def create_model(self, asked: Json) -> Json:
        """Keep a model; its artefact is looked for when an endpoint loads it."""
        containers = asked.get("Containers") or [asked.get("PrimaryContainer")]
        if not all(containers):
            raise invalid("One of PrimaryContainer and Containers must be given")
        return {"ModelArn": self.store.add("model", asked["ModelName"], asked)}

    def create_config(self, asked: Json) -> Json:
        """Want the models of all variants, and no capture with serverless inference.

        Source: developer guide, "Deploy models with Serverless Inference", excluded features.
        """
        for variant in asked["ProductionVariants"]:
            self.store.get("model", variant["ModelName"])
            if "DataCaptureConfig" in asked and "ServerlessConfig" in variant:
                raise invalid("DataCaptureConfig is not supported with serverless inference")
        arn = self.store.add("endpoint-config", asked["EndpointConfigName"], asked)
        return {"EndpointConfigArn": arn}

    def create_endpoint(self, asked: Json) -> Json:
        """Begin to serve."""
        self.store.get("endpoint-config", asked["EndpointConfigName"])
        record = {**asked, "EndpointStatus": "Creating"}
        arn = self.store.add("endpoint", asked["EndpointName"], record)
        self._start(asked["EndpointName"], asked["EndpointConfigName"])
        return {"EndpointArn": arn}

    def update_endpoint(self, asked: Json) -> Json:
        """Begin to serve by another configuration; the old one serves until that does."""
        endpoint = self._settled(asked["EndpointName"])
        self.store.get("endpoint-config", asked["EndpointConfigName"])
        self.store.touch(endpoint, EndpointStatus="Updating")
        endpoint.pop("FailureReason", None)
        self._start(asked["EndpointName"], asked["EndpointConfigName"])
        return {"EndpointArn": endpoint["Arn"]}

    def _settled(self, name: str) -> Json:
        endpoint = self.store.get("endpoint", name)
        if endpoint["EndpointStatus"] in _MOVING:
            raise invalid(f"Cannot update in-progress endpoint {endpoint['Arn']}.")
        return endpoint

    def _start(self, name: str, config: str) -> None:
        threading.Thread(target=self._load, args=(name, config), daemon=True).start()

    def _load(self, name: str, config: str) -> None:
        with self.store.lock:
            variants = self.store.get("endpoint-config", config)["ProductionVariants"]
            models = {
                one["VariantName"]: dict(self.store.get("model", one["ModelName"]))
                for one in variants
            }
        failure = self.host.load(name, models)
        with self.store.lock:
            endpoint = self.store.of("endpoint").get(name)
            if endpoint:
                self.store.touch(endpoint, **_outcome(endpoint["EndpointStatus"], config, failure))
            else:
                self.host.unload(name)

    def describe_endpoint(self, asked: Json) -> Json:
        """Show an endpoint with its variants and its capture."""
        found = self._shown("endpoint", asked["EndpointName"])
        config = self.store.of("endpoint-config").get(found["EndpointConfigName"], {})
        variants = [{"VariantName": v["VariantName"]} for v in config.get("ProductionVariants", [])]
        shown = {**found, "ProductionVariants": variants or None}
        capture = config.get("DataCaptureConfig")
        if capture and found["EndpointStatus"] != "Failed":
            shown["DataCaptureConfig"] = {
                "EnableCapture": capture.get("EnableCapture", True),
                "CaptureStatus": "Started" if capture.get("EnableCapture", True) else "Stopped",
                "CurrentSamplingPercentage": capture["InitialSamplingPercentage"],
                "DestinationS3Uri": capture["DestinationS3Uri"],
                "KmsKeyId": capture.get("KmsKeyId", ""),
            }
        return shown

    def delete_endpoint(self, asked: Json) -> Json:
        """Refuse while a schedule watches it [SageMaker Model Monitor FAQ]."""
        name = asked["EndpointName"]
        self._settled(name)
        for schedule, found in self.store.of("monitoring-schedule").items():
            if found.get("EndpointName") == name:
                raise invalid(f"Cannot delete endpoint {name}: it is monitored by {schedule}")
        self.host.unload(name)
        return self.store.remove("endpoint", name)


def _title(kind: str) -> str:
    return "".join(part.title() for part in kind.split("-"))


def _outcome(status: str, config: str, failure: str) -> dict[str, Any]:
    """Give what changes once the models are loaded, or are not."""
    if not failure:
        return {"EndpointStatus": "InService", "EndpointConfigName": config}
    failed = "Failed" if status == "Creating" else "InService"
    return {"EndpointStatus": failed, "FailureReason": failure}
