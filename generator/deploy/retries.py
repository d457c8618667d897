"""What is said while a call is repeated: else a throttled account looks like one that hangs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET = 3.0
"""Seconds for which a call is repeated without a word."""
_BEGAN, _SAID = "monitor-stack-began", "monitor-stack-said"


class Retries:
    """Listens to botocore's ``needs-retry``, and says once a call that it goes on.

    Args:
        say: tells a person.
        attempts: how many times a call is made at most.
        now: gives seconds of a clock that never goes back.

    """

    def __init__(
        self, say: Callable[[str], None], attempts: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._say, self._attempts, self._now = say, attempts, now

    def __call__(
        self,
        *,
        operation: Any,
        request_dict: dict[str, Any],
        attempts: int,
        response: Any = None,
        caught_exception: Exception | None = None,
        **_: Any,
    ) -> None:
        """Hear how an attempt ended; leave to botocore whether there is another."""
        answer = response[1] if response else {}
        why = type(caught_exception).__name__ if caught_exception else _code(answer)
        if not why or attempts >= self._attempts:
            return
        known, now = request_dict["context"], self._now()
        if now - known.setdefault(_BEGAN, now) >= QUIET and not known.setdefault(_SAID, False):
            known[_SAID] = True
            service = operation.service_model.service_name
            self._say(
                f"{service} {operation.name}: {why}, attempt {attempts} of {self._attempts};"
                " trying again"
            )


def _code(answer: dict[str, Any]) -> str:
    """Give the code of a refusal; ``""`` of an answer that is none."""
    return str(answer["Error"].get("Code", "")) if "Error" in answer else ""
