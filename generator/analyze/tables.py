"""A report for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

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
    """Show each feature: type, missing, distance by both verdicts, threshold, findings."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("feature", "type"):
        table.add_column(title, overflow="fold")
    for title in ("missing", "exact", "Model Monitor", "threshold"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("finding", overflow="fold")
    drift = {item["feature"]: item for item in contents["drift"].get("features", [])}
    violations = contents.get("constraint_violations", {}).get("violations", [])
    names = [feature["name"] for feature in contents["statistics"]["features"]]
    for feature in contents["statistics"]["features"]:
        own = drift.get(feature["name"])
        found = [each for each in violations if each["feature_name"] == feature["name"]]
        table.add_row(
            feature["name"],
            feature["inferred_type"],
            _share_missing(feature),
            *(_distances(own) if own else ("", "", "")),
            "; ".join(_findings(own, found)),
            style="yellow" if found or (own and own["drifted"]) else None,
        )
    for each in violations:
        if each["feature_name"] not in names:
            table.add_row(each["feature_name"], "", "", "", "", "", *_findings(None, [each]))
    return table


def _share_missing(feature: Json) -> str:
    part = feature.get("numerical_statistics") or feature["string_statistics"]
    return f"{1 - part['completeness']:.1%}"


def _distances(own: Json) -> tuple[str, str, str]:
    theirs = own["modelMonitor"]
    return f"{own['distance']:.3f}", f"{theirs['distance']:.3f}", f"{own['threshold']:g}"


def _findings(own: Json | None, violations: list[Json]) -> list[str]:
    said = [f"{each['constraint_check_type']}: {each['description']}" for each in violations]
    if own and own["hidden"]:
        said.append(HIDDEN)
    elif own and own["drifted"]:
        said.append("drifted")
    return said


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
