"""What a person must see first of a report: by the verdict that is in force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from reports import quality, report

from generator.deploy.found import besides, findings
from generator.deploy.page import page
from generator.deploy.page_about import About

if TYPE_CHECKING:
    from generator.deploy.fetched import Report


def parted() -> Report:
    """Give a report in which one feature has drifted by each verdict alone."""
    found = report(["one", "two"], {})
    for each in found.drift["features"]:
        exact = each["feature"] == "one"
        each |= {"distance": 0.4 if exact else 0.0, "drifted": exact, "hidden": exact}
        each["modelMonitor"] |= {"distance": 0.0 if exact else 0.3, "drifted": not exact}
    return found


def test_findings_begin_with_the_farthest_drift_and_say_what_each_verdict_sees() -> None:
    found = findings(report(["x", "y", "text"], {"x": 2.0, "text": 0.5}))
    assert [name for name, _ in found[:2]] == ["x", "text"]
    assert "drift by the exact verdict: 0." in found[0][1]
    assert "threshold 0.1; Model Monitor's verdict sees it, too: 0." in found[0][1]


@pytest.mark.parametrize(
    ("verdict", "counts", "beside"),
    [("exact", ["one"], ["two"]), ("model-monitor", ["two"], ["one"]), ("", ["one", "two"], [])],
)
def test_drift_is_what_the_verdict_in_force_says(
    verdict: str, counts: list[str], beside: list[str]
) -> None:
    made = replace(parted(), verdict=verdict)
    assert [name for name, _ in findings(made)] == counts
    assert [name for name, _ in besides(made)] == beside


def test_drift_by_one_verdict_alone_is_said_to_be() -> None:
    (_, one), (_, two) = findings(parted())
    assert one.endswith("Model Monitor's verdict does not see it: 0.000")
    assert two.endswith("the exact verdict does not see it: 0.000")


def test_the_page_counts_by_the_verdict_in_force_and_names_it() -> None:
    text = page(About("demo"), [replace(parted(), verdict="model-monitor")])
    assert "<h1>demo: 1 finding</h1>" in text
    assert "Drift counts by Model Monitor&#x27;s verdict, which is in force" in text
    assert "Model Monitor (in force)" in text
    assert text.index("<b>two</b>") < text.index("alone sees") < text.index("<b>one</b>")


def test_a_metric_is_told_in_plain_words() -> None:
    assert findings(quality(wrong=50)) == [("accuracy", "0.75 is less than the 0.995 allowed")]
    assert findings(quality(wrong=0)) == []
