"""What somebody has edited in a baseline's constraints, and how a new baseline keeps it. No I/O."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.deploy.awsclient import Json

ABSENT = object()  # beside null, which may stand in a file
FEATURES = "features"


@dataclass(frozen=True)
class Edit:
    """A value of ``constraints.json`` that is not the suggested one.

    Attributes:
        path: its keys; a feature's name stands for its place in the list.
        suggested: what the statistics suggest, ``ABSENT`` for nothing.
        edited: what stands there, ``ABSENT`` for nothing.
        kept: whether the new constraints have it, too.

    """

    path: tuple[str, ...]
    suggested: Any
    edited: Any
    kept: bool

    def told(self) -> Json:
        """Give it as JSON, what is absent as null."""
        before, after = (None if each is ABSENT else each for each in (self.suggested, self.edited))
        path = ".".join(self.path).removeprefix(f"{FEATURES}.")
        return {"path": path, "suggested": before, "edited": after, "kept": self.kept}


def carried(was: Json, suggested: Json, now: Json) -> tuple[Json, list[Edit]]:
    """Give new constraints ``now`` with what was edited in the old ones, and the edits.

    ``was`` are the old constraints, and ``suggested`` what they were before anybody edited them. Of
    a list, as a domain, what was added and taken out is, and the rest is of ``now``. An edit of a
    feature that is no more is not kept.
    """
    made = _by_name(copy.deepcopy(now))
    edits = [
        Edit(path, before, after, _applied(made, path, before, after))
        for path, before, after in _differences(_by_name(was), _by_name(suggested))
    ]
    if FEATURES in made:
        made[FEATURES] = [*made[FEATURES].values()]
    return made, edits


def _by_name(constraints: Json) -> Json:
    if FEATURES not in constraints:
        return constraints
    return constraints | {FEATURES: {each["name"]: each for each in constraints[FEATURES]}}


def _differences(
    was: Json, suggested: Json, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    for key in dict.fromkeys([*suggested, *was]):
        before, after = suggested.get(key, ABSENT), was.get(key, ABSENT)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(after, before, (*path, key))
        elif before != after:
            yield (*path, key), before, after


def _applied(made: Json, path: tuple[str, ...], before: Any, after: Any) -> bool:
    """Edit new constraints; tell whether there is a place for it."""
    *above, key = path
    place: Any = made
    for each in above:
        place = place.get(each)
        if not isinstance(place, dict):
            return False
    if after is ABSENT:
        place.pop(key, None)
        return True
    present = place.get(key)
    if all(isinstance(each, list) for each in (before, after, present)):
        left = [each for each in present if each in after or each not in before]
        after = left + [each for each in after if each not in before and each not in left]
    place[key] = after
    return True
