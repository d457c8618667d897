"""A report for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from generator.analyze import gaps
from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from generator.analyze.runs import Contents, Json

ALL_DIGITS = 17  # of a number that a computer can tell from all others
HIDDEN = "changed a lot, and Model Monitor would not see it"


def columns(contents: Contents) -> Table:
    """Show each feature of a baseline: type, missing, distinct values, mean and deviation."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("feature", "type"):
        table.add_column(title, overflow="fold")
    for title in ("missing", "distinct", "mean", "deviation"):
        table.add_column(title, justify="right", no_wrap=True)
    for feature in contents["statistics"]["features"]:
        numbers = feature.get("numerical_statistics", {})
        distinct = numbers.get("approximate_num_distinct_values")
        if not numbers:
            distinct = feature["string_statistics"]["distinct_count"]
        moments = [_figure(numbers[name]) if numbers else "" for name in ("mean", "std_dev")]
        kind = feature["inferred_type"]
        table.add_row(feature["name"], kind, _share_missing(feature), f"{distinct:,.0f}", *moments)
    return table


def features(contents: Contents) -> Table:
    """Show each feature: type, missing, distance by both verdicts, threshold, who says drift.

    It fits 80 columns; what is to be said in a sentence, :func:`findings` says below.
    """
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("feature", "type"):
        table.add_column(title, overflow="fold")
    for title in ("missing", "exact", "Model Monitor", "threshold"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("drift by", no_wrap=True)
    drift = {item["feature"]: item for item in contents["drift"].get("features", [])}
    violated = dict.fromkeys(each["feature_name"] for each in _violations(contents))
    uncompared = contents["drift"].get("notCompared", {})
    there = {feature["name"]: feature for feature in contents["statistics"]["features"]}
    for name in dict.fromkeys([*there, *violated, *uncompared]):
        feature, own = there.get(name), drift.get(name)
        table.add_row(
            name,
            *((feature["inferred_type"], _share_missing(feature)) if feature else ("", "")),
            *(_distances(own) if own else ("", "", "", "")),
            style="yellow" if name in violated or not feature or (own and own["drifted"]) else None,
        )
    return table


def findings(contents: Contents) -> list[str]:
    """Say what the table of features has no room for: violations, but for the drift that it shows.

    One line a finding, with the feature first.
    """
    drift = contents["drift"].get("features", [])
    known = {item["feature"] for item in drift}
    lines = [
        f"{each['feature_name']}: {each['description']} ({each['constraint_check_type']})"
        for each in _violations(contents)
        if each["constraint_check_type"] != DRIFT or each["feature_name"] not in known
    ]
    lines += [f"{item['feature']}: {HIDDEN}" for item in drift if item["hidden"]]
    uncompared = contents["drift"].get("notCompared", {})
    return lines + [f"{name}: not compared: {reason}" for name, reason in uncompared.items()]


def _violations(contents: Contents) -> list[Json]:
    found: list[Json] = contents.get("constraint_violations", {}).get("violations", [])
    return found


def _share_missing(feature: Json) -> str:
    part = feature.get("numerical_statistics") or feature["string_statistics"]
    return f"{1 - part['completeness']:.1%}"


def _distances(own: Json) -> tuple[str, str, str, str]:
    theirs, limit = own["modelMonitor"], own["threshold"]
    exact, faithful = (_apart("f", 3, each["distance"], limit)[0] for each in (own, theirs))
    who = {
        (True, True): "both",
        (True, False): "exact",
        (False, True): "Model Monitor",
    }.get((bool(own["drifted"]), bool(theirs["drifted"])), "")
    return exact, faithful, f"{limit:g}", who


def _apart(form: str, digits: int, one: float, other: float) -> tuple[str, str]:
    """Write two figures with ``digits``, or with as many more as tell them apart."""
    while True:
        written = format(one, f".{digits}{form}"), format(other, f".{digits}{form}")
        if one == other or float(written[0]) != float(written[1]) or digits == ALL_DIGITS:
            return written
        digits += 1


def metrics(contents: Contents) -> Table:
    """Show each model quality metric: value, its constraint, finding."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("metric")
    table.add_column("value", justify="right")
    table.add_column("threshold", justify="right")
    table.add_column("finding")
    [group] = [part for name, part in contents["statistics"].items() if name.endswith("_metrics")]
    constrained = [
        part for name, part in contents["constraints"].items() if name.endswith("_constraints")
    ]
    limits: Json = constrained[0] if constrained else {}
    broken = [
        each["description"].split()[1]
        for each in contents.get("constraint_violations", {}).get("violations", [])
    ]
    unmeasured = contents["drift"].get("notMeasured", {})
    for name, figure in group.items():
        if "value" in figure and name not in unmeasured:
            table.add_row(
                name,
                *_measured(figure["value"], limits.get(name)),
                _judged(figure["value"], limits.get(name), broken=name in broken),
                style="yellow" if name in broken else None,
            )
    for name, reason in unmeasured.items():
        limit = _figure(limits[name]["threshold"])
        table.add_row(name, "", limit, f"not measured: {reason}", style="yellow")
    return table


def _judged(value: float | str, limit: Json | None, *, broken: bool) -> str:
    if broken:
        return "worse than the baseline"
    bound = limit["threshold"] if limit else ""
    if not limit or isinstance(value, str) or isinstance(bound, str):
        return ""
    less = "Less" in limit["comparison_operator"]
    worse = value < bound if less else value > bound
    return "worse; Model Monitor does not report it" if worse else ""


def _measured(value: float | str, limit: Json | None) -> tuple[str, str]:
    """Write a metric and its threshold, ``""`` without one."""
    bound = limit["threshold"] if limit else ""
    if isinstance(value, str) or isinstance(bound, str):
        return _figure(value), _figure(bound)
    return _apart("g", 4, value, bound)


def _figure(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.4g}"


def unmatched(drift: Json) -> list[str]:
    """Say how many records and labels have not met, if any."""
    counts = drift.get("unmatched", {})
    return [f"not matched: {gaps.unmatched(counts)}"] if any(counts.values()) else []


def unread(drift: Json) -> list[str]:
    """Say what was not read as it was meant."""
    return [
        f"not read as meant: {known['count']:,} times: {reason}: {', '.join(known['first'])}"
        f"{' …' if known['count'] > len(known['first']) else ''}"
        for reason, known in drift["unread"].items()
    ]
