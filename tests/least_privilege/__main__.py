"""Takes every element of every policy away in turn, and writes what breaks.

    python -m tests.least_privilege                     both editions, every element
    python -m tests.least_privilege --edition E         one edition
    python -m tests.least_privilege --only TEXT         elements whose name has TEXT
    python -m tests.least_privilege --new               elements that have not been tried yet
    python -m tests.least_privilege --workers N         so many embedded AWS at once; else 2
    python -m tests.least_privilege --check             run nothing; exit with 1 if stale

Each worker has an embedded AWS of its own. A call recorder sees first which calls of the whole loop
an element allows: one that allows none breaks nothing, and is not tried. For the others a stack is
brought up without the element, and the shortest part of the loop that makes such a call is run.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.editions import EDITIONS
from generator.rehearsal import EmbeddedAws

from .elements import Element, elements, template, without
from .judge import judged
from .loop import Broken, play
from .recorded import Recorded, record
from .scenarios import SCENARIOS, Scenario
from .table import PAGE, SEEN, kept, page, unheld

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
Found = tuple[str, Json]
# What no role's call shows: who may take a role, what stands at a function or a bucket.
UNRECORDED = ("principal", "permission")
_SOON = ("Deploy", "Normal traffic")
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
    if element.kind in UNRECORDED or element.holder == "BucketPolicy":
        return Trial(edition, element, (("demo", _SOON),))
    found = []
    for name, recorded in known.items():
        if steps := recorded.steps(_content(edition, _NAMED[name]), element):
            found.append((name, tuple(steps)))
    found += [(one.name, ("Deploy",)) for one in SCENARIOS if element.text in one.shows]
    return Trial(edition, element, tuple(found))


def _tried(trial: Trial) -> Json:
    """Take an element away where that can show; say what breaks first, or what it survived."""
    began = time.perf_counter()
    for name, steps in trial.uses:
        scenario = _NAMED[name]
        content = without(_content(trial.edition, scenario), trial.element)
        run = partial(play, _aws(), trial.edition, scenario, content)
        for only in (steps[:1], steps) if len(steps) > 1 else (steps,):
            _aws().control("decisions")
            if broken := run(only=only):
                return {**_told(broken), "seconds": round(time.perf_counter() - began, 1)}
    survived = [f"{name}: {', '.join(steps)}" for name, steps in trial.uses]
    return {"survived": survived, "seconds": round(time.perf_counter() - began, 1)}


def _told(broken: Broken) -> Json:
    """Say what broke; with the actions that IAM refused since the rehearsal began."""
    denied = [
        call["action"]
        for call in _aws().control("decisions")
        if not call["allowed"] and ":assumed-role/" in call["who"]
    ]
    return {**asdict(broken), "seen": broken.seen[:600], "refused": [*dict.fromkeys(denied)]}


def _look(edition: str, wanted: list[Element], pool: ProcessPoolExecutor) -> Iterator[Found]:
    """Yield what became of each element, as it is known."""
    names = [
        one.name
        for one in SCENARIOS
        if not one.shows and (not one.editions or edition in one.editions)
    ]
    known = dict(zip(names, pool.map(partial(_recorded, edition), names), strict=True))
    print(f"{edition}: {len(names)} scenarios recorded", flush=True)
    yield from (
        (one.key, {"judged": judged(template(edition), one)}) for one in wanted if not one.narrows
    )
    trials = [_uses(edition, one, known) for one in wanted if one.narrows]
    for trial, told in zip(trials, pool.map(_tried, trials), strict=True):
        print(f"{edition}: {trial.element.key}: {_words(told)}", flush=True)
        yield trial.element.key, told


def _words(told: Json) -> str:
    if "promised" in told:
        return f"{told['step']}: {told['promised']} [{told['seen'][:100]}] {told['refused']}"
    return f"survives {told['survived'] or 'unused'}"


def _seen_anew(edition: str, given: argparse.Namespace, seen: Json) -> None:
    """Try what is wanted of an edition; keep each as it is known, nothing of what is no more."""
    now = elements(edition)
    found = {one.key: seen[edition][one.key] for one in now if one.key in seen.get(edition, {})}
    wanted = [one for one in now if given.only in one.key and not (given.new and one.key in found)]
    seen[edition] = found
    if not wanted:
        return
    with ProcessPoolExecutor(given.workers) as pool:
        for key, told in _look(edition, wanted, pool):
            found[key] = told
            SEEN.write_text(json.dumps(seen, indent=1, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    """Take away, write, and say whether anything is stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.least_privilege")
    parser.add_argument("--edition", choices=sorted(EDITIONS))
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    seen = kept()
    if not given.check:
        began = time.perf_counter()
        for edition in [given.edition] if given.edition else sorted(EDITIONS):
            _seen_anew(edition, given, seen)
        print(f"{time.perf_counter() - began:.0f} s")
    if problems := [*unheld(seen)]:
        sys.exit("\n".join(problems))
    text = PAGE.read_text("utf-8")
    fresh_page = page(text, seen)
    if given.check and text != fresh_page:
        sys.exit(f"{PAGE} is stale: run python -m tests.least_privilege")
    PAGE.write_text(fresh_page, "utf-8")


if __name__ == "__main__":
    main()
