"""Transitions of state machines, as Step Functions checks them when one is made.

Source: the Amazon States Language; `MISSING_TRANSITION_TARGET` and `MISSING_END_STATE` are what
Step Functions says itself. A machine here is plain JSON, see `_plain`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from generator.rules._pieces import Hole, Path

Objection: TypeAlias = tuple[Path, str]

_ENDS = ("Succeed", "Fail")
_LEAD_ON = ("Task", "Pass", "Wait", "Parallel", "Map")
_REFUSED = "Step Functions refuses the definition, and the stack fails"


def objections(machine: Any, path: Path = ()) -> Iterator[Objection]:
    """Yield what is wrong in a machine: the place below it, and the words.

    A text in a machine's place is the JSON parser's complaint about it.
    """
    if isinstance(machine, str):
        yield path, f"this definition is not JSON: {machine}. {_REFUSED}"
        return
    states = machine.get("States") if isinstance(machine, Mapping) else None
    if not isinstance(states, Mapping) or not all(isinstance(s, Mapping) for s in states.values()):
        return
    moves = {name: list(_moves(state)) for name, state in states.items()}
    yield from _missing(machine, moves, path)
    yield from _stuck(states, path)
    yield from _unreached(machine, states, moves, path)
    for name, state in states.items():
        for below, inner in _machines(state):
            yield from objections(inner, (*path, "States", name, *below))


def _moves(state: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Yield each transition out of a state: where it is written, and its target."""
    for key in ("Next", "Default"):
        if key in state:
            yield (key,), state[key]
    for key in ("Choices", "Catch"):
        items = state.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, Mapping) and "Next" in item:
                yield (key, index, "Next"), item["Next"]
            elif isinstance(item, Hole):
                yield (key, index), item
        if isinstance(items, Hole):
            yield (key,), items


def _machines(state: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    branches = state.get("Branches")
    for index, branch in enumerate(branches if isinstance(branches, list) else ()):
        yield ("Branches", index), branch
    for key in ("Iterator", "ItemProcessor"):
        if isinstance(state.get(key), Mapping):
            yield (key,), state[key]


def _known(target: Any) -> bool:
    return isinstance(target, str) and "${" not in target


def _missing(
    machine: Mapping[str, Any], moves: Mapping[str, list[tuple[Path, Any]]], path: Path
) -> Iterator[Objection]:
    start = machine.get("StartAt")
    if "StartAt" not in machine:
        yield path, f"this machine has no StartAt: {_REFUSED}. Name its first state there"
    elif isinstance(start, str) and _known(start) and start not in moves:
        yield (*path, "StartAt"), _nowhere("StartAt", start, moves)
    for name, found in moves.items():
        for below, target in found:
            if _known(target) and target not in moves:
                yield (*path, "States", name, *below), _nowhere(f"'{name}'", target, moves)


def _nowhere(who: str, target: str, moves: Mapping[str, Any]) -> str:
    there = ", ".join(f"'{name}'" for name in list(moves)[:5])
    return (
        f"{who} leads to '{target}', and there is no such state beside it (there are {there}). "
        f"{_REFUSED}. Name one of them, or add it"
    )


def _stuck(states: Mapping[str, Mapping[str, Any]], path: Path) -> Iterator[Objection]:
    for name, state in states.items():
        if state.get("Type") in _LEAD_ON and not {"Next", "End"} & set(state):
            yield (
                (*path, "States", name),
                f"the state '{name}' neither leads on nor ends: {_REFUSED}. Give it Next, or "
                "End: true",
            )


def _unreached(
    machine: Mapping[str, Any],
    states: Mapping[str, Mapping[str, Any]],
    moves: Mapping[str, list[tuple[Path, Any]]],
    path: Path,
) -> Iterator[Objection]:
    targets = [target for found in moves.values() for _, target in found]
    start = machine.get("StartAt")
    if not isinstance(start, str) or start not in states or not all(map(_known, targets)):
        return
    if not any(_terminal(state) for state in states.values()):
        yield path, f"no state ends this machine: {_REFUSED}. Give its last state End: true"
        return
    reached = _reached(start, moves)
    for name in [name for name in states if name not in reached]:
        yield (
            (*path, "States", name),
            f"nothing leads to the state '{name}', so it never runs: {_REFUSED}. Lead to it by "
            "a Next, or take it out",
        )


def _terminal(state: Mapping[str, Any]) -> bool:
    return (
        state.get("Type") in _ENDS or bool(state.get("End")) or isinstance(state.get("Type"), Hole)
    )


def _reached(start: str, moves: Mapping[str, list[tuple[Path, Any]]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += [target for _, target in moves.get(name, ())]
    return found
