"""What tests of the helper share: timelines, changes, a standing stack, golden texts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted import of, of_stack

if TYPE_CHECKING:
    from typing import Any

PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]
KEYS = {
    "AWS_ACCESS_KEY_ID": "of-no-account",
    "AWS_SECRET_ACCESS_KEY": "of-no-account",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "2",
}
GOLDEN = Path(__file__).parent / "golden"
ENDPOINT = "AWS::SageMaker::Endpoint"
QUOTA = (
    "Resource handler returned message: \"The account-level service limit 'ml.t2.medium for"
    " endpoint usage' is 0 Instances (Service: SageMaker, ResourceLimitExceeded)\""
)
CANCELLED = "Resource creation cancelled"
MAIL = ("-p", "EmailAddress=you@example.com")
UP = [
    of("Key", "AWS::KMS::Key", "CREATE_IN_PROGRESS"),
    of("Key", "AWS::KMS::Key", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
    of("Key", "AWS::KMS::Key", "CREATE_COMPLETE"),
    of("Endpoint", ENDPOINT, "CREATE_IN_PROGRESS"),
    of("Endpoint", ENDPOINT, "CREATE_COMPLETE"),
    of_stack("CREATE_COMPLETE"),
]
FAILS = [
    of("Endpoint", ENDPOINT, "CREATE_IN_PROGRESS"),
    of("Rule", "AWS::Events::Rule", "CREATE_IN_PROGRESS"),
    of("Endpoint", ENDPOINT, "CREATE_FAILED", QUOTA),
    of("Rule", "AWS::Events::Rule", "CREATE_FAILED", CANCELLED),
    of_stack("ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Endpoint]."),
]
ADDED = {"Action": "Add", "LogicalResourceId": "Key", "ResourceType": "AWS::KMS::Key"}
GONE = [of("Key", "AWS::KMS::Key", "DELETE_COMPLETE"), of_stack("DELETE_COMPLETE")]


def changed(name: str, kind: str, replacement: str, *details: dict[str, Any]) -> dict[str, Any]:
    return {"Action": "Modify", "LogicalResourceId": name, "ResourceType": kind,
            "PhysicalResourceId": "known", "Replacement": replacement, "Scope": ["Properties"],
            "Details": list(details)}  # fmt: skip


def detail(path: str, before: str, after: str, parameter: str = "") -> dict[str, Any]:
    name = path.split("/", maxsplit=1)[0]
    target = {
        "Attribute": "Properties", "Name": name, "Path": f"/Properties/{path}",
        "RequiresRecreation": "Never", "BeforeValue": before, "AfterValue": after,
    }  # fmt: skip
    cause = {"ChangeSource": "ParameterReference", "CausingEntity": parameter} if parameter else {}
    return {"Target": target, "Evaluation": "Static", **cause}


CONFIG = changed(
    "EndpointConfig",
    "AWS::SageMaker::EndpointConfig",
    "True",
    detail("ProductionVariants/0/InstanceType", "ml.t2.medium", "ml.m5.large", "InstanceType"),
)
LATER = changed(
    "Dashboard",
    "AWS::CloudWatch::Dashboard",
    "Conditional",
    detail("DashboardBody", "{}", "{{changeSet:KNOWN_AFTER_APPLY}}"),
)
STANDING = {
    "EmailAddress": "you@example.com", "Environment": "dev", "MonitoringFrequency": "hourly",
    "InstanceType": "ml.t2.medium", "EnableModelQuality": "true", "ModelName": "demo",
}  # fmt: skip


def told(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def golden(name: str, said: Any) -> None:
    """Compare with the golden text; to renew it, delete it, run twice, and read the difference."""
    text = f"{said.out}--- standard error\n{said.err}--- exit {said.code}\n"
    path = GOLDEN / f"{name}.txt"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path} was not there: it is written, read it")
    assert text == path.read_text("utf-8")
