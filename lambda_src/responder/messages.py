"""The e-mail, in a person's words, and the ``Drift Detected`` event. No I/O.

SNS takes a subject of less than 100 characters of ASCII without line breaks or control characters,
and a message of at most 256 KB; EventBridge takes an entry of at most 256 KB. Sources: the SNS API
reference, Publish; the EventBridge API reference, PutEvents.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from lambda_src.responder.findings import QUALITY, REPORTED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias

    from lambda_src.responder.incidents import News

    Json: TypeAlias = dict[str, Any]

# What the features of a ``Drift Detected`` event may take, in characters of ASCII JSON.
ROOM = 200_000
COMPARE = (
    "Compare the traffic's source and the feature pipeline with the baseline's. "
    "Consider retraining, or a new baseline if the change is intended."
)
SERVING = "Look at the endpoint's log, load and latest deployment."
# For each topic: its name, in the subject and the first sentence; and what to do next.
TOPICS = {
    "DriftedFeatures": ("data drift", COMPARE),
    "ConstraintViolations": ("violated constraints", COMPARE),
    QUALITY: (
        "a loss of model quality",
        "Check the labels, then look for data drift. Consider retraining.",
    ),
    "RunFailures": ("a failed run", "Look at the run's log, input and permissions."),
    "HoursSinceLastReport": (
        "no fresh report despite traffic",
        "Check that the schedule is active, and the log of its last run.",
    ),
    "Invocation5XXErrors": ("server errors", SERVING),
    "ModelLatency": ("slow answers", SERVING),
}


def some(items: list[str], most: int, between: str, /) -> str:
    """Join the first ``most`` items, and say how many more there are."""
    more = [f"and {len(items) - most} more"] if len(items) > most else []
    return between.join(items[:most] + more)


def cut(text: str, longest: int, /) -> str:
    """Give the text, or its beginning and three dots."""
    return text if len(text) <= longest else text[: longest - 3].rstrip(" ,:") + "..."


def headline(monitor: str, news: News, /) -> tuple[str, str]:
    """Say what happened: short, for the subject, and as a sentence."""
    kind, new = news
    if kind == "recovered":
        return f"{monitor} recovered", f"Every {monitor} alarm is OK again. It is over:"
    names = list(dict.fromkeys(item["feature"] for item in new.values()))
    topics = " and ".join(dict.fromkeys(TOPICS[item["topic"]][0] for item in new.values()))
    also = "also " if kind == "update" else ""
    about = some(names, 3, ", ") or monitor
    return f"{also}{topics}: {about}", f"The {monitor} monitor {also}reports {topics}:"


def facts(env: Mapping[str, str], report: Json, /) -> list[str]:
    """Say where and when: model, endpoint, window, records, report, dashboard.

    The dashboard's address begins as the console's does in this partition and region.
    """
    dashboard, folder = env["DASHBOARD"], report["report"]
    lines = [f"Model: {env['MODEL']} ({env['ENVIRONMENT']})", f"Endpoint: {env['ENDPOINT']}"]
    if report["window"]:
        lines.append(f"Window: {' to '.join(report['window'])}, {report['records']:,} records")
    lines.append(f"Newest report: {folder or 'none'}")
    if dashboard:
        page = folder[5:].replace("/", "?prefix=", 1)
        lines += [f"  {dashboard.split('/cloudwatch')[0]}/s3/buckets/{page}/"] if folder else []
        lines.append(f"Dashboard: {dashboard}")
    return ["", *lines, ""]


def letter(
    env: Mapping[str, str], monitor: str, news: News, report: Json, more: list[str], /
) -> tuple[str, str]:
    """Write the e-mail: subject and text. ``more`` is said before what to do next."""
    title, sentence = headline(monitor, news)
    kind, new = news
    lines = [f"  {cut(item['line'], 400)}" for item in new.values()]
    if kind != "recovered":
        more += dict.fromkeys(TOPICS[item["topic"]][1] for item in new.values())
        more.append(f"One more message follows when every {monitor} alarm is OK again.")
    title = f"[{env['ENVIRONMENT']}] {cut(env['MODEL'], 40)}: {title}"
    text = [sentence, some(lines, 10, "\n"), *facts(env, report), *more]
    return cut(re.sub("[^ -~]+", "?", title), 99), "\n".join(text)


def drift_detail(env: Mapping[str, str], monitor: str, news: News, report: Json, /) -> str:
    """Write the detail of a ``Drift Detected`` event, JSON text; '' when nothing has drifted.

    It is ``{"stack", "model", "environment", "endpoint", "monitor", "features": [{"feature",
    "distance", "threshold"}], "maxDistance", "report": "s3://..." or '', "window": [start, end]
    or [], "records"}``; the worst feature comes first. Of very many the last are left out, so that
    the event fits into an entry. None: an alarm tells of drift, but no report names a feature.
    """
    moved = [item for item in news[1].values() if item.get("topic") in (REPORTED[0], QUALITY)]
    keys = "feature", "distance", "threshold"
    features = [{key: item[key] for key in keys} for item in moved if item["feature"]]
    while len(json.dumps(features)) > ROOM:
        features.pop()
    detail: Json = {key.lower(): env[key] for key in ("STACK", "MODEL", "ENVIRONMENT", "ENDPOINT")}
    detail |= {key: report[key] for key in ("report", "window", "records")}
    worst = max((item["distance"] for item in features), default=0)
    detail |= {"monitor": monitor, "features": features, "maxDistance": worst}
    return json.dumps(detail) if moved else ""
