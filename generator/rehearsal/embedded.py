"""The embedded AWS from outside: start it, deploy to it, look at what came of it."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import boto3

from generator.errors import GeneratorError
from generator.rehearsal.certificate import write_certificate
from generator.rehearsal.control import Control, RehearsedSageMaker

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from botocore.config import Config

ACCOUNT = "123456789012"
REGION = "us-east-1"
_ROOT = "rehearsal-root"
_PATIENCE = 60.0  # seconds
_ATTEMPTS = 3


class StackFailedError(GeneratorError):
    """A stack did not come up, or did not go."""

    def __init__(self, status: str, events: list[str]) -> None:
        super().__init__("\n".join([f"the stack is {status}", *events]))
        self.status, self.events = status, events


class EmbeddedAws:
    """A server of its own, for as long as the ``with`` block lasts.

    ``iam``: whether every call is authorised by IAM; functions, jobs and endpoints run under their
    own roles then. ``lambda_environment``: what every function finds in its environment besides.
    """

    def __init__(
        self, *, iam: bool = True, lambda_environment: Mapping[str, str] | None = None
    ) -> None:
        self.iam, self._more = iam, {"POLL_SECONDS": "0.2", **(lambda_environment or {})}
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._choose_ports()

    def _choose_ports(self) -> None:
        self.port, control = _free_ports(2)
        self.endpoint_url = f"https://127.0.0.1:{self.port}"
        self.control = Control(control)
        self.sagemaker = RehearsedSageMaker(self.control)

    @property
    def _certificate(self) -> Path:
        return self._folder / "server.pem"

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self._folder / "server.log"

    def __enter__(self) -> Self:
        """Start the server; it ends with this process, too, since it reads its input's end.

        A port that was free may be taken by then: others are tried.
        """
        for attempt in range(_ATTEMPTS):
            self._start()
            try:
                self._wait_until_up()
            except BaseException:
                taken = "Address already in use" in self.log.read_text()
                self._stop()
                if not taken or attempt == _ATTEMPTS - 1:
                    raise
                self._choose_ports()
            else:
                break
        return self

    def _start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        key = write_certificate(self._certificate)
        settings = {
            "GATEWAY_PORT": str(self.port),
            "CONTROL_PORT": str(self.control.port),
            "AUTH": str(self.iam).lower(),
            "TMPDIR": str(self._folder),
            "MINISTACK_SSL_CERT": str(self._certificate),
            "MINISTACK_SSL_KEY": str(key),
            "AWS_ACCESS_KEY_ID": _ROOT,
            "AWS_SECRET_ACCESS_KEY": _ROOT,
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "generator.rehearsal.server"],
                env={**_inherited(), **self._more, **settings},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # an interrupt is for who started it, who then stops it
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server, and leave nothing behind, unless it was let go."""
        self._stop()

    def let_go(self) -> subprocess.Popen[bytes]:
        """Let the server outlive this process; give it: SIGTERM stops it, and leaves nothing.

        Its clock is the machine's from now on, and time passes by itself.
        """
        if not self._process:
            raise GeneratorError("the embedded AWS has not been started")
        self.control("go_on")
        self.control("stay")
        process, self._process = self._process, None
        if process.stdin:
            process.stdin.close()
        return process

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()
            self._process = None
            shutil.rmtree(self._folder, ignore_errors=True)

    def _wait_until_up(self) -> None:
        trusted = ssl.create_default_context(cafile=str(self._certificate))
        until = time.monotonic() + _PATIENCE
        address = f"{self.endpoint_url}/_ministack/health"
        while time.monotonic() < until:
            if self._process and self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(address, timeout=5, context=trusted):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.05)
        raise GeneratorError(f"the embedded AWS did not start:\n{self.log.read_text()[-2000:]}")

    def environment(self) -> dict[str, str]:
        """Give the environment in which an AWS client, such as the CLI, talks to this server."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": _ROOT,
            "AWS_SECRET_ACCESS_KEY": _ROOT,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_CA_BUNDLE": str(self._certificate),
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str, config: Config | None = None) -> Any:
        """Give a client of the account's root."""
        return boto3.client(
            service,
            config=config,
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id=_ROOT,
            aws_secret_access_key=_ROOT,
            verify=str(self._certificate),
        )

    def deploy(
        self,
        template_body: str,
        parameters: Mapping[str, str] | None = None,
        *,
        stack: str = "monitor",
        capabilities: Sequence[str] = ("CAPABILITY_IAM",),
    ) -> dict[str, str]:
        """Create or update a stack, wait, and give its outputs.

        Raises:
            StackFailedError: with the events that say why.

        """
        cloudformation = self.client("cloudformation")
        asked = {
            "StackName": stack,
            "Capabilities": list(capabilities),
            "Parameters": [
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in (parameters or {}).items()
            ],
            "TemplateBody": template_body,
        }
        known = [s["StackName"] for s in cloudformation.describe_stacks()["Stacks"]]
        do = cloudformation.update_stack if stack in known else cloudformation.create_stack
        do(**asked)
        made = self.settled(stack)
        if made["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise StackFailedError(made["StackStatus"], list(self.failures(stack)))
        return {one["OutputKey"]: one["OutputValue"] for one in made.get("Outputs", [])}

    def destroy(self, stack: str = "monitor") -> None:
        """Delete a stack, and wait.

        Raises:
            StackFailedError: it is not gone.

        """
        cloudformation = self.client("cloudformation")
        name = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=name)
        gone = self.settled(name)
        if gone["StackStatus"] != "DELETE_COMPLETE":
            raise StackFailedError(gone["StackStatus"], list(self.failures(name)))

    def failures(self, stack: str) -> Iterator[str]:
        """Yield a stack's failed events, the first first."""
        events = self.client("cloudformation").describe_stack_events(StackName=stack)
        for event in reversed(events["StackEvents"]):
            if "FAILED" in event["ResourceStatus"]:
                yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"

    def settled(self, stack: str) -> dict[str, Any]:
        """Wait until a stack is no more in progress, and describe it; by its id if it goes.

        Raises:
            StackFailedError: that took too long.

        """
        cloudformation = self.client("cloudformation")
        until = time.monotonic() + _PATIENCE
        while True:
            found: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
            if not found["StackStatus"].endswith("IN_PROGRESS"):
                return found
            if time.monotonic() > until:
                raise StackFailedError(found["StackStatus"], list(self.failures(stack)))
            time.sleep(0.1)

    def mailbox(self) -> list[dict[str, str]]:
        """Give the e-mails that SNS would have sent: to, subject, body, topic."""
        found: list[dict[str, str]] = self.control("mailbox")
        return found

    def clock(self, at: dt.datetime | None) -> None:
        """Let it be this time, and run on from there; None: the machine's again.

        Invocations and runs happen by it, alarms are evaluated by it, functions see it; nothing
        else does.
        """
        self.control("clock", at=at.isoformat() if at else "")

    def strike(self) -> None:
        """Let the time of every scheduled rule come, and wait until all that follows is over.

        By itself it never comes. Alarms are evaluated once the functions are done.
        """
        self.control("strike")

    def wait(self, until: dt.datetime) -> None:
        """Let time pass, and happen what is due meanwhile; in the end the rules' clock strikes.

        Schedules that are on call their targets as their roles, Model Monitor's runs run, what was
        captured is written. From a :meth:`clock` that is set.
        """
        self.control("wait", until=until.isoformat())

    def evaluate_alarms(self) -> None:
        """Evaluate all alarms now; otherwise each new value of any metric does."""
        self.control("evaluate_alarms")

    def reset(self) -> None:
        """Forget everything, between tests."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.endpoint_url}/_ministack/reset", method="POST"
        )
        trusted = ssl.create_default_context(cafile=str(self._certificate))
        with urllib.request.urlopen(request, timeout=_PATIENCE, context=trusted):  # noqa: S310
            self.control("reset")


def _inherited() -> dict[str, str]:
    """Give this process's environment without what would lead a client to the real AWS."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def _free_ports(count: int) -> list[int]:
    """Give different ports that nobody has."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
