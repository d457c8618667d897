"""What only time, or Amazon, would do on AWS: told over a port of its own, one action a request."""

from __future__ import annotations

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal.extension.model_host import ModelHost
    from generator.rehearsal.extension.monitoring import Monitoring
    from generator.rehearsal.extension.store import Json


class Controls:
    """The actions, by their names; ``more`` are those that MiniStack does."""

    def __init__(
        self,
        monitoring: Monitoring,
        host: ModelHost,
        mailbox: list[dict[str, str]],
        **more: Callable[..., None],
    ) -> None:
        self.monitoring, self.host, self.mailbox = monitoring, host, mailbox
        self.actions: dict[str, Callable[..., Any]] = {
            "run_monitoring": self.run_monitoring,
            "finish_run": monitoring.finish,
            "script": self.script,
            "clock": self.clock,
            "flush": monitoring.traffic.flush,
            "mailbox": lambda: list(mailbox),
            "reset": self.reset,
            **more,
        }

    def run_monitoring(self, schedule: str, at: str = "", **told: Any) -> Json:
        """Run one monitoring execution; ``at`` in ISO 8601, now without it."""
        when = dt.datetime.fromisoformat(at) if at else self.monitoring.clock.now()
        return self.monitoring.run(schedule, when, **told)

    def script(self, **told: Any) -> None:
        """Say how the next jobs end; see :class:`processing.Script`."""
        for name, value in told.items():
            setattr(self.monitoring.processing.script, name, value)

    def clock(self, at: str = "") -> None:
        """Let it be this time, or the machine's again."""
        self.monitoring.clock.set(dt.datetime.fromisoformat(at) if at else None)

    def reset(self) -> None:
        """Forget everything; MiniStack's own reset is a request to it."""
        store = self.monitoring.store
        with store.lock:
            store.records.clear()
            store.tags.clear()
            self.monitoring.schedules.runs.clear()
            self.monitoring.traffic.pending.clear()
            self.monitoring.traffic.counts.clear()
            self.script(fail="", hang=False, polls=1)
        self.clock()
        self.mailbox.clear()
        self.host.close()


def listen(controls: Controls, port: int) -> None:
    """Serve the actions on the loopback address, beside everything else."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                status, answer = 200, controls.actions[self.path.strip("/")](**body)
            except Exception as error:  # noqa: BLE001 - told to who asked
                status, answer = 400, f"{type(error).__name__}: {error}"
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer, default=dt.datetime.isoformat).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
