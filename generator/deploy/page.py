"""A report as one page of HTML that asks nobody for anything: style and figures are in it.

What is wrong comes first. Then each monitor: of data quality each feature, those with findings open
and the others folded; of model quality each metric against its constraint. Whatever comes from data
is escaped.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.deploy.fetched import TOO_FEW
from generator.deploy.found import VERDICTS, besides, findings
from generator.deploy.markup import anchor, links, table, text
from generator.deploy.page_features import features
from generator.deploy.page_metrics import metrics
from generator.version import __version__
from lambda_src.monitors import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.deploy.awsclient import Json
    from generator.deploy.fetched import Report
    from generator.deploy.found import Findings
    from generator.deploy.page_about import About

STYLE = Path(__file__).with_name("page.css")
TITLES = {DATA: "Data quality"}
STATES = {
    "clean": "clean",
    "violations": "violations",
    TOO_FEW: "too few records for a verdict on drift",
    "no-data": "no data to analyse",
    "failed": "the run failed",
}


def page(about: About, reports: Sequence[Report]) -> str:
    """Write the page."""
    found = [(report, findings(report)) for report in reports]
    count = sum(len(each) for _, each in found)
    words = f"{count} finding{'s' * (count != 1)}" if count else _calm(reports)
    parts = [
        "<header>",
        f"<h1>{text(about.title)}: {text(words)}</h1>",
        *(f"<p><strong>{text(each)}</strong></p>" for each in about.notes),
        _facts(about.facts),
        links(about.links),
        "</header>",
        "<main>",
        "<section><h2>Findings</h2>",
        *(_found(report, each) for report, each in found),
        *map(_judged, reports),
        "</section>",
        *(_section(report) for report in reports),
        "</main>",
        f"<footer>Made by monitor-stack {__version__}. Distances are 0 (the same) to 1.</footer>",
    ]
    style = STYLE.read_text(encoding="utf-8")
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{text(about.title)}: {text(words)}</title><style>{style}</style>"
    )
    body = "\n".join(filter(None, parts))
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _calm(reports: Sequence[Report]) -> str:
    unusual = [report.status for report in reports if report.status not in ("clean", "no-data")]
    return STATES.get(unusual[0], unusual[0]) if unusual else "nothing found"


def _facts(facts: Mapping[str, str]) -> str:
    parts = [f"{text(name)}: {text(words)}" for name, words in facts.items() if words]
    return f'<p class="soft">{" · ".join(parts)}</p>' if parts else ""


def _title(report: Report) -> str:
    return TITLES.get(report.monitor, "Model quality")


def _found(report: Report, found: list[tuple[str, str]]) -> str:
    title = _title(report)
    if not found:
        kind = {"clean": "fine", "no-data": "soft"}.get(report.status, "")
        reason = report.drift["reason"]
        said = STATES.get(report.status, report.status) + (f": {reason}" if reason else "")
        return f'<p class="{kind}">{title}: {text(said)}.</p>'
    return f'<ul class="findings">{_items(report, found)}</ul>'


def _items(report: Report, found: Findings) -> str:
    """Write what was found of each subject, with a link to where it is shown."""
    known = {each["feature"] for each in report.drift["features"]}
    lines = []
    for name in dict.fromkeys(name for name, _ in found):
        words = "; ".join(said for each, said in found if each == name)
        subject = f"<b>{text(name)}</b>"
        if name in known:
            subject = f'<a href="#{anchor(report.monitor, name)}">{subject}</a>'
        lines.append(f"<li>{_title(report)}: {subject}: {text(words)}</li>")
    return "".join(lines)


def _judged(report: Report) -> str:
    """Say which verdict on drift is in force, and what the other one sees alone."""
    if report.monitor != DATA or not report.verdict or not report.drift["features"]:
        return ""
    said = f"Drift counts by {VERDICTS[report.verdict]}, which is in force: it raises the alarm."
    also = besides(report)
    if not also:
        return f'<p class="soft">{text(said)}</p>'
    more = "The other one alone sees the following, which raises none:"
    return f'<p class="soft">{text(said)} {more}</p><ul class="besides">{_items(report, also)}</ul>'


def _section(report: Report) -> str:
    """Show all of a report."""
    window, records = report.drift["window"], report.drift["records"]
    facts = {
        "Status": STATES.get(report.status, report.status),
        "Window": " to ".join(map(str, window)),
        "Records": f"{records:,}",
        "Report": report.where,
    }
    shown = ""
    if "statistics" in report.contents:  # there was something to analyse
        shown = features(report) if report.monitor == DATA else metrics(report)
    unread = _unread(report.drift)
    return f"<section><h2>{_title(report)}</h2>{_facts(facts)}{shown}{unread}</section>"


def _unread(drift: Json) -> str:
    rows = [
        ("", (reason, f"{known['count']:,}", ", ".join(known["first"])))
        for reason, known in drift["unread"].items()
    ]
    if not rows:
        return ""
    headings = ("What could not be read as meant", "How often", "First places")
    return f"<h3>Unread</h3>{table(headings, rows)}"
