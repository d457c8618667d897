"""Who listens to a rehearsal in a test, and says nothing."""

from __future__ import annotations

from typing import Any


class Silence:
    """Listens to a rehearsal, and says nothing."""

    def tell(self, kind: str, words: str = "", *, style: str = "", **data: Any) -> None:
        del kind, words, style, data
