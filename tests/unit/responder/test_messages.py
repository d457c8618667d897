"""The e-mails, held against golden files, and the limits of SNS and EventBridge.

``REGENERATE_GOLDENS=1 pytest tests/unit/responder`` writes the files anew, for review.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from lambda_src.responder.findings import of_alarm, of_report
from lambda_src.responder.incidents import blank, on_alarm
from lambda_src.responder.messages import drift_detail, letter

GOLDEN = Path(__file__).parent / "golden"
EVENTS = Path(__file__).parents[2] / "events"
ENV = {
    "STACK": "monitoring",
    "MODEL": "demo",
    "ENVIRONMENT": "prod",
    "ENDPOINT": "demo-1a2b3c4d",
    "DASHBOARD": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
    "#dashboards/dashboard/monitoring",
}
DRIFT_VIOLATION = {
    "feature": "age",
    "check": "baseline_drift_check",
    "description": "Baseline drift distance: 0.3127446808510638 exceeds threshold: 0.1",
}
TYPE_VIOLATION = {
    "feature": "income",
    "check": "data_type_check",
    "description": "Data type match requirement is not met. Expected data type: Integral, Expected "
    "match: 100.0%. Observed: Only 99.64592817400101% of data is Integral.",
}
AUC_VIOLATION = {
    "feature": "auc",
    "check": "LessThanThreshold",
    "description": "Metric auc with 0.7131234567 +/- 0.0121 was LessThanThreshold '0.7813456789'",
}
AGE = {"feature": "age", "distance": 0.3127446808510638, "threshold": 0.1, "drifted": True}


def report(*features: Any, violations: tuple[Any, ...] = (), monitor: str = "data-quality") -> Any:
    name = f"demo-1a2b3c4d-{monitor}"
    return {
        "report": f"s3://monitoring-bucket/reports/{monitor}/demo-1a2b3c4d/{name}/2026/11/23/01",
        "window": ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"],
        "records": 1234,
        "features": features,
        "violations": violations,
    }


NONE: dict[str, Any] = {"report": "", "window": [], "records": 0}
MANY = report(
    *(AGE | {"feature": f"feature_{rank:03}", "distance": 0.9 - rank / 1e3} for rank in range(300))
)
CASES = {
    "drift": ("drift", report(AGE, violations=(DRIFT_VIOLATION, TYPE_VIOLATION)), []),
    "drift_of_300_features": ("drift", MANY, []),
    "drift_without_a_report": ("drift", NONE, []),
    "violations": ("violations", report(violations=(TYPE_VIOLATION,)), []),
    "model_quality": (
        "model_quality",
        report(violations=(AUC_VIOLATION,), monitor="model-quality"),
        ["Retraining was started: arn:aws:sagemaker:eu-west-1:123456789012:pipeline/retrain"],
    ),
    "failed_run": ("run_failures", NONE, ["Reason given: AlgorithmError: Encoding mismatch"]),
    "silence": ("silence_no_data", NONE | {"report": report()["report"]}, []),
    "latency": ("latency", NONE, []),
    "errors": ("errors", NONE, []),
}


def write(
    name: str, found: dict[str, Any], more: list[str], env: dict[str, str] = ENV
) -> tuple[str, str]:
    """Write the e-mail that opens an incident by the alarm in ``alarm_state_change_<name>``."""
    detail = json.loads((EVENTS / f"alarm_state_change_{name}.json").read_text("utf-8"))["detail"]
    alarm = of_alarm(detail)
    news = on_alarm(blank(), alarm, detail["state"], of_report(found, alarm[0]))
    assert news
    return letter(env, alarm[0], news, found, list(more))


def check(name: str, subject: str, text: str) -> None:
    path, mail = GOLDEN / f"{name}.txt", f"Subject: {subject}\n\n{text}\n"
    if os.environ.get("REGENERATE_GOLDENS"):
        path.write_text(mail, "utf-8")
    assert mail == path.read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_an_opening_mail_reads_as_its_golden_one(case: str) -> None:
    check(case, *write(*CASES[case]))


def test_an_update_names_only_what_is_new() -> None:
    new = of_report(report(AGE | {"feature": "tenure"}), "data-quality")
    check("update", *letter(ENV, "data-quality", ("update", new), report(), []))


def test_a_recovery_says_what_it_was() -> None:
    told = {"age: baseline_drift_check": {"line": "age: baseline_drift_check"}}
    check("recovered", *letter(ENV, "data-quality", ("recovered", told), report(), []))


@pytest.mark.parametrize(
    ("model", "feature"),
    [
        ("demo", "Einkommen_Jährlich_€"),
        ("demo", "tab\tand\nline\x00end"),
        ("m" * 63, "f" * 300),
        ("x" * 39, "y" * 60),
    ],
)
def test_a_subject_is_one_short_line_of_printable_ascii(model: str, feature: str) -> None:
    env = ENV | {"MODEL": model, "ENVIRONMENT": "staging"}
    found = report(AGE | {"feature": feature}, AGE | {"feature": "second"})
    subject, text = write("drift", found, [], env)
    assert len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable()
    assert subject.startswith("[staging] " + model[:30])
    assert f": data drift: {re.sub('[^ -~]+', '?', feature)[:20]}" in subject
    assert feature[:20] in text


def test_the_largest_mail_is_far_below_what_sns_takes() -> None:
    names = ("é" * 255 + str(rank) for rank in range(5000))
    _, text = write("drift", report(*(AGE | {"feature": name} for name in names)), [])
    assert len(text.encode()) < 20_000


@pytest.mark.parametrize("domain", ["console.amazonaws.cn", "console.amazonaws-us-gov.com"])
def test_the_link_to_the_report_stays_in_the_partition(domain: str) -> None:
    env = ENV | {"DASHBOARD": f"https://{domain}/cloudwatch/home?region=x#dashboards/dashboard/y"}
    _, text = write("drift", report(AGE), [], env)
    assert f"  https://{domain}/s3/buckets/monitoring-bucket?prefix=reports/data-quality/" in text


def test_without_a_dashboard_there_is_no_link_but_the_place() -> None:
    _, text = write("drift", report(AGE), [], ENV | {"DASHBOARD": ""})
    assert "http" not in text
    assert report()["report"] in text


def test_an_event_of_very_many_features_fits_and_keeps_the_worst() -> None:
    names = [AGE | {"feature": f"{rank:04}" + "é" * 250} for rank in range(2000)]
    names[-1] = names[-1] | {"distance": 0.99}
    new = of_report(report(*names), "data-quality")
    text = drift_detail(ENV, "data-quality", ("opened", new), report())
    detail = json.loads(text)
    assert len(text) < 256 * 1024
    assert 0 < len(detail["features"]) < 2000
    assert detail["features"][0]["feature"].startswith("1999")
    assert detail["maxDistance"] == 0.99


def test_a_recovery_is_no_drift() -> None:
    told = {"age: baseline_drift_check": {"line": "age: baseline_drift_check"}}
    assert drift_detail(ENV, "data-quality", ("recovered", told), report()) == ""
