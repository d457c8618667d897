"""How a plan is shown: to a person as a list, to a machine as lines of JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from generator.errors import GeneratorError
from generator.parameters import MODEL_MONITOR
from generator.prices import Use, monthly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.deploy.plan import Change, Difference, Plan
    from generator.deploy.screen import Screen

LENGTH = 60
"""Characters of a value that a person sees."""
_SIGNS = {
    "replaced": ("!", "bold red"),
    "perhaps replaced": ("?", "yellow"),
    "removed": ("-", "red"),
    "changed": ("~", "yellow"),
    "added": ("+", "green"),
}


def show(out: Screen, plan: Plan) -> None:
    """Show what changes, replacements first; of a new stack a summary."""
    if plan.new:
        _show_new(out, plan)
        return
    vague = [] if out.machine else [change for change in plan.changes if change.follows]
    for change in plan.changes:
        if change not in vague:
            _show_change(out, change)
    if vague:
        names = ", ".join(change.logical_id for change in vague)
        words = f"? what refers to these, replaced if need be ({len(vague)}): {names}"
        out.tell("follow", words, style="yellow")


def _show_change(out: Screen, change: Change) -> None:
    sign, style = _SIGNS[change.what]
    by = f" (by {', '.join(change.parameters)})" if change.parameters else ""
    words = f"{sign} {change.logical_id}: {change.what}{by}"
    out.tell("change", words, style=style, **change.data())
    if out.machine:
        return
    if change.means:
        unsure = change.what == "perhaps replaced" and not change.type.startswith("Custom::")
        out.tell("means", f"    {'if so: ' if unsure else ''}{change.means}")
    for difference in change.differences:
        for words in _differences(difference):
            out.tell("difference", f"    {words}")


def _show_new(out: Screen, plan: Plan) -> None:
    for change in plan.changes:
        out.tell("change", "", **change.data())
    services = Counter(_service(change) for change in plan.changes)
    parts = ", ".join(f"{service} {count}" for service, count in sorted(services.items()))
    count = len(plan.changes)
    out.tell("new", f"+ a new stack, resources: {count} ({parts})", style="green", resources=count)


def _service(change: Change) -> str:
    return "own steps" if change.type.startswith("Custom::") else change.type.split("::")[1]


def _differences(one: Difference) -> Iterator[str]:
    """Give a property's change; of a long one in JSON only the leaves that differ."""
    if not one.known:
        yield f"{one.path}: known once it is done"
        return
    sides = [_read(one.before), _read(one.after)]
    leaves = list(_leaves(one.path, *sides)) if all(_nested(side) for side in sides) else []
    for path, before, after in leaves or [(one.path, one.before, one.after)]:
        yield f"{path}: {_short(before)} -> {_short(after)}"


def _leaves(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _leaves(f"{path}.{key}", before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, each in enumerate(before):
            yield from _leaves(f"{path}.{index}", each, after[index])
    else:
        yield path, before, after


def _read(value: str | None) -> Any:
    try:
        return json.loads(value or "")
    except ValueError:
        return value


def _nested(value: Any) -> bool:
    return isinstance(value, (dict, list))


def _short(value: Any) -> str:
    if value is None:
        return "(none)"
    line = " ".join((json.dumps(value) if _nested(value) else str(value)).split())
    return line if len(line) <= LENGTH else f"{line[: LENGTH - 1]}…"


def use(values: Mapping[str, str], region: str, edition: str) -> Use:
    """Give what a stack of these values uses, for its price."""
    own = not values.get("ExistingEndpointName")
    return Use(
        region=region,
        frequency=values.get("MonitoringFrequency", "hourly"),
        instance=values.get("InstanceType", "") if own else "",
        job_instance=values.get("JobInstanceType", ""),
        model_quality=values.get("EnableModelQuality") == "true",
        edition=edition,
    )


def show_cost(out: Screen, now: Use, before: Use | None) -> None:
    """Say what the stack will cost a month, by the price table; and what it costs today."""
    try:
        parts = monthly(now)
        past = sum(monthly(before).values()) if before else None
    except GeneratorError as error:
        out.tell("cost", f"Cost: {error}", problem=str(error))
        return
    total = sum(parts.values())
    words = f"Cost: about ${total:,.2f} a month"
    if past is not None and round(past, 2) != round(total, 2):
        words += f", ${past:,.2f} before"
    largest = sorted(parts.items(), key=lambda part: -part[1])[:3]
    words += f" ({', '.join(f'{name} ${usd:,.2f}' for name, usd in largest)}, …)"
    out.tell("cost", words, usdAMonth=round(total, 2), before=past and round(past, 2),
             parts={name: round(usd, 2) for name, usd in parts.items()})  # fmt: skip


def quota_names(plan: Plan, now: Use) -> list[str]:
    """Name the quotas that must suffice for what the plan starts."""
    starts = {change.logical_id for change in plan.changes if change.what in ("added", "replaced")}
    names = []
    if now.instance and starts & {"Endpoint", "EndpointConfig"}:
        names.append(f"{now.instance} for endpoint usage")
    jobs = starts & {"Baselines", "DataQualityJob", "ModelQualityJob"}
    if now.edition == MODEL_MONITOR and jobs:
        names.append(f"{now.job_instance} for processing job usage")
    return names
