"""One rehearsal of a scenario, step by step, up to the first promise that is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from troposphere import Template

from generator import parameters
from generator.emit import to_yaml
from generator.rehearsal.rehearsal import Plan, Rehearsal
from generator.rehearsal.traffic import usual_drifts
from tests.silence import Silence

from .scenarios import SAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from generator.rehearsal import EmbeddedAws

    from .scenarios import Scenario

Json = dict[str, Any]
# What a step takes for granted: that these were before it.
BEFORE = {
    "Labels that disagree": ("Drifted traffic",),
    "A failed run": ("Drifted traffic", "Labels that disagree"),
    "Silence": ("Normal traffic",),
}


@dataclass(frozen=True)
class Broken:
    """What broke first: in which scenario and step, which promise, and what was seen instead."""

    scenario: str
    step: str
    promised: str
    seen: str


class _Changed(Template):
    """A template whose content is given."""

    def __init__(self, content: Json) -> None:
        super().__init__()
        self._content = content

    def to_dict(self) -> Json:
        return self._content


def text(content: Json, edition: str) -> str:
    """Write a template as the build does: as JSON it would be too long for CloudFormation."""
    return to_yaml(_Changed(content), dense=edition in parameters.TERSE)


def play(
    aws: EmbeddedAws,
    edition: str,
    scenario: Scenario,
    content: Json,
    *,
    only: Collection[str] = (),
    after: Callable[[str, Rehearsal], None] = lambda *_: None,
) -> Broken | None:
    """Rehearse a template; give what broke first, or None.

    Args:
        only: the steps that are wanted, with what each takes for granted; all without.
        after: called with each step's name when it is done.

    """
    aws.reset()
    plan = Plan(edition, text(content, edition), SAMPLE, usual_drifts(SAMPLE))
    now = Rehearsal(plan, aws, Silence())
    wanted = {"Deploy", *only, *(each for name in only for each in BEFORE.get(name, ()))}
    for title, step in scenario.all_steps(edition):
        if only and title not in wanted:
            continue
        now.play([(title, step)])
        after(title, now)
        if now.promises.broken:
            first = now.promises.broken[0]
            return Broken(scenario.name, title, first.promised, first.seen)
    return None
