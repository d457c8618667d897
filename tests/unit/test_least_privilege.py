"""The table of least privilege: every element of today's policies, and why each survivor stays."""

from __future__ import annotations

import pytest
from least_privilege import table
from least_privilege.elements import Element, elements, template, without
from least_privilege.judge import judged
from least_privilege.reasons import reason
from least_privilege.recorded import Recorded

from generator.editions import EDITIONS


def element(edition: str, key: str) -> Element:
    (found,) = [one for one in elements(edition) if one.key == key]
    return found


def test_the_page_has_every_element_and_a_reason_for_each_survivor() -> None:
    seen = table.kept()
    assert [*table.unheld(seen)] == []
    text = table.PAGE.read_text("utf-8")
    assert text == table.page(text, seen)


def test_an_element_that_was_not_tried_is_missed() -> None:
    seen = table.kept()
    seen["drift-monitor"].pop("FunctionRole / Work / action / sns:Publish")
    seen["drift-monitor"]["FunctionRole / Work / action / sns:Gone"] = {"survived": []}
    assert [*table.unheld(seen)][:2] == [
        "drift-monitor: FunctionRole / Work / action / sns:Publish was never taken away",
        "drift-monitor: FunctionRole / Work / action / sns:Gone is no more",
    ]


def test_a_survivor_without_a_reason_is_named() -> None:
    key = "FunctionRole / Work / action / s3:PutObject"
    seen = table.kept()
    seen["drift-monitor"][key] = {"survived": []}
    assert f"drift-monitor: {key} survives, and no reason says why it stays" in [
        *table.unheld(seen)
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_elements_have_names_of_their_own_and_can_each_be_taken_away(edition: str) -> None:
    listed = elements(edition)
    assert len({one.key for one in listed}) == len(listed) > 100
    content = template(edition)
    assert all(without(content, one) != content for one in listed)
    assert template(edition) == EDITIONS[edition]().template.to_dict()


def test_what_is_taken_away_is_what_is_named() -> None:
    content = template("model-monitor")
    less = without(content, element("model-monitor", "FunctionRole / Work / action / sns:Publish"))
    before, after = (
        one["Resources"]["FunctionRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        for one in (content, less)
    )
    assert [*before[0]["Action"]] == [*after[0]["Action"], "sns:Publish"]
    assert before[1:] == after[1:]


@pytest.mark.parametrize("edition", EDITIONS)
def test_where_removal_allows_more_the_judge_has_a_call_for_it(edition: str) -> None:
    widening = [one for one in elements(edition) if not one.narrows]
    assert {one.kind for one in widening} == {"condition", "resource", "statement"}
    assert [one.key for one in widening if not judged(template(edition), one)] == []


def test_a_recorded_call_needs_what_alone_allows_it() -> None:
    call = {
        "who": "arn:aws:sts::123456789012:assumed-role/made/session",
        "action": "cloudwatch:PutMetricData",
        "resource": "*",
        "context": {"cloudwatch:namespace": "ModelMonitoring"},
    }
    recorded = Recorded(frozenset(), {"Normal traffic": [call]}, {"made": "FunctionRole"})
    needed = [
        one.text
        for one in elements("drift-monitor")
        if recorded.steps(template("drift-monitor"), one)
    ]
    assert needed == ["cloudwatch:PutMetricData", "ModelMonitoring"]


def test_a_reason_is_found_by_resource_and_element() -> None:
    network = element(
        "drift-monitor", "MonitorRole / UseNetwork / action / ec2:DescribeDhcpOptions"
    )
    assert "network" in reason(network)
