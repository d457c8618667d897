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
    """The actions, by their names."""

    def __init__(
        self,
        monitoring: Monitoring,
        host: ModelHost,
        mailbox: list[dict[str, str]],
        evaluate: Callable[[], None],
    ) -> None:
        self.monitoring, self.host = monitoring, host
        self.mailbox, self.evaluate = mailbox, evaluate
        self.actions: dict[str, Callable[..., Any]] = {
            "run": self.run,
            "run_monitoring": self.run_monitoring,
            "finish_run": monitoring.finish,
            "script": self.script,
            "fail_next_job": self.fail_next_job,
            "clock": self.clock,
            "flush": monitoring.traffic.flush,
            "mailbox": lambda: list(mailbox),
            "evaluate_alarms": evaluate,
            "reset": self.reset,
        }

    def run_monitoring(self, schedule: str, at: str = "", **told: Any) -> Json:
        """Run one monitoring execution; ``at`` in ISO 8601, now without it."""
        when = dt.datetime.fromisoformat(at) if at else dt.datetime.now(dt.UTC)
        return self.monitoring.run(schedule, when, **told)

    def run(self, schedule: str, status: str, at: str, **given: Any) -> Json:
        """Let a run of this status happen: ``files`` the report's, ``said`` its exit message.

        A failed run without a report has no job.
        """
        when = dt.datetime.fromisoformat(at)
        if status == "InProgress":
            return self.monitoring.run(schedule, when, leave_running=True)
        if "files" in given:
            return self.monitoring.run(
                schedule, when, files=given["files"], said=given.get("said", "")
            )
        return self.monitoring.ended(schedule, when, status, given.get("reason", ""))

    def script(self, **told: Any) -> None:
        """Say how the next jobs end; see :class:`processing.Script`."""
        for name, value in told.items():
            setattr(self.monitoring.processing.script, name, value)

    def fail_next_job(self, reason: str) -> None:
        """Let the next processing job fail with this reason; ``hang``: never end."""
        self.script(**({"hang": True} if reason == "hang" else {"fail": reason}))

    def clock(self, at: str = "") -> None:
        """Let invocations happen at this time, or now again."""
        self.monitoring.traffic.clock = dt.datetime.fromisoformat(at) if at else None

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
