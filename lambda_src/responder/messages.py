"""The e-mail, in a person's words, and the ``Drift Detected`` event. No I/O.

SNS takes a subject of less than 100 characters of ASCII without line breaks or control characters,
and a message of at most 256 KB; EventBridge takes an entry of at most 256 KB. Sources: the SNS API
reference, Publish; the EventBridge API reference, PutEvents.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lambda_src.monitors import MONITORS
from lambda_src.responder.findings import REPORTED
from lambda_src.responder.store import ENV
from lambda_src.responder.told import DASHBOARD, ENDPOINT, ENVIRONMENT, MODEL

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from lambda_src.responder.incidents import News

    Json: TypeAlias = dict[str, Any]

MOST, SHOWN = 100, 10  # findings in an event, in an e-mail


def letter(
    monitor: str, what: News, about: dict[str, str], report: Json, more: list[str], /
) -> tuple[str, str]:
    """Write the e-mail: subject and text.

    ``about`` gives the descriptions of the monitor's alarms by metric: what it means that they
    ring, and, behind the first full stop, what to do next. ``more`` is said before that.
    """
    kind, new = what
    lines = [f"  {item['line'][:400]}" for item in new.values()]
    lines[SHOWN:] = lines[SHOWN:] and [f"and {len(lines) - SHOWN} more"]
    title, sentence = f"{monitor} {kind}", f"The {monitor} alarms are OK again. It is over:"
    if kind != "recovered":
        texts = dict.fromkeys(about.get(item["metric"], "") for item in new.values())
        parts = [text.partition(". ") for text in texts]
        topics = "also " * (kind == "update") + " and ".join(part[0] for part in parts)
        names = dict.fromkeys(item["feature"] for item in new.values() if "feature" in item)
        title = f"{topics}: {', '.join(names) or monitor}"
        sentence = f"The {monitor} monitor reports {topics}:"
        more += [part[2] for part in parts] + ["One more message follows when all is OK again."]
    return (
        re.sub("[^ -~]+", "?", f"[{ENV[ENVIRONMENT]}] {ENV[MODEL]}: {title}")[:99],
        "\n".join(
            [
                sentence,
                *lines,
                "",
                f"Model: {ENV[MODEL]} ({ENV[ENVIRONMENT]})",
                f"Endpoint: {ENV[ENDPOINT]}",
                *(
                    [
                        f"Window: {' to '.join(report['window'])}, {report['records']:,} records",
                        # The dashboard's address begins as the console's in this partition and
                        # region.
                        f"Report: {ENV[DASHBOARD].split('/cloudwatch')[0]}/s3/buckets/"
                        f"{report['report'][5:].replace('/', '?prefix=', 1)}/",
                    ]
                    if report
                    else []
                ),
                f"Dashboard: {ENV[DASHBOARD]}",
                "",
                *more,
            ]
        ),
    )


def drift(monitor: str, what: News, report: Json, /) -> Json:
    """Give the detail of a ``Drift Detected`` event; {} when nothing has drifted.

    It is ``{"model", "environment", "endpoint", "monitor", "features": [{"feature", "distance",
    "threshold"}], "maxDistance", "report": "s3://..." or '', "window": [start, end] or [],
    "records"}``; the worst feature comes first. No features: an alarm tells of drift, but no report
    names one.
    """
    return (
        {
            "model": ENV[MODEL],
            "environment": ENV[ENVIRONMENT],
            "endpoint": ENV[ENDPOINT],
            "monitor": monitor,
            "features": (
                features := [
                    {key: item[key] for key in ("feature", "distance", "threshold")}
                    for item in moved
                    if "feature" in item
                ][:MOST]
            ),
            "maxDistance": max((item["distance"] for item in features), default=0),
            "report": report.get("report", ""),
            "window": report.get("window", []),
            "records": report.get("records", 0),
        }
        if (
            moved := [
                item
                for item in what[1].values()
                if item.get("metric") == REPORTED[monitor == MONITORS[1]]
            ]
        )
        else {}
    )
