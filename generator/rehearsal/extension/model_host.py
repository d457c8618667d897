"""The machines behind endpoints: a process for each variant, which runs the model's own code."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from generator.rehearsal.extension.objects import Objects
    from generator.rehearsal.extension.store import Json


class ModelError(Exception):
    """The model could not be loaded, or answered a request with an error."""


class Server:
    """One model server."""

    def __init__(self, artefact: bytes, environment: dict[str, str]) -> None:
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="rehearsal-model-")
        with tarfile.open(fileobj=io.BytesIO(artefact)) as tar:
            tar.extractall(self._folder.name, filter="data")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        root = str(Path(__file__).parents[3])
        path = os.pathsep.join(filter(None, [root, inherited.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "generator.rehearsal.extension.model_worker", self._folder.name],
            env={**inherited, "PYTHONPATH": path, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def _read(self) -> Json:
        """Read one line.

        Raises:
            ModelError: the process ended, or the model says so.

        """
        line = self._process.stdout.readline() if self._process.stdout else ""
        answer: Json = json.loads(line) if line else {"error": "the model server ended"}
        if "error" in answer:
            raise ModelError(answer["error"])
        return answer

    def ask(self, body: bytes, kind: str, accept: str) -> tuple[bytes, str]:
        """Give a request's answer and its content type."""
        asked = {"body": base64.b64encode(body).decode(), "kind": kind, "accept": accept}
        with self._lock:
            if self._process.stdin:
                self._process.stdin.write(json.dumps(asked) + "\n")
                self._process.stdin.flush()
            answer = self._read()
        return base64.b64decode(answer["body"]), str(answer["kind"])

    def close(self) -> None:
        """End the process, and leave nothing of the model."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()
        self._folder.cleanup()


class ModelHost:
    """The servers of all endpoints, by endpoint and variant."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.servers: dict[str, dict[str, Server]] = {}

    def load(self, endpoint: str, models: dict[str, Json]) -> str:
        """Load the models by variant, as their roles; give what went wrong, or nothing."""
        made: dict[str, Server] = {}
        try:
            for variant, model in models.items():
                made[variant] = self._server(model)
        except (ModelError, ClientError, tarfile.TarError, OSError) as error:
            _close(made)
            return f"The primary container for production variant {variant} failed: {error}"
        _close(self.servers.get(endpoint, {}))
        self.servers[endpoint] = made
        return ""

    def _server(self, model: Json) -> Server:
        container: Any = (model.get("Containers") or [model.get("PrimaryContainer")])[0]
        address = container.get("ModelDataUrl")
        if not address:
            raise ModelError(f"model {model['ModelName']} has no ModelDataUrl: nothing to run here")
        artefact = self.objects.read(model["ExecutionRoleArn"], address)
        return Server(artefact, container.get("Environment", {}))

    def unload(self, endpoint: str) -> None:
        """Stop an endpoint's servers."""
        _close(self.servers.pop(endpoint, {}))

    def close(self) -> None:
        """Stop all servers."""
        for endpoint in list(self.servers):
            self.unload(endpoint)


def _close(servers: dict[str, Server]) -> None:
    for server in servers.values():
        server.close()
