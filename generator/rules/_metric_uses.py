"""Where a template uses metrics: alarms, scaling policies and dashboards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.rules._defaults import settled
from generator.rules._links import items
from generator.rules._pieces import Path, Reading, merge
from generator.rules._reader import Reader, intrinsic
from generator.rules._walk import children, named, resources, root

if TYPE_CHECKING:
    from collections.abc import Sequence

_METRIC_TYPES = (
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
)
_DASHBOARD = "AWS::CloudWatch::Dashboard"
_SEARCHED = re.compile(r"SEARCH\(\s*['\"]\s*\{(?P<what>[^}]*)\}")
_QUERIED = re.compile(
    r"""SELECT\s+\w+\s*\(\s*(?P<metric>"[^"]+"|[^")\s]+)\s*\)\s+FROM\s+
        (?:SCHEMA\s*\(\s*(?P<schema>"[^"]+"|[^",)\s]+)\s*(?P<dimensions>(?:,[^)]*)?)\)
         | (?P<namespace>"[^"]+"|[^"\s(]+))""",
    re.IGNORECASE | re.VERBOSE,
)
"""A query of Metrics Insights; SCHEMA names exactly the dimensions that a metric must have."""
_HOLE = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class Use:
    """A metric in use. `metric` and `dimensions` are None where only AWS knows them."""

    path: Path
    where: str
    namespace: str
    metric: str | None
    dimensions: tuple[str, ...] | None


@dataclass(frozen=True)
class Dimension:
    """A dimension that a template looks for; `value` as `Fn::Sub` would write it."""

    path: Path
    namespace: str
    name: str
    value: str


def dimensions(reader: Reader) -> Iterator[Dimension]:
    """Yield every dimension whose namespace and name are plain text."""
    for name, _, properties in resources(reader.template, *_METRIC_TYPES):
        for path, node in _metrics(properties, root(name)):
            start = (*path, "Dimensions")
            for place, _, one in items(reader, node.get("Dimensions"), start):
                given = one if isinstance(one, Mapping) else {}
                for value in reader.read(given.get("Value"), (*place, "Value")):
                    namespace, called = node["Namespace"], given.get("Name")
                    if isinstance(namespace, str) and isinstance(called, str):
                        yield Dimension(value.path, namespace, called, str(value))
    for path, reading in bodies(reader):
        for widget in _widgets(parse(reading)[0]):
            for namespace, _, *pairs in (row for row in _rows(widget) if len(row) > 1):
                for called, text in zip(pairs[::2], pairs[1::2], strict=False):
                    yield Dimension(path, namespace, called, text)


def uses(reader: Reader) -> Iterator[Use]:
    """Yield every use of a metric whose namespace is plain text."""
    for name, _, properties in resources(reader.template, *_METRIC_TYPES):
        for path, node in _metrics(properties, root(name)):
            yield from _stated(reader, node, path)
        for path, value in named(properties, root(name), ["Expression"]):
            for reading in reader.read(value, path):
                yield from _queried(str(reading), "this alarm", path)
    for path, reading in bodies(reader):
        body, _ = parse(reading)
        for widget in _widgets(body):
            yield from _drawn(widget, path)


def bodies(reader: Reader) -> Iterator[tuple[Path, Reading]]:
    """Yield each thing that a dashboard's body may become, with the body's path."""
    for name, _, properties in resources(reader.template, _DASHBOARD):
        path = (*root(name), "DashboardBody")
        for reading in reader.read(properties.get("DashboardBody"), path):
            if reading.only_hole is None:
                yield reading.path, settled(reader, reading)


def parse(reading: Reading) -> tuple[Any, str]:
    """Parse a dashboard's body: what it holds, and the complaint when it is not a JSON object.

    A hole inside a JSON string is kept as its `${...}`; one outside stands for its default. Without
    one it stands for a number, or for nothing: where neither is JSON, nothing is known of the body.
    """
    unknown, complaint = False, ""
    for filling in ("0", ""):
        text, unknown = _filled(reading, filling)
        try:
            body = json.loads(text)
        except ValueError as error:
            complaint = complaint or str(error)
        else:
            return body, "" if isinstance(body, Mapping) else "it is not an object"
    return None, "" if unknown else complaint


def _filled(reading: Reading, filling: str) -> tuple[str, bool]:
    """Give the JSON text, and whether the filling stands anywhere in it."""
    text, quoted, unknown = "", False, False
    for piece in reading.pieces:
        if isinstance(piece, str):
            text += piece
            quoted = _ends_quoted(piece, quoted=quoted)
        elif quoted:
            text += str(piece)
        else:
            text += filling if piece.default is None else piece.default
            unknown |= piece.default is None
    return text, unknown


def _ends_quoted(text: str, *, quoted: bool) -> bool:
    """Say whether a JSON string is open after `text`."""
    for _ in re.finditer(r'(?<!\\)(?:\\\\)*"', text):
        quoted = not quoted
    return quoted


def _metrics(node: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(node, Mapping) and "Namespace" in node:
        yield path, node
    for key, value in children(node):
        yield from _metrics(value, (*path, key))


def _stated(reader: Reader, node: Mapping[str, Any], path: Path) -> Iterator[Use]:
    for namespace in reader.read(node["Namespace"], (*path, "Namespace")):
        for metric in reader.read(node.get("MetricName"), (*path, "MetricName")):
            for assumed, names in _dimensions(reader, node.get("Dimensions"), path):
                both = merge(namespace.assumed, metric.assumed)
                if namespace.literal and both is not None and merge(both, assumed) is not None:
                    known = None if metric.only_hole else str(metric)
                    yield Use(metric.path, "this alarm", namespace.literal, known, names)


def _dimensions(
    reader: Reader, node: Any, path: Path
) -> Iterator[tuple[tuple[tuple[str, str], ...], tuple[str, ...] | None]]:
    if intrinsic(node) == "Fn::If":
        condition, *branches = node["Fn::If"]
        for index, branch in enumerate(branches):
            for assumed in reader.when(str(condition), truth=index == 0):
                for more, names in _dimensions(reader, branch, path):
                    if (both := merge(assumed, more)) is not None:
                        yield both, names
    elif intrinsic(node) == "Ref" or node is None:
        yield (), ()
    else:
        found = [item.get("Name") for item in node] if _plain(node) else [None]
        known = all(isinstance(name, str) for name in found)
        yield (), tuple(str(name) for name in found) if known else None


def _plain(node: Any) -> bool:
    return isinstance(node, list) and all(isinstance(item, Mapping) for item in node)


def _widgets(body: Any) -> Iterator[Mapping[str, Any]]:
    for widget in body.get("widgets", ()) if isinstance(body, Mapping) else ():
        properties = widget.get("properties") if isinstance(widget, Mapping) else None
        if isinstance(properties, Mapping):
            yield properties


def _drawn(properties: Mapping[str, Any], path: Path) -> Iterator[Use]:
    where = f"the widget '{properties.get('title', 'without a title')}'"
    for row in _rows(properties):
        if not _HOLE.fullmatch(row[0]):
            metric = row[1] if len(row) > 1 else ""
            known = None if _HOLE.fullmatch(metric) else metric
            yield Use(path, where, row[0], known, tuple(row[2::2]))
    for listed in _listed(properties):
        for options in listed[:1]:
            if isinstance(options, Mapping):
                expression = str(options.get("expression", ""))
                yield from _searched(expression, where, path)
                yield from _queried(expression, where, path)


def _listed(properties: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield the rows of a widget's metrics as they are written."""
    metrics = properties.get("metrics")
    rows = metrics if isinstance(metrics, list) else []
    yield from (row for row in rows if isinstance(row, list))


