"""A stand-in for Amazon's Model Monitor analyzer: data quality.

Not Amazon's computation. It reads what the container reads and writes files of the same layout, so
that everything around it can be rehearsed. Distances are Kolmogorov-Smirnov's and L-infinity's over
two statistics, where each distinct value of a sketch counts once, as in Deequ; distinct counts are
exact, and sketches keep every 2^n-th value where there are more than 2,050. To be replaced by the
project's own analyzer.

Texts of violations: as those of the real container that are printed in AWS samples.
"""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.rehearsal.extension.store import Json

Rows = list[list[str]]
_FRACTION = re.compile(r"(-|\+)? ?\d+((\.\d+)|((?:\.\d+)?[Ee][-+]?\d+))")
_WHOLE = re.compile(r"(-|\+)? ?\d+")
_SKETCH = 2050  # values that the sketch keeps as they are
_BUCKETS = 10
_CATEGORIES = 120  # more distinct values have no histogram
VERSION = 0.0


def statistics(names: list[str], rows: Rows) -> Json:
    """Give ``statistics.json`` of a dataset; an empty cell is a missing value."""
    columns = list(zip_longest(*rows, fillvalue="")) or [()] * len(names)
    features = [_feature(name, list(cells)) for name, cells in zip(names, columns, strict=False)]
    return {"version": VERSION, "dataset": {"item_count": len(rows)}, "features": features}


def inferred(cells: list[str]) -> str:
    """Give a column's type: one text makes it a text, one fraction a fraction."""
    kinds = {_type(cell) for cell in cells}
    for kind in ("String", "Fractional", "Integral"):
        if kind in kinds:
            return kind
    return "Unknown"


def _type(cell: str) -> str:
    if _WHOLE.fullmatch(cell):
        return "Integral"
    return "Fractional" if _FRACTION.fullmatch(cell) else "String"


def _feature(name: str, cells: list[str]) -> Json:
    present = [cell for cell in cells if cell]
    kind = inferred(present)
    common = {"num_present": len(present), "num_missing": len(cells) - len(present)}
    facts: Json = {"common": common, "completeness": len(present) / len(cells) if cells else 0.0}
    title = "numerical_statistics" if kind in ("Fractional", "Integral") else "string_statistics"
    if kind == "String":
        facts |= _texts(present)
    elif kind != "Unknown":
        facts |= _numbers([float(cell.replace(" ", "")) for cell in present])
    return {"name": name, "inferred_type": kind, title: facts}


def _texts(cells: list[str]) -> Json:
    counts = Counter(cells)
    facts: Json = {"distinct_count": float(len(counts))}
    if len(counts) <= _CATEGORIES:
        buckets = [{"value": value, "count": count} for value, count in sorted(counts.items())]
        facts["distribution"] = {"categorical": {"buckets": buckets}}
    return facts


def _numbers(values: list[float]) -> Json:
    total, low, high = sum(values), min(values), max(values)
    mean = total / len(values)
    return {
        "mean": mean,
        "sum": total,
        "std_dev": math.sqrt(sum((value - mean) ** 2 for value in values) / len(values)),
        "min": low,
        "max": high,
        "approximate_num_distinct_values": len(set(values)),
        "distribution": {"kll": {"buckets": _buckets(values, low, high), "sketch": sketch(values)}},
    }


def _buckets(values: list[float], low: float, high: float) -> list[Json]:
    ordered, width = sorted(values), (high - low) / _BUCKETS
    edges = [low + width * index for index in range(_BUCKETS)] + [high]
    ranks = [bisect.bisect_left(ordered, edge) for edge in edges[:-1]] + [len(ordered)]
    return [
        {
            "lower_bound": edges[i],
            "upper_bound": edges[i + 1],
            "count": float(ranks[i + 1] - ranks[i]),
        }
        for i in range(_BUCKETS)
    ]


def sketch(values: list[float]) -> Json:
    """Give a sketch: a value of level n stands for 2^n values."""
    level = 0
    while len(values) > _SKETCH:
        values, level = sorted(values)[::2], level + 1
    data: list[list[float]] = [[] for _ in range(level)]
    return {"parameters": {"c": 0.64, "k": 2048.0}, "data": [*data, values]}


def constraints(stats: Json) -> Json:
    """Give the ``constraints.json`` that is suggested from a baseline's statistics."""
    drift = {
        "perform_comparison": "Enabled",
        "comparison_threshold": 0.1,
        "comparison_method": "Robust",
        "categorical_comparison_threshold": 0.1,
        "categorical_drift_method": "LInfinity",
    }
    config = {
        "evaluate_constraints": "Enabled",
        "emit_metrics": "Enabled",
        "datatype_check_threshold": 1.0,
        "domain_content_threshold": 1.0,
        "distribution_constraints": drift,
    }
    features = [_constraint(feature) for feature in stats["features"]]
    return {"version": VERSION, "features": features, "monitoring_config": config}


def _constraint(feature: Json) -> Json:
    facts = feature.get("numerical_statistics") or feature["string_statistics"]
    found: Json = {
        "name": feature["name"],
        "inferred_type": feature["inferred_type"],
        "completeness": facts["completeness"],
    }
    if "min" in facts:
        found["num_constraints"] = {"is_non_negative": facts["min"] >= 0}
    if buckets := _histogram(feature):
        found["string_constraints"] = {"domains": sorted(buckets)}
    return found


