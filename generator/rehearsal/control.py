"""The embedded AWS's own controls, from outside."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from generator.errors import GeneratorError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_PATIENCE = 60.0  # seconds


class ControlError(GeneratorError):
    """An action could not be done; the message says what the server said."""


class Control:
    """Does one action: ``control("mailbox")``."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, action: str, **arguments: Any) -> Any:
        """Do an action of ``extension.controls.Controls``.

        Raises:
            ControlError: it could not be done.

        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{action}", json.dumps(arguments).encode()
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise ControlError(f"{action}: {json.load(error)}") from None


class RehearsedSageMaker:
    """What a schedule's clock, Amazon's machines and the callers of an endpoint do."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def run_monitoring(
        self,
        schedule_name: str,
        *,
        at: dt.datetime | None = None,
        files: Mapping[str, Any] | None = None,
        said: str = "",
        fail: str = "",
        leave_running: bool = False,
    ) -> dict[str, Any]:
        """Run one monitoring execution, and give its record, with times in ISO 8601.

        It looks at the hour or day before ``at`` (now without it), moved by the offsets of model
        quality. Without captured records it fails and has no job.

        ``files``: the report's files by name without ``.json``, instead of the analysis. ``said``:
        the job's exit message. ``fail``: its job fails for this reason. ``leave_running``: its job
        runs until it is stopped or :meth:`finish_run`.
        """
        told = _told(files=files, said=said, fail=fail, leave_running=leave_running)
        when = {"at": at.isoformat()} if at else {}
        run: dict[str, Any] = self._control(
            "run_monitoring", schedule=schedule_name, **when, **told
        )
        return run

    def finish_run(
        self,
        schedule_name: str,
        *,
        files: Mapping[str, Any] | None = None,
        said: str = "",
        fail: str = "",
    ) -> dict[str, Any]:
        """Finish the execution that was left running."""
        told = _told(files=files, said=said, fail=fail)
        run: dict[str, Any] = self._control("finish_run", schedule=schedule_name, **told)
        return run

    def fail_next_job(self, reason: str) -> None:
        """Let the next processing job fail for this reason."""
        self._control("script", fail=reason)

    def hang_next_job(self) -> None:
        """Let the next processing job run until it is stopped."""
        self._control("script", hang=True)

    def polls(self, count: int) -> None:
        """Let jobs be seen in progress so often before they are over."""
        self._control("script", polls=count)

    def flush_capture(self) -> None:
        """Write what was captured, which on AWS takes a minute or two."""
        self._control("flush")


def _told(**given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value or isinstance(value, dict)}
