"""The process of the embedded AWS: MiniStack on the loopback address, with the extension put in.

Started by :mod:`embedded` as ``python -m generator.rehearsal.server``; its settings come from the
environment. It ends when its input does, so that it never outlives who started it; told to stay, it
goes on until SIGTERM.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any

# MiniStack reads these when it is imported.
os.environ.update(
    BIND_HOST="127.0.0.1",
    IOT_MTLS_ENABLED="false",
    LAMBDA_ASYNC_RETRY_BASE_SECONDS="0.2",
    MINISTACK_ACCOUNT_ID="123456789012",
    MINISTACK_HOST="127.0.0.1",
    SSL_CERT_FILE=os.environ.get("MINISTACK_SSL_CERT", ""),
    USE_SSL="1",
)

import boto3
from botocore.config import Config
from ministack import app
from ministack.core import router
from ministack.core.lambda_runtime import execution_credentials
from ministack.services import cloudwatch

from generator.rehearsal.extension import (
    account_quotas,
    alarms,
    buckets,
    change_values,
    decisions,
    events,
    function_processes,
    functions,
    http,
    mail,
    object_times,
    patches,
    permissions,
    stack_rights,
    stack_types,
)
from generator.rehearsal.extension.capture import Traffic
from generator.rehearsal.extension.clock import Clock
from generator.rehearsal.extension.container import Container
from generator.rehearsal.extension.controls import Controls, listen
from generator.rehearsal.extension.hosting import Hosting
from generator.rehearsal.extension.model_host import ModelHost
from generator.rehearsal.extension.monitoring import Monitoring
from generator.rehearsal.extension.objects import Objects
from generator.rehearsal.extension.pipelines import Pipelines
from generator.rehearsal.extension.processing import Processing
from generator.rehearsal.extension.schedules import Schedules
from generator.rehearsal.extension.service import Service
from generator.rehearsal.extension.store import ACCOUNT, REGION, Store
from generator.rehearsal.extension.timetable import Timetable

_CLIENTS: dict[str, Any] = {}


def as_role(role: str) -> Any:
    """Give an S3 client that acts as a role; what it must not do is refused as on AWS."""
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:sagemaker"
    # Registers the session as well, which a reset forgets.
    keys = execution_credentials({"FunctionArn": function, "Role": role, "FunctionName": "job"})
    if role not in _CLIENTS:
        _CLIENTS[role] = boto3.session.Session().client(
            "s3",
            endpoint_url=f"https://127.0.0.1:{os.environ['GATEWAY_PORT']}",
            region_name=REGION,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=keys["AWS_SESSION_TOKEN"],
            verify=os.environ["MINISTACK_SSL_CERT"],
            config=Config(s3={"addressing_style": "path"}),
        )
    return _CLIENTS[role]


def endpoint_metric(name: str, names: dict[str, str], value: float, at: Any) -> None:
    """Publish one value of ``AWS/SageMaker``, which no caller may publish."""
    cloudwatch._store_datum(  # noqa: SLF001 - the API refuses AWS's own namespaces
        "AWS/SageMaker", name, names, at.timestamp(), "None", value, None, None, None
    )


def assemble(clock: Clock) -> tuple[Service, Traffic, Controls]:
    """Put the rooms of SageMaker together."""
    store, objects = Store(), Objects(as_role)
    host, container = ModelHost(objects), Container(objects)
    processing = Processing(store, container.work)
    schedules = Schedules(store, processing)
    traffic = Traffic(store, host, objects, clock, endpoint_metric)
    monitoring = Monitoring(schedules, processing, container, traffic)
    rooms = (Hosting(store, host), processing, schedules, Pipelines(store))
    service = Service(store, *(room.operations() for room in rooms))
    timetable = Timetable(monitoring)
    more = {
        "evaluate_alarms": cloudwatch._evaluate_all_alarms,  # noqa: SLF001
        "strike": events.strike,
        "wait": timetable.wait,
        "go_on": timetable.go_on,
        "decisions": decisions.decided,
        "stack_calls": stack_rights.taken,
        "stay": _STAYS.set,
    }
    return service, traffic, Controls(monitoring, host, mail.MAILBOX, **more)


_STAYS = threading.Event()


def _end_with_the_input() -> None:
    """End once nobody holds the other end of the input, unless it was told to stay."""
    sys.stdin.buffer.read()
    if not _STAYS.is_set():
        _end()


def _end_at_once() -> None:
    """Let SIGTERM end this process, without the server's own way out, which waits for clients."""
    loop: Any = asyncio.SelectorEventLoop
    original = loop.add_signal_handler

    def add(self: Any, number: int, callback: Any, *arguments: Any) -> None:
        original(self, number, _end if number == signal.SIGTERM else callback, *arguments)

    loop.add_signal_handler = add


def _end(*_: object) -> None:
    """End, and leave no file of this process."""
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os._exit(0)


def main() -> None:
    """Put everything in, and serve until the input ends."""
    clock = Clock(Path(os.environ["TMPDIR"]) / "clock")
    clock.share(os.environ)
    service, traffic, controls = assemble(clock)
    for module in (
        permissions,
        decisions,
        patches,
        change_values,
        buckets,
        events,
        function_processes,
        functions,
        mail,
    ):
        module.install()
    alarms.install(clock)
    object_times.install(clock)
    stack_types.install(service)
    http.install(http.Door(service, traffic, auth=app.AUTH), app, router)
    account_quotas.install(app, router)
    stack_rights.install(auth=app.AUTH)
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    listen(controls, int(os.environ["CONTROL_PORT"]))
    sys.argv = ["ministack"]
    _end_at_once()
    app.main()


if __name__ == "__main__":
    main()
