"""E9130: a dashboard, or a widget of one, that shows nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._metric_uses import bodies, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._reader import Reader

_DRAWN = {
    "metric": "metrics",
    "log": "query",
    "text": "markdown",
    "alarm": "alarms",
    "explorer": "metrics",
    "custom": "endpoint",
}
"""What a widget of each type draws. Other types are left alone."""


class DashboardShowsNothing(Check):
    """Looks for dashboards without widgets, and for widgets without anything to draw."""

    id = "E9130"
    shortdesc = "A dashboard or a widget that shows nothing"
    description = (
        "A dashboard without widgets is an empty page; a metric widget needs metrics or an alarm, "
        "a log widget a query, a text widget markdown, an alarm widget alarms"
    )
    source_url = (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/"
        "CloudWatch-Dashboard-Body-Structure.html"
    )
    tags: ClassVar[list[str]] = ["resources", "cloudwatch", "dashboard"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every empty dashboard and every empty widget."""
        for path, reading in bodies(reader):
            body, _ = parse(reading)
            if isinstance(body, dict):
                for words in _objections(body):
                    yield Problem(path, words)


def _objections(body: Mapping[str, Any]) -> Iterator[str]:
    widgets = body.get("widgets")
    if not isinstance(widgets, list) or not widgets:
        yield (
            "this dashboard has no widgets: CloudWatch shows an empty page, or refuses a body "
            "without the array. Put at least one widget into 'widgets'"
        )
        return
    for number, widget in enumerate(widgets, start=1):
        kind = widget.get("type") if isinstance(widget, dict) else None
        wanted = _DRAWN.get(str(kind), "")
        properties = widget.get("properties") if wanted else None
        if wanted and not _has(properties, wanted):
            yield _words(number, str(kind), properties, wanted)
        elif isinstance(properties, dict) and (why := _draws_nothing(str(kind), properties)):
            yield f"widget {number}{_called(properties)} {why}"


def _draws_nothing(kind: str, properties: Mapping[str, Any]) -> str:
    """Say why a widget with something to draw draws nothing all the same; '' where it may."""
    if kind == "log":
        return _of_query(properties)
    metrics = properties.get("metrics")
    if kind != "metric" or not isinstance(metrics, list) or not metrics:
        return ""
    if all(isinstance(one, str) for one in metrics):
        return (
            "has a flat list as its 'metrics': CloudWatch wants a list of lists, one for each "
            'metric, such as [["namespace", "metric"]]'
        )
    options = [row[-1] if isinstance(row, list) and row else None for row in metrics]
    hidden = all(isinstance(one, dict) and one.get("visible") is False for one in options)
    if hidden and not properties.get("annotations"):
        return (
            "hides every metric it has with 'visible': false, so it draws nothing. Leave that out "
            "of one that is to be seen"
        )
    return ""


def _of_query(properties: Mapping[str, Any]) -> str:
    """Look for the log groups that a query names, each after SOURCE, as CloudWatch's page has it.

    A widget with a language, or with log groups in a property, says it otherwise.
    """
    query = str(properties.get("query"))
    others = any(key.startswith(("query", "logGroup")) for key in properties if key != "query")
    if others or "${" in query or "source" in query.lower():
        return ""
    return (
        "has a query without log groups, so it draws nothing. Begin it with each group's name, "
        "such as SOURCE '/aws/lambda/name' | fields @message"
    )


def _has(properties: Any, wanted: str) -> bool:
    """Say whether there is something to draw; an alarm's metrics count as a widget's own."""
    if not isinstance(properties, dict):
        return False
    annotations = properties.get("annotations")
    alarms = isinstance(annotations, dict) and bool(annotations.get("alarms"))
    return bool(properties.get(wanted)) or (wanted == "metrics" and alarms)


def _called(properties: Any) -> str:
    title = properties.get("title") if isinstance(properties, dict) else None
    return f" ('{title}')" if title else ""


def _words(number: int, kind: str, properties: Any, wanted: str) -> str:
    return (
        f"widget {number}{_called(properties)} is of type '{kind}' and has no '{wanted}', so it "
        f"draws nothing. Give it '{wanted}' under 'properties', or take the widget out"
    )
