"""A stack that is operated by the real command line, on an embedded AWS."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

TEMPLATES = Path(__file__).parents[3] / "templates"
PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]
STACK = "--stack-name", "monitor"


def template(edition: str) -> str:
    return (TEMPLATES / f"{edition}.yaml").read_text("utf-8")


class Operated:
    """A stack's outputs, and its verbs as a user calls them."""

    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str], folder: Path) -> None:
        self.aws, self.outputs, self.folder = aws, outputs, folder
        self.s3, self.bucket = aws.client("s3"), outputs["BucketName"]
        plain = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "COLUMNS")}
        self.environment = {**plain, **aws.environment()}

    def go(
        self, verb: str, *arguments: str, typed: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Call a verb; ``typed`` is its standard input."""
        return subprocess.run(  # noqa: S603 - ours
            [*PROGRAM, verb, *STACK, *arguments],
            cwd=self.folder,
            env={**self.environment, **more},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def typed(self, verb: str, *arguments: str, **more: str) -> tuple[int, str]:
        """Call a verb on a terminal; give its exit code and what is to be seen there."""
        command = [*PROGRAM, verb, *STACK, *arguments]
        return terminal(command, {**self.environment, **more}, self.folder)

    def told(self, verb: str, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
        """Call a verb for a machine, which must end so; give what it said."""
        said = self.go(verb, *arguments, "--json")
        assert said.returncode == code, said.stderr + said.stdout
        return [*map(json.loads, said.stdout.splitlines())]

    def started(self, verb: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - ours
            [*PROGRAM, verb, *STACK, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def keys(self, prefix: str) -> list[str]:
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return [one["Key"] for one in found.get("Contents", [])]

    def text(self, key: str) -> str:
        body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"]
        text: str = body.read().decode()
        return text

    def captured(self) -> list[dict[str, Any]]:
        """Give all captured records, and forget them."""
        self.aws.sagemaker.flush_capture()
        keys = self.keys("capture/")
        found = [json.loads(line) for key in keys for line in self.text(key).splitlines()]
        for key in keys:
            self.s3.delete_object(Bucket=self.bucket, Key=key)
        return found

    def ids(self) -> list[str]:
        """Give the inference ids of what was captured, in order, and forget it."""
        return [each["eventMetadata"]["inferenceId"] for each in self.captured()]


def terminal(
    command: list[str], environment: dict[str, str], folder: Path, columns: int = 80
) -> tuple[int, str]:
    """Run a program on a pseudo-terminal; give its exit code and all that it wrote there."""
    process, master = pty.fork()
    if not process:  # pragma: no cover - the child becomes the program
        os.chdir(folder)
        size = {"COLUMNS": str(columns), "LINES": "24", "TERM": "xterm-256color"}
        os.execve(command[0], command, {**environment, **size})  # noqa: S606 - ours
    parts = []
    while select.select([master], [], [], 120)[0]:
        try:
            part = os.read(master, 65536)
        except OSError:  # Linux says so at the end
            break
        if not part:
            break
        parts.append(part)
    os.close(master)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code, b"".join(parts).decode(errors="replace").replace("\r\n", "\n")


class Cable:
    """A way to a port that can be cut: connections pass through it until ``cut``."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                one, _ = self._door.accept()
                other = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._open += [one, other]
            for ends in ((one, other), (other, one)):
                threading.Thread(target=self._pass, args=ends, daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, target: socket.socket) -> None:
        try:
            while part := source.recv(65536):
                target.sendall(part)
        except OSError:
            pass

    def cut(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for one in self._open:
            with contextlib.suppress(OSError):  # its other end may have hung up
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def when(what: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is the case."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it has not come"
        time.sleep(0.05)


def interrupt(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Interrupt a program as Ctrl-C does; give what it has said."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=60)
