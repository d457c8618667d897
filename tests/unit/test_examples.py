"""The examples work: on the events that the project sends, and as templates."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.checks_cfnlint import decode, lint

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "examples" / "drift_detected_action"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, each read as its argument."""


_Loader.add_multi_constructor("!", lambda _, __, node: node.value)


def _matches(pattern: Any, event: Any) -> bool:
    """Match as EventBridge does where a pattern has only names and lists of exact values."""
    if isinstance(pattern, dict):
        return isinstance(event, dict) and all(
            key in event and _matches(wanted, event[key]) for key, wanted in pattern.items()
        )
    assert isinstance(pattern, list)
    return event in pattern


@pytest.fixture
def event() -> Any:
    return json.loads((ROOT / "tests" / "events" / "drift_detected.json").read_text("utf-8"))


@pytest.fixture
def template() -> Any:
    return yaml.load((ACTION / "template.yaml").read_text("utf-8"), _Loader)  # noqa: S506 - safe


@pytest.fixture
def action() -> Any:
    spec = importlib.util.spec_from_file_location("drift_action", ACTION / "handler.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_action_writes_a_ticket_for_a_drift_event(
    action: Any, event: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    made = action.handler(event, None)
    assert json.loads(capsys.readouterr().out) == {"event": "ticket"} | made
    assert made["title"] == "[prod] demo: 2 drifted"
    assert made["priority"] == "high"
    assert made["lines"] == ["age: 0.313 over 0.1", "income: 0.202 over 0.1"]


def test_the_same_news_has_the_same_key_and_other_news_another(action: Any, event: Any) -> None:
    first = action.ticket(event["detail"])["key"]
    assert action.ticket(event["detail"] | {"records": 1})["key"] == first
    assert action.ticket(event["detail"] | {"features": []})["key"] != first


def test_drift_without_a_report_makes_a_ticket_without_lines(action: Any, event: Any) -> None:
    bare = {"features": [], "maxDistance": 0, "report": "", "window": [], "records": 0}
    assert action.ticket(event["detail"] | bare)["lines"] == []


@pytest.mark.parametrize(
    ("change", "matched"),
    [
        ({}, True),
        ({"source": "aws.sagemaker"}, False),
        ({"detail-type": "Monitoring Run Recorded"}, False),
    ],
)
def test_the_rule_matches_drift_events_and_no_others(
    template: Any, event: Any, change: dict[str, str], *, matched: bool
) -> None:
    pattern = template["Resources"]["Rule"]["Properties"]["EventPattern"]
    assert pattern["detail"]["environment"] == ["Environment"]
    pattern["detail"]["environment"] = [template["Parameters"]["Environment"]["Default"]]
    assert _matches(pattern, event | change) is matched


def test_the_rule_leaves_other_environments_alone(template: Any, event: Any) -> None:
    pattern = template["Resources"]["Rule"]["Properties"]["EventPattern"]
    pattern["detail"]["environment"] = ["dev"]
    assert not _matches(pattern, event)


def test_the_function_in_the_template_is_the_readable_one(template: Any) -> None:
    code = template["Resources"]["Action"]["Properties"]["Code"]["ZipFile"]
    assert code == (ACTION / "handler.py").read_text("utf-8")


def test_cfn_lint_has_nothing_to_say_about_the_template() -> None:
    content, broken = decode((ACTION / "template.yaml").read_text("utf-8"))
    assert broken == []
    assert content
    assert lint(content, regions=["us-east-1", "cn-north-1"]) == []
