"""What changes from one baseline to the next. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambda_src.analyzer.checks import far, settings
from lambda_src.analyzer.exact import compared
from lambda_src.monitors import DATA, MONITORS, metrics_of

if TYPE_CHECKING:
    from generator.deploy.awsclient import Json


def changes(monitor: str, old: Json, new: Json) -> list[Json]:
    """Compare two baselines of a monitor, each ``{"statistics", "constraints"}``.

    Gives what ``Rebaseline.changes`` has.
    """
    if monitor == DATA:
        return _moved(*([side["statistics"], side["constraints"]] for side in (old, new)))
    return _measured(old["statistics"], new["statistics"])


def _moved(old: list[Json], new: list[Json]) -> list[Json]:
    """Compare the features of two data-quality baselines: those that are new, gone or elsewhere."""
    before, after = ({each["name"]: each for each in side[0]["features"]} for side in (old, new))
    found = []
    limited = [{each["name"]: each for each in side[1]["features"]} for side in (old, new)]
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name, {}), after.get(name, {})
        limits = settings(new[1], {})["distribution_constraints"]
        said, ours = far(one, other, limits), compared(one, other)
        complete = [side.get(name, {}).get("completeness") for side in limited]
        known, now = ({*_domain(side.get(name, {}))} for side in limited)
        change = {
            "monitor": DATA,
            "name": name,
            "before": one.get("inferred_type"),
            "after": other.get("inferred_type"),
            "exact": ours.get("distance"),
            "modelMonitor": said[0] if said else None,
            "completeness": complete,
            "new": sorted(now - known),
            "gone": sorted(known - now),
        }
        same = one and other and complete[0] == complete[1] and known == now
        if not same or change["before"] != change["after"] or change["exact"]:
            found.append(change)
    return found


def _domain(constraints: Json) -> list[str]:
    """Give the values that a feature of texts may have."""
    found: list[str] = constraints.get("string_constraints", {}).get("domains", [])
    return found


def _measured(old: Json, new: Json) -> list[Json]:
    """Compare the metrics of two model-quality baselines."""
    before, after = metrics_of(old), metrics_of(new)
    return [
        {"monitor": MONITORS[1], "name": name, "before": before.get(name), "after": after.get(name)}
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]
