"""Trials: an element is taken away where that can show, and what breaks first is told.

Each process of the pool has an embedded AWS of its own.
"""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.rehearsal import EmbeddedAws

from .elements import UNRECORDED, Element, template, without
from .judge import judged
from .loop import Broken, play
from .recorded import Recorded, record
from .scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor

Json = dict[str, Any]
_SOON = ("Deploy", "Normal traffic")  # where it shows what no role's call does
_NAMED = {one.name: one for one in SCENARIOS}
_SERVERS: list[EmbeddedAws] = []


@dataclass(frozen=True)
class Trial:
    """An element that is to be taken away, and where that can show: scenario and steps."""

    edition: str
    element: Element
    uses: tuple[tuple[str, tuple[str, ...]], ...]


def _aws() -> EmbeddedAws:
    """Give this process's embedded AWS; it ends with the process."""
    if not _SERVERS:
        _SERVERS.append(EmbeddedAws().__enter__())
    return _SERVERS[0]


def _content(edition: str, scenario: Scenario) -> Json:
    content = copy.deepcopy(template(edition))
    scenario.change(content)
    return content


def _recorded(edition: str, name: str) -> Recorded:
    scenario = _NAMED[name]
    return record(_aws(), edition, scenario, _content(edition, scenario))


def _uses(edition: str, element: Element, known: dict[str, Recorded]) -> Trial:
    if element.kind in UNRECORDED:
        return Trial(edition, element, (("demo", _SOON),))
    found = []
    for name, recorded in known.items():
        if steps := recorded.steps(_content(edition, _NAMED[name]), element):
            found.append((name, tuple(steps)))
    found += [(one.name, ("Deploy",)) for one in SCENARIOS if element.text in one.shows]
    return Trial(edition, element, tuple(found))


def _tried(trial: Trial) -> Json:
    """Take an element away where that can show; say what breaks first, or what it survived."""
    for name, steps in trial.uses:
        scenario = _NAMED[name]
        content = without(_content(trial.edition, scenario), trial.element)
        run = partial(play, _aws(), trial.edition, scenario, content)
        for only in (steps[:1], steps) if len(steps) > 1 else (steps,):
            _aws().control("decisions")
            if broken := run(only=only):
                return _told(broken)
    return {"survived": [f"{name}: {', '.join(steps)}" for name, steps in trial.uses]}


def _told(broken: Broken) -> Json:
    """Say what broke; with the actions that IAM refused since the rehearsal began."""
    denied = [
        call["action"]
        for call in _aws().control("decisions")
        if not call["allowed"] and ":assumed-role/" in call["who"]
    ]
    return {**asdict(broken), "seen": broken.seen[:600], "refused": [*dict.fromkeys(denied)]}


def look(edition: str, wanted: Sequence[Element], pool: Executor) -> Iterator[tuple[str, Json]]:
    """Take elements away; yield each one's key with what became of it, as that is known."""
    names = [
        one.name
        for one in SCENARIOS
        if not one.shows and (not one.editions or edition in one.editions)
    ]
    known = dict(zip(names, pool.map(partial(_recorded, edition), names), strict=True))
    yield from (
        (one.key, {"judged": judged(template(edition), one)}) for one in wanted if not one.narrows
    )
    trials = [_uses(edition, one, known) for one in wanted if one.narrows]
    for trial, told in zip(trials, pool.map(_tried, trials), strict=True):
        yield trial.element.key, told
