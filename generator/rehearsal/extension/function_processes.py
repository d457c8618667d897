"""Lambda: a function's process is forked from one that has loaded boto3, the most of its start.

It begins with its own environment, folder and streams, as a new one does; see ``function_source``.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ministack.core import lambda_runtime

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = Path(__file__).with_name("function_source.py")


def install() -> None:
    """Put the patch in, where processes can be forked."""
    if not hasattr(os, "fork"):
        return
    source = _Source()

    def started(command: list[str], **given: Any) -> Any:
        if command[0] == sys.executable and Path(command[-1]).name == "_worker.py":
            return _Forked(source, command[-1], given["cwd"], given["env"])
        return subprocess.Popen(command, **given)  # noqa: S603 - MiniStack's own

    lambda_runtime.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": started})


class _Source:
    """The process that forks; it ends with this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._door, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                # -P: our modules beside it have names of Python's.
                [sys.executable, "-P", str(SOURCE), str(other.fileno())],
                pass_fds=[other.fileno()],
            )

    def fork(self, request: Path, ends: list[int]) -> int:
        """Give the number of a new process.

        Raises:
            RuntimeError: the process that forks is gone.

        """
        with self._lock:
            socket.send_fds(self._door, [os.fsencode(request)], ends)
            number = self._door.recv(32)
        if not number:
            raise RuntimeError("no function can be started any more")
        return int(number)


class _Forked:
    """What MiniStack uses of a `subprocess.Popen`."""

    def __init__(
        self, source: _Source, script: str, folder: str, environment: Mapping[str, str]
    ) -> None:
        request = Path(script).with_suffix(".json")
        asked = {"script": script, "folder": folder, "environment": dict(environment)}
        request.write_text(json.dumps(asked))
        (stdin, to), (out, stdout), (error, stderr), (self._alive, end) = (
            os.pipe() for _ in range(4)
        )
        theirs = [stdin, stdout, stderr, end]
        self.pid = source.fork(request, theirs)
        for each in theirs:
            os.close(each)
        self.stdin = os.fdopen(to, "w", buffering=1)
        self.stdout, self.stderr = os.fdopen(out), os.fdopen(error)
        self.returncode: int | None = None
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Tell whether it has ended: 0, or None."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and give 0: with which code it ended, its parent knows alone.

        Raises:
            subprocess.TimeoutExpired: it goes on.

        """
        with self._lock:
            if self.returncode is None:
                if not select.select([self._alive], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
                os.close(self._alive)
                self.returncode = 0
            return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
