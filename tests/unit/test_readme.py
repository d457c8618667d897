"""The documents say what is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from told_event import told_event

from generator import readme
from generator.editions import EDITIONS
from generator.parts.alarms import TEXTS
from lambda_src.lifecycle.demo import files, served
from lambda_src.responder import told
from lambda_src.responder.findings import of_report
from lambda_src.responder.messages import letter
from lambda_src.responder.store import ENV

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(
        each
        for name in ("docs", "benchmarks", "examples")
        for each in (ROOT / name).rglob("*.md")
        if ".real" not in each.parts  # templates of others, and what lies beside them
    ),
]

# What the README's alert tells of.
REPORT = {
    "report": "s3://BUCKET/reports/data-quality/demo-1a2b3c4d/demo-1a2b3c4d-data-quality"
    "/2026/11/23/02",
    "window": ["2026-11-23T01:00:00Z", "2026-11-23T02:00:00Z"],
    "records": 1198,
    "violations": [
        {
            "feature_name": "age",
            "constraint_check_type": "baseline_drift_check",
            "description": "Baseline drift distance: 0.31274193548387094 exceeds threshold: 0.1",
        },
        {
            "feature_name": "income",
            "constraint_check_type": "completeness_check",
            "description": "Value: 0.912 does not meet the constraint requirement!",
        },
    ],
}
ENVIRONMENT = {
    told.MODEL: "demo",
    told.ENVIRONMENT: "dev",
    told.ENDPOINT: "demo-1a2b3c4d",
    told.DASHBOARD: "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1"
    "#dashboards/dashboard/NAME",
}


def block(marker: str, text: str = TEXT) -> str:
    """Give the code block behind a marker."""
    found = re.search(rf"<!-- {marker} -->\n```\w+\n(.*?)\n```", text, re.DOTALL)
    assert found, f"no block behind {marker}"
    return found[1]


@pytest.mark.parametrize("name", list(readme.PARTS))
def test_the_generated_part_is_up_to_date(name: str) -> None:
    table = readme.PARTS[name]()
    begin, end = (mark.format(name=name) for mark in (readme.BEGIN, readme.END))
    assert f"{begin}\n{table}\n{end}" in TEXT, "run python -m generator.readme --write"


def test_writing_mends_a_part_that_is_stale_and_leaves_the_rest() -> None:
    table = readme.costs_table()
    assert readme.rendered(TEXT.replace(table, "nothing")) == TEXT


def test_a_lost_marker_is_an_error() -> None:
    with pytest.raises(ValueError, match="lacks the markers of its part costs"):
        readme.rendered(TEXT.replace("<!-- costs: end -->", ""))


def test_every_parameter_and_output_is_explained() -> None:
    for edition in EDITIONS.values():
        template = edition().template
        for name in (*template.parameters, *template.outputs):
            assert f"`{name}`" in TEXT, f"README.md says nothing of {name}"


def anchors(path: Path) -> list[str]:
    """Give the anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [
        re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", each)) for each in titles
    ]
    return [each.lower().replace(" ", "-") for each in plain]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: str(each.relative_to(ROOT)))
def test_every_file_and_heading_that_is_linked_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", text):
        path = document.parent / target if target else document
        assert path.exists(), f"{document.name} links {target}"
        if anchor:
            assert anchor in anchors(path), f"{document.name} links {target}#{anchor}"


def test_every_benchmark_is_listed() -> None:
    folder = ROOT / "benchmarks"
    text = (folder / "README.md").read_text(encoding="utf-8")
    for file in folder.glob("*.py"):
        assert f"| `python benchmarks/{file.name}` |" in text


def test_the_two_commands_stand_behind_their_markers() -> None:
    start = "python3 -m venv .venv && .venv/bin/pip install -q -e"
    assert block("build") == f"{start} . && .venv/bin/python build.py"
    assert block("test") == f"{start} '.[test]' && .venv/bin/pytest"


def test_the_parameters_that_commands_give_are_the_templates() -> None:
    known = set(EDITIONS["model-monitor"]().template.parameters)
    given = set(re.findall(r"ParameterKey=(\w+)", TEXT))
    assert "EmailAddress" in given
    assert given <= known


def test_the_outputs_that_commands_read_are_the_templates() -> None:
    read = set(re.findall(r"OutputKey=='(\w+)'", TEXT))
    assert read
    assert read <= set(EDITIONS["model-monitor"]().template.outputs)


def test_the_expiry_that_is_promised_is_the_buckets() -> None:
    bucket = EDITIONS["model-monitor"]().template.to_dict()["Resources"]["Bucket"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules}
    assert (
        f"Captured traffic expires after {days['capture/']} days, labels after"
        f" {days['ground-truth/']}, reports after {days['reports/']}."
    ) in TEXT


def test_the_demo_request_is_one_that_the_demo_model_answers() -> None:
    row = re.search(r"^printf '(.+)' > request.csv$", TEXT, re.MULTILINE)
    assert row
    features = files()["baseline.csv"].partition("\n")[0].split(",")[2:]
    assert f"# {', '.join(features)}\n" in TEXT
    assert re.fullmatch(r"[01],0\.\d{4}", served([row[1].split(",")]))


def test_the_alert_is_what_the_responder_writes() -> None:
    ENV[:] = told_event(ENVIRONMENT)
    about = {
        "DriftedFeatures": TEXTS["DriftAlarm"],
        "ConstraintViolations": TEXTS["ViolationsAlarm"],
    }
    subject, text = letter("data-quality", ("opened", of_report(REPORT)), about, REPORT, [])
    assert block("alert") == f"{subject}\n\n{text}"


def test_the_event_is_one_that_is_tested() -> None:
    path = "tests/events/drift_detected.json"
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    event = json.loads((ROOT / path).read_text(encoding="utf-8"))
    assert json.loads(block(f"event: {path}", text)) == event["detail"]
    assert f'"source": ["{event["source"]}"]' in text
    assert f'"detail-type": ["{event["detail-type"]}"]' in text


def test_the_label_record_is_json_with_the_id_of_the_request() -> None:
    line = re.search(r"<<'END'\n(.+)\nEND\n", TEXT)
    assert line
    assert f"--inference-id {json.loads(line[1])['eventMetadata']['eventId']}" in TEXT


def test_the_deployers_policy_fits_into_a_managed_policy() -> None:
    text = (ROOT / "docs" / "deployer-policy.json").read_text(encoding="utf-8")
    assert len(re.sub(r"\s", "", text)) <= 6144  # white space does not count [IAM, quotas]
