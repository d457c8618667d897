"""What was promised, and what was seen of it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Promise:
    """One promise.

    Attributes:
        step: number of the step that it is about.
        promised: what should be seen, in words.
        seen: what was seen, in words.
        kept: whether that is what was promised.

    """

    step: int
    promised: str
    seen: str
    kept: bool


@dataclass
class Promises:
    """All promises of a rehearsal; ``step`` is the one that goes on."""

    step: int = 0
    made: list[Promise] = field(default_factory=list)

    def see(self, promised: str, seen: object, *, kept: bool) -> None:
        """Note one promise with what was seen."""
        self.made.append(Promise(self.step, promised, str(seen), kept))

    def equal(self, promised: str, seen: object, wanted: object) -> None:
        """Note a promise that is kept by one thing alone."""
        self.see(promised, seen, kept=seen == wanted)

    @property
    def broken(self) -> list[Promise]:
        """Give the promises that were not kept."""
        return [one for one in self.made if not one.kept]
