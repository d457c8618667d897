"""The metrics of a model-quality report against their constraints, and how they have gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.deploy import plots
from generator.deploy.markup import table, text
from lambda_src.monitors import metrics_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.deploy.awsclient import Json
    from generator.deploy.fetched import Report, Run

KNOWN = "accuracy", "f1", "auc", "rmse", "mae", "r2"  # metrics that show their course in any case


def metrics(report: Report) -> str:
    """Show each metric against its constraint, and how those of interest have gone."""
    values = metrics_of(report.contents["statistics"])
    limits = _limits(report)
    broken = {
        name for name, limit in limits.items() if name in values and _breaks(values[name], limit)
    }
    rows = []
    for name, value in sorted(values.items(), key=lambda pair: (pair[0] not in broken, pair[0])):
        limit = limits.get(name)
        sign = "≤" if limit and "Greater" in limit["comparison_operator"] else "≥"
        wanted = f"{sign} {float(limit['threshold']):.4g}" if limit else ""
        cells = (name, f"{value:.4g}", wanted, "worse than the baseline" if name in broken else "")
        rows.append(("bad" if name in broken else "", cells))
    shown_all = table(("Metric", "Value", "Constraint", "Finding"), rows)
    shown = [name for name in (*KNOWN, *sorted(broken)) if name in values]
    panels = [_course(name, report.history, limits.get(name)) for name in dict.fromkeys(shown)]
    figure = (
        f'<figure><div class="panels">{"".join(panels)}</div>'
        f"<figcaption>Metrics by run, with their constraint.{_gaps(shown, report.history)}"
        "</figcaption></figure>"
    )
    return shown_all + (figure if len(report.history) > 1 else "")


def _gaps(names: Sequence[str], runs: Sequence[Run]) -> str:
    """Explain the grey marks, if there are any."""
    found = any(run.metrics.get(name) is None for name in names for run in runs)
    return " A grey mark is a run without data, such as labels." if found else ""


def _limits(report: Report) -> dict[str, Json]:
    constraints = report.contents.get("constraints", {})
    groups = [part for name, part in constraints.items() if name.endswith("_constraints")]
    return groups[0] if groups else {}


def _breaks(value: float, limit: Json) -> bool:
    threshold = float(limit["threshold"])
    return value > threshold if "Greater" in limit["comparison_operator"] else value < threshold


def _course(name: str, runs: Sequence[Run], limit: Json | None) -> str:
    values = [run.metrics.get(name) for run in runs]
    threshold = float(limit["threshold"]) if limit else None
    drawn = plots.history([run.hour for run in runs], [(plots.CURRENT, values)], threshold)
    return f"<div><p>{text(name)}</p>{drawn}</div>"
