from __future__ import annotations

import json

import pytest

RULES = ("E9130",)
TEMPLATE = """
Parameters:
  Name: {Type: String}
Resources:
  Page:
    Type: AWS::CloudWatch::Dashboard
    Properties: {DashboardBody: %s}
"""
METRICS = {"metrics": [["AWS/SQS", "SentMessageSize"]]}
ALARM = {"annotations": {"alarms": ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"]}}


def page(*widgets: object) -> str:
    body = json.dumps({"widgets": widgets}).replace("'", "''")
    return TEMPLATE % f"'{body}'"


def widget(kind: str, **properties: object) -> dict[str, object]:
    return {"type": kind, "properties": properties}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("'{}'", "has no widgets"),
        ("""'{"widgets": []}'""", "has no widgets"),
        ("""!Sub '{"start": "${Name}", "widgets": []}'""", "has no widgets"),
        (
            """!Sub '{"widgets": [{"type": "log", "properties": {"title": "${Name}"}}]}'""",
            "'query'",
        ),
    ],
)
def test_a_dashboard_that_shows_nothing_is_found(faults, body, words):
    [(rule, path, message)] = faults(TEMPLATE % body)
    assert (rule, path) == ("E9130", "Resources/Page/Properties/DashboardBody")
    assert words in message


@pytest.mark.parametrize(
    ("empty", "wanted"),
    [
        (widget("metric", title="Load"), "metrics"),
        (widget("metric", metrics=[]), "metrics"),
        (widget("metric", annotations={"horizontal": [{"value": 1}]}), "metrics"),
        (widget("log", region="us-east-1"), "query"),
        (widget("text"), "markdown"),
        (widget("alarm", alarms=[]), "alarms"),
        (widget("custom"), "endpoint"),
        ({"type": "metric"}, "metrics"),
    ],
)
def test_a_widget_that_draws_nothing_is_found_by_its_number(faults, empty, wanted):
    [(_, _, message)] = faults(page(widget("text", markdown="a"), empty))
    assert "widget 2" in message
    assert f"no '{wanted}'" in message


HIDDEN = {"visible": False}


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        (["AWS/SQS", "SentMessageSize"], "a flat list"),
        ([["AWS/SQS", "SentMessageSize", HIDDEN], [{"expression": "m1", **HIDDEN}]], "hides every"),
    ],
)
def test_a_widget_whose_metrics_are_not_drawn_is_found(faults, metrics, words):
    [(_, _, message)] = faults(page(widget("metric", title="Load", metrics=metrics)))
    assert "widget 1 ('Load')" in message
    assert words in message


def test_a_query_of_no_log_group_is_found_unless_a_parameter_may_name_one(faults):
    [(_, _, message)] = faults(page(widget("log", query="fields @message")))
    assert "SOURCE '/aws/lambda/name'" in message
    text = page(widget("log", query="${Name} | fields @message"))
    assert faults(text.replace("DashboardBody: ", "DashboardBody: !Sub ")) == []


def test_a_widget_is_called_by_its_title(faults):
    [(_, _, message)] = faults(page(widget("metric", title="Load")))
    assert "widget 1 ('Load')" in message


@pytest.mark.parametrize(
    "full",
    [
        widget("metric", **METRICS),
        widget("metric", **ALARM),
        widget("metric", metrics=[["AWS/SQS", "a", HIDDEN], [{"expression": "m1"}], ["...", "b"]]),
        widget("log", query="SOURCE '/a' | fields @message"),
        widget("log", query="fields @message", logGroupPrefixes=["/a"]),
        widget("log", query="SELECT * FROM `/a`", queryLanguage="SQL"),
        widget("text", markdown="# Title"),
        widget("alarm", alarms=["a"]),
        widget("explorer", metrics=[{}], labels=[{}]),
        widget("custom", endpoint="arn"),
        widget("of a later year"),
    ],
)
def test_a_widget_that_draws_something_passes(faults, full):
    assert faults(page(full)) == []


def test_a_body_that_is_a_parameter_is_left_alone(faults):
    assert faults(TEMPLATE % "!Ref Name") == []
