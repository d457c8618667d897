"""A report for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from lambda_src.responder.distances import DRIFT

if TYPE_CHECKING:
    from generator.analyze.runs import Contents, Json

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
    violated = {each["feature_name"] for each in _violations(contents)}
    for feature in contents["statistics"]["features"]:
        own = drift.get(feature["name"])
        table.add_row(
            feature["name"],
            feature["inferred_type"],
            _share_missing(feature),
            *(_distances(own) if own else ("", "", "", "")),
            style="yellow" if feature["name"] in violated or (own and own["drifted"]) else None,
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
    return lines + [f"{item['feature']}: {HIDDEN}" for item in drift if item["hidden"]]


def _violations(contents: Contents) -> list[Json]:
    found: list[Json] = contents.get("constraint_violations", {}).get("violations", [])
    return found


def _share_missing(feature: Json) -> str:
    part = feature.get("numerical_statistics") or feature["string_statistics"]
    return f"{1 - part['completeness']:.1%}"


def _distances(own: Json) -> tuple[str, str, str, str]:
    theirs = own["modelMonitor"]
    who = {
        (True, True): "both",
        (True, False): "exact",
        (False, True): "Model Monitor",
    }.get((bool(own["drifted"]), bool(theirs["drifted"])), "")
    return f"{own['distance']:.3f}", f"{theirs['distance']:.3f}", f"{own['threshold']:g}", who


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
    for name, figure in group.items():
        if "value" in figure:
            table.add_row(
                name,
                _figure(figure["value"]),
                _figure(limits[name]["threshold"]) if name in limits else "",
                "worse than the baseline" if name in broken else "",
                style="yellow" if name in broken else None,
            )
    return table


def _figure(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.4g}"


def unread(drift: Json) -> list[str]:
    """Say what could not be read."""
    return [
        f"{known['count']:,} times: {reason}: {', '.join(known['first'])}"
        f"{' …' if known['count'] > len(known['first']) else ''}"
        for reason, known in drift["unread"].items()
    ]