def violations(rows: Rows, now: Json, base: Json, limits: Json) -> list[Json]:
    """Give the violations of a run: ``now`` and ``base`` are statistics, ``limits`` constraints."""
    config = limits.get("monitoring_config", {})
    if config.get("evaluate_constraints", "Enabled") != "Enabled":
        return []
    wanted, width = limits["features"], max(map(len, rows), default=0)
    if width != len(wanted):
        return [_columns(width, len(wanted))]
    known = {feature["name"]: feature for feature in base.get("features", [])}
    found = []
    for index, (limit, feature) in enumerate(zip(wanted, now["features"], strict=True)):
        cells = [row[index] for row in rows if index < len(row)]
        found += [
            *_types(limit, cells, config.get("datatype_check_threshold", 1.0)),
            *_completeness(limit, feature),
            *_domain(limit, cells, config.get("domain_content_threshold", 1.0)),
            *_drift(known.get(limit["name"]), feature, config.get("distribution_constraints", {})),
        ]
    return found


def _violation(feature: str, check: str, description: str) -> Json:
    return {"feature_name": feature, "constraint_check_type": check, "description": description}


def _columns(width: int, wanted: int) -> Json:
    which, check = ("missing", "missing_column_check") if width < wanted else (
        "extra", "extra_column_check",
    )  # fmt: skip
    return _violation(
        f"{which.title()} columns",
        check,
        f"There are {which} columns in current dataset. Number of columns in current dataset: "
        f"{width}, Number of columns in baseline constraints: {wanted}",
    )


def _types(limit: Json, cells: list[str], threshold: float) -> list[Json]:
    wanted = limit["inferred_type"]
    accepted = {"Integral": {"Integral"}, "Fractional": {"Integral", "Fractional"}}.get(wanted)
    present = [cell for cell in cells if cell]
    if accepted is None or not present:
        return []
    share = sum(_type(cell) in accepted for cell in present) / len(present)
    if share >= threshold:
        return []
    text = (
        f"Data type match requirement is not met. Expected data type: {wanted}, Expected match: "
        f"{100.0 * threshold}%. Observed: Only {100.0 * share}% of data is {wanted}."
    )
    return [_violation(limit["name"], "data_type_check", text)]


def _completeness(limit: Json, feature: Json) -> list[Json]:
    facts = feature.get("numerical_statistics") or feature["string_statistics"]
    wanted, found = limit.get("completeness", 0.0), facts["completeness"]
    if found >= wanted:
        return []
    text = f"Value: {found} does not meet the constraint requirement! Expected: {wanted}"
    return [_violation(limit["name"], "completeness_check", text)]


def _domain(limit: Json, cells: list[str], threshold: float) -> list[Json]:
    known = limit.get("string_constraints", {}).get("domains")
    present = [cell for cell in cells if cell]
    if known is None or not present:
        return []
    share = sum(cell in set(known) for cell in present) / len(present)
    if share >= threshold:
        return []
    text = f"Value: {share} does not meet the constraint requirement!"
    return [_violation(limit["name"], "categorical_values_check", text)]


def _drift(base: Json | None, feature: Json, config: Json) -> list[Json]:
    if base is None or config.get("perform_comparison") != "Enabled":
        return []
    robust = config.get("comparison_method") == "Robust"
    limit = config["comparison_threshold"]
    if _histogram(base) and _histogram(feature):
        limit = config.get("categorical_comparison_threshold", limit)
    far = distance(base, feature, robust=robust)
    if far is None or far <= limit:
        return []
    text = f"Baseline drift distance: {far} exceeds threshold: {limit}"
    return [_violation(feature["name"], "baseline_drift_check", text)]


def distance(base: Json, now: Json, *, robust: bool) -> float | None:
    """Give two features' distance, 0 to 1; None where they cannot be compared."""
    one, other = _weights(base), _weights(now)
    if (
        one is None
        or other is None
        or isinstance(next(iter(one)), str) != isinstance(next(iter(other)), str)
    ):
        return None
    n, m = sum(one.values()), sum(other.values())
    running, far = 0.0, 0.0
    for value in sorted({*one, *other}, key=lambda item: (str(type(item)), item)):
        step = one.get(value, 0) / n - other.get(value, 0) / m
        running = step if isinstance(value, str) else running + step
        far = max(far, abs(running))
    return max(0.0, far - 1.8 * math.sqrt((n + m) / (n * m))) if robust else far


def _weights(feature: Json) -> dict[str | float, int] | None:
    """Give the values of a feature with what each weighs."""
    if texts := _histogram(feature):
        return {value: count for value, count in texts.items()}  # noqa: C416 - wider keys
    facts = feature.get("numerical_statistics", {}).get("distribution", {}).get("kll")
    levels = enumerate(facts["sketch"]["data"] if facts else [])
    return {value: 2**level for level, values in levels for value in values} or None


def _histogram(feature: Json) -> dict[str, int]:
    facts = feature.get("string_statistics", {}).get("distribution", {})
    return {one["value"]: one["count"] for one in facts.get("categorical", {}).get("buckets", [])}
