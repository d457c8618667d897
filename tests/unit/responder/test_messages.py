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
from told_event import told_event

from generator.parts.alarms import TEXTS
from lambda_src.responder import told
from lambda_src.responder.findings import of_report
from lambda_src.responder.messages import drift, letter
from lambda_src.responder.store import ENV

GOLDEN = Path(__file__).parent / "golden"
ENVIRONMENT = {
    told.MODEL: "demo",
    told.ENVIRONMENT: "prod",
    told.ENDPOINT: "demo-1a2b3c4d",
    told.DASHBOARD: "https://console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
    "#dashboards/dashboard/monitoring",
}
DATA = {
    "DriftedFeatures": TEXTS["DriftAlarm"],
    "ConstraintViolations": TEXTS["ViolationsAlarm"],
}
ABOUT = {
    "data-quality": DATA,
    "model-quality": {"ConstraintViolations": TEXTS["QualityAlarm"]},
    "runs": {
        "RunFailures": TEXTS["FailedAlarm"],
        "HoursSinceLastReport": TEXTS["SilentAlarm"],
    },
    "endpoint": {
        "Invocation5XXErrors": TEXTS["ErrorsAlarm"],
        "ModelLatency": TEXTS["LatencyAlarm"],
    },
}


def moved(feature: str, far: float = 0.3127446808510638) -> dict[str, str]:
    return {
        "feature_name": feature,
        "constraint_check_type": "baseline_drift_check",
        "description": f"Baseline drift distance: {far} exceeds threshold: 0.1",
    }


TYPE = {
    "feature_name": "income",
    "constraint_check_type": "data_type_check",
    "description": "Data type match requirement is not met. Expected data type: Integral, Expected "
    "match: 100.0%. Observed: Only 99.64592817400101% of data is Integral.",
}
AUC = {
    "metric_name": "auc",
    "constraint_check_type": "LessThanThreshold",
    "description": "Metric auc with 0.7131234567 +/- 0.0121 was LessThanThreshold '0.7813456789'",
}
RETRAINING = "Retraining starts: arn:aws:sagemaker:eu-west-1:123456789012:pipeline/retrain"


def report(*violations: Any, monitor: str = "data-quality") -> dict[str, Any]:
    name = f"demo-1a2b3c4d-{monitor}"
    return {
        "report": f"s3://monitoring-bucket/reports/{monitor}/demo-1a2b3c4d/{name}/2026/11/23/01",
        "window": ["2026-11-23T00:00:00Z", "2026-11-23T01:00:00Z"],
        "records": 1234,
        "violations": violations,
    }


def alone(metric: str, line: str) -> dict[str, Any]:
    return {metric: {"metric": metric, "line": line}}


MANY = report(*(moved(f"feature_{rank:03}", 0.9 - rank / 1e3) for rank in range(300)))
QUALITY = report(AUC, monitor="model-quality")
CASES: dict[str, tuple[str, str, Any, Any, list[str]]] = {
    "drift": ("data-quality", "opened", None, report(moved("age"), TYPE), []),
    "drift_of_300_features": ("data-quality", "opened", None, MANY, []),
    "update": ("data-quality", "update", None, report(moved("tenure")), []),
    "violations": ("data-quality", "opened", None, report(TYPE), []),
    "model_quality": ("model-quality", "opened", None, QUALITY, [RETRAINING]),
    "failed_run": (
        "runs",
        "opened",
        alone("RunFailures", "RunFailures: 1, threshold 0"),
        {},
        ["Reason given: AlgorithmError: Encoding mismatch"],
    ),
    "latency": (
        "endpoint",
        "opened",
        alone("ModelLatency", "ModelLatency: 1,834,211, threshold 1,000,000"),
        {},
        [],
    ),
    "recovered": (
        "data-quality",
        "recovered",
        {"age: baseline_drift_check": {"line": "age: baseline_drift_check"}},
        report(),
        [],
    ),
}


@pytest.fixture(autouse=True)
def environment() -> None:
    ENV[:] = told_event(ENVIRONMENT)


@pytest.mark.parametrize("case", CASES)
def test_a_mail_reads_as_its_golden_one(case: str) -> None:
    monitor, kind, found, given, more = CASES[case]
    new = found or of_report(given)
    subject, text = letter(monitor, (kind, new), ABOUT[monitor], given, [*more])
    path, mail = GOLDEN / f"{case}.txt", f"Subject: {subject}\n\n{text}\n"
    if os.environ.get("REGENERATE_GOLDENS"):
        path.write_text(mail, "utf-8")
    assert mail == path.read_text("utf-8")


@pytest.mark.parametrize(
    ("model", "feature"),
    [
        ("demo", "Einkommen_J\u00e4hrlich_\u20ac"),
        ("demo", "tab\tand\nline\x00end"),
        ("m" * 30, "f" * 300),
    ],
)
def test_a_subject_is_one_short_line_of_printable_ascii(model: str, feature: str) -> None:
    ENV[told.MODEL] = model
    given = report(moved(feature), moved("second", 0.2))
    subject, text = letter("data-quality", ("opened", of_report(given)), DATA, given, [])
    assert len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable()
    assert subject.startswith(f"[prod] {model}: data drift: {re.sub('[^ -~]+', '?', feature)[:20]}")
    assert feature[:20] in text


def test_the_largest_mail_is_far_below_what_sns_takes() -> None:
    given = report(*(moved("\u00e9" * 255 + str(rank)) for rank in range(5000)))
    _, text = letter("data-quality", ("opened", of_report(given)), DATA, given, [])
    assert len(text.encode()) < 20_000


def test_an_event_of_very_many_features_fits_and_keeps_the_worst() -> None:
    given = report(*(moved("\u00e9" * 250 + str(rank), rank / 1e4) for rank in range(2000)))
    detail = drift("data-quality", ("opened", of_report(given)), given)
    assert len(json.dumps(detail)) < 256 * 1024
    assert len(detail["features"]) == 100
    assert detail["features"][0]["feature"].endswith("1999")
    assert detail["maxDistance"] == 0.1999


def test_only_drift_and_a_loss_of_quality_are_told_to_machines() -> None:
    told = {"age: baseline_drift_check": {"line": "age: baseline_drift_check"}}
    assert drift("data-quality", ("recovered", told), report()) == {}
    assert drift("data-quality", ("opened", of_report(report(TYPE))), report(TYPE)) == {}
    assert drift("model-quality", ("opened", of_report(QUALITY)), QUALITY)["features"]


def test_an_alarm_on_drift_that_no_report_explains_is_told_without_features() -> None:
    found = alone("DriftedFeatures", "DriftedFeatures: 3, threshold 0")
    detail = drift("data-quality", ("opened", found), {})
    assert (detail["features"], detail["report"], detail["window"]) == ([], "", [])
