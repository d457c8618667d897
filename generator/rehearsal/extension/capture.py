"""Invocations and what is captured of them.

Layout and record: developer guide, "Capture data from real-time endpoint"; the encoding follows the
content types of the configuration, and is BASE64 without them [API reference, CaptureContentType
Header].
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

from generator.rehearsal.extension.model_host import ModelError, ModelHost
from generator.rehearsal.extension.store import Json, RefusalError, Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal.extension.clock import Clock
    from generator.rehearsal.extension.objects import Objects

Headers = dict[str, str]
_SIDES = {"Input": ("Input",), "Output": ("Output",), "InputAndOutput": ("Input", "Output")}


class Traffic:
    """Answers invocations, counts them, and captures them.

    ``metric`` publishes one value of ``AWS/SageMaker``.
    """

    def __init__(
        self,
        store: Store,
        host: ModelHost,
        objects: Objects,
        clock: Clock,
        metric: Callable[..., None],
    ) -> None:
        self.store, self.host, self.objects = store, host, objects
        self.clock, self.metric = clock, metric
        self.pending: dict[tuple[str, str], list[Json]] = {}
        self._lock = threading.Lock()  # of what is pending: it is written while requests come
        self.counts: dict[str, int] = {}

    def invoke(self, endpoint: str, headers: Headers, body: bytes) -> tuple[bytes, Headers]:
        """Answer one invocation, by the first variant or the one that is asked for.

        Raises:
            RefusalError: no such endpoint, or the model's own error.

        """
        config = self._config(endpoint)
        variants = [one["VariantName"] for one in config["ProductionVariants"]]
        variant = headers.get("x-amzn-sagemaker-target-variant", variants[0])
        kind = headers.get("content-type", "application/json")
        accept = headers.get("accept", "*/*")
        began = time.perf_counter()
        try:
            server = self.host.servers[endpoint][variant]
            answer, made = server.ask(body, kind, kind if accept == "*/*" else accept)
        except (ModelError, KeyError) as error:
            self._count(endpoint, variant, began, failed=True)
            raise RefusalError("ModelError", f"Received server error (500): {error}") from None
        self._count(endpoint, variant, began, failed=False)
        self._capture(endpoint, variant, config, headers, ((body, kind), (answer, made)))
        return answer, {"Content-Type": made, "x-Amzn-Invoked-Production-Variant": variant}

    def _config(self, endpoint: str) -> Json:
        with self.store.lock:
            found = self.store.of("endpoint").get(endpoint)
            if not found or found["EndpointStatus"] not in ("InService", "Updating"):
                raise RefusalError("ValidationError", f"Endpoint {endpoint} not found.")
            return self.store.get("endpoint-config", found["EndpointConfigName"])

    def _count(self, endpoint: str, variant: str, began: float, *, failed: bool) -> None:
        """Publish the metrics of one invocation; latency is in microseconds.

        Source: developer guide, "Monitor Amazon SageMaker with Amazon CloudWatch".
        """
        names = {"EndpointName": endpoint, "VariantName": variant}
        for metric, value in (
            ("Invocations", 1.0),
            ("Invocation4XXErrors", 0.0),
            ("Invocation5XXErrors", float(failed)),
            ("ModelLatency", (time.perf_counter() - began) * 1e6),
        ):
            self.metric(metric, names, value, self.clock.now())

    def _capture(
        self, endpoint: str, variant: str, config: Json, headers: Headers, sides: tuple[Any, Any]
    ) -> None:
        """Note one invocation, if it falls into the sample: evenly, so that tests repeat."""
        how = config.get("DataCaptureConfig")
        if not how or not how.get("EnableCapture", True):
            return
        count, share = self.counts.get(endpoint, 0), how["InitialSamplingPercentage"]
        self.counts[endpoint] = count + 1
        if (count + 1) * share // 100 > count * share // 100:
            line = record(how, headers, sides, self.clock.now())
            with self._lock:
                self.pending.setdefault((endpoint, variant), []).append(line)

    def flush(self) -> None:
        """Write what was captured: a file for each endpoint, variant and hour, as its role."""
        with self._lock:
            pending, self.pending = self.pending, {}
        for (endpoint, variant), lines in pending.items():
            hours: dict[str, list[Json]] = {}
            for line in lines:
                hours.setdefault(line["eventMetadata"]["inferenceTime"][:13], []).append(line)
            for found in hours.values():
                self._write(endpoint, variant, found)

    def _write(self, endpoint: str, variant: str, lines: list[Json]) -> None:
        config = self._config(endpoint)
        how = config["DataCaptureConfig"]
        (model,) = {
            one["ModelName"]
            for one in config["ProductionVariants"]
            if one["VariantName"] == variant
        }
        role = self.store.get("model", model)["ExecutionRoleArn"]
        at = dt.datetime.fromisoformat(lines[0]["eventMetadata"]["inferenceTime"])
        name = f"{at:%M-%S}-{at.microsecond // 1000:03d}-{uuid.uuid4()}.jsonl"
        place = f"{how['DestinationS3Uri']}/{endpoint}/{variant}/{at:%Y/%m/%d/%H}/{name}"
        body = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
        self.objects.write(role, place, body.encode(), how.get("KmsKeyId", ""))


def record(how: Json, headers: Headers, sides: tuple[Any, Any], at: dt.datetime) -> Json:
    """Give the record of one invocation."""
    wanted = {side for one in how["CaptureOptions"] for side in _SIDES[one["CaptureMode"]]}
    known = how.get("CaptureContentTypeHeader", {})
    data = {
        f"endpoint{side}": {
            "observedContentType": kind,
            "mode": side.upper(),
            **encoded(body, kind, known),
        }
        for side, (body, kind) in zip(("Input", "Output"), sides, strict=True)
        if side in wanted
    }
    about: Json = {"eventId": str(uuid.uuid4()), "inferenceTime": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
    if inference := headers.get("x-amzn-sagemaker-inference-id"):
        about["inferenceId"] = inference
    if custom := headers.get("x-amzn-sagemaker-custom-attributes"):
        about["customAttributes"] = [custom]
    return {"captureData": data, "eventMetadata": about, "eventVersion": "0"}


def encoded(body: bytes, kind: str, known: Json) -> dict[str, str]:
    """Give data and encoding of one side."""
    plain = kind.split(";", maxsplit=1)[0].strip()
    if plain in known.get("CsvContentTypes", []):
        return {"data": body.decode(), "encoding": "CSV"}
    if plain in known.get("JsonContentTypes", []):
        return {"data": body.decode(), "encoding": "JSON"}
    return {"data": base64.b64encode(body).decode(), "encoding": "BASE64"}