def _rows(properties: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield namespace, metric, and names and values of dimensions of each metric of a widget."""
    before: list[str] = []
    for row in _listed(properties):
        if words := [word for word in row if isinstance(word, str)]:
            before = _spelled_out(words, before)
            yield before


def _spelled_out(words: Sequence[str], before: Sequence[str]) -> list[str]:
    """Undo CloudWatch's shorthand: '.' repeats a word of the row above, '...' all but the last."""
    if words[0] == "...":
        kept = len(before) - (len(words) - 1)
        return [*before[:kept], *words[1:]]
    return [
        before[index] if word == "." and index < len(before) else word
        for index, word in enumerate(words)
    ]


def _searched(expression: str, where: str, path: Path) -> Iterator[Use]:
    for found in _SEARCHED.finditer(expression):
        namespace, *dimensions = [word.strip(" \"'") for word in found["what"].split(",")]
        if namespace and "${" not in found["what"]:
            yield Use(path, where, namespace, None, tuple(dimensions))


def _queried(expression: str, where: str, path: Path) -> Iterator[Use]:
    for found in _QUERIED.finditer(expression):
        namespace = (found["schema"] or found["namespace"]).strip('"')
        metric = found["metric"].strip('"')
        if "${" not in found[0] and namespace.lower().startswith(("aws/", "/aws/")):
            given = [word.strip(' "\n') for word in (found["dimensions"] or "").split(",")]
            dimensions = tuple(filter(None, given)) if found["schema"] else None
            yield Use(path, where, namespace, metric, dimensions)
