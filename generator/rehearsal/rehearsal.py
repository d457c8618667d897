"""A rehearsal: what it is of, and how it goes from step to step.

What a step cannot do is a promise that was not kept, and the next ones go on as far as they can.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.errors import GeneratorError
from generator.rehearsal.promises import Promises

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Protocol, TypeAlias

    from generator.rehearsal.embedded import EmbeddedAws
    from generator.rehearsal.stage import Stage
    from generator.rehearsal.traffic import Drift, Sample

    class Teller(Protocol):
        """What a rehearsal tells of itself to, a :class:`generator.deploy.screen.Screen`."""

        def tell(
            self, kind: str, words: str = "", *, style: str = "", margin: str = "", **data: Any
        ) -> None:
            """Say one thing, to a person in words or to a machine as data."""

    Step: TypeAlias = tuple[str, Callable[["Rehearsal"], None]]

# What a fault in a template leads to: a refusal, or something that is not there.
_FAILURES = GeneratorError, ClientError, BotoCoreError
_ABSENCES = LookupError, TypeError, ValueError, AttributeError


class NotUpError(GeneratorError):
    """There is no stack: that was a promise of its own."""

    def __init__(self) -> None:
        super().__init__("the stack is not up")


@dataclass(frozen=True)
class Plan:
    """What is rehearsed.

    Attributes:
        edition: who analyses.
        template: its text.
        sample: the data of the traffic.
        drifts: what is shifted in them.
        dataset: a user's own, as CSV; ``""`` for the demo model and its data.
        model: a user's own artefact; without it one stands in that answers as the dataset does.
        page: where the HTML report is written.
        whole: whether every e-mail and event is shown whole.

    """

    edition: str
    template: str
    sample: Sample
    drifts: Sequence[Drift]
    dataset: str = ""
    model: bytes | None = None
    page: Path | None = None
    whole: bool = False


@dataclass
class Rehearsal:
    """A rehearsal that goes on.

    ``before`` is what was there before; ``stage`` the stack that is up; ``run`` the hour of the run
    that has found drift, as paths name it.
    """

    plan: Plan
    aws: EmbeddedAws
    out: Teller
    promises: Promises = field(default_factory=Promises)
    before: set[str] = field(default_factory=set)
    stage: Stage | None = None
    run: str = ""

    def play(self, steps: Sequence[Step]) -> Promises:
        """Do the steps, and give what they promised and saw."""
        for number, (title, step) in enumerate(steps, 1):
            self._play(number, title, step)
        return self.promises

    def _play(self, number: int, title: str, step: Callable[[Rehearsal], None]) -> None:
        self.out.tell("step", f"\n{number}  {title}", style="bold", number=number, title=title)
        self.promises.step, made = number, len(self.promises.made)
        began = time.perf_counter()
        try:
            step(self)
        except NotUpError as error:
            self.say(f"left out: {error}")
        except _FAILURES as error:
            self.promises.see("the step can be done", error, kept=False)
        except _ABSENCES as error:
            self.promises.see("the step can be done", repr(error), kept=False)
        seconds = time.perf_counter() - began
        for one in self.promises.made[made:]:
            seen = one.seen.replace("\n", "\n       ")
            words = "" if one.kept else f"   NOT SEEN: {one.promised}\n       seen: {seen}"
            told = {"step": one.step, "promised": one.promised, "seen": one.seen, "kept": one.kept}
            self.out.tell("promise", words, style="red", margin=" " * 7, **told)
        words = f"   {seconds:.1f} s"
        self.out.tell("step-done", words, style="dim", number=number, seconds=round(seconds, 2))

    def up(self) -> tuple[Stage, Sample]:
        """Give the stack that is up, and the data of its traffic.

        Raises:
            NotUpError: it is not.

        """
        if not self.stage:
            raise NotUpError
        return self.stage, self.plan.sample

    def say(self, words: str) -> None:
        """Say what goes on."""
        self.out.tell("said", f"   {words}", margin=" " * 5, text=words)

    @property
    def quality(self) -> bool:
        """Whether labels are compared, too: a user's own data come without."""
        return not self.plan.dataset
