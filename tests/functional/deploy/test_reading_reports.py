"""The example's role for another account: it reads reports, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from operated import Operated, template

from generator.checks import check

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

EXAMPLE = Path(__file__).parents[3] / "examples" / "report_reader" / "template.yaml"
HOUR = "2026/11/24/10"
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("get_object", {"Key": "capture/x"}),
    ("get_object", {"Key": "state/state.json"}),
    ("list_objects_v2", {"Prefix": "capture/"}),
    ("list_objects_v2", {}),
    ("put_object", {"Key": "reports/x", "Body": b""}),
    ("delete_object", {"Key": "reports/x"}),
]


class Reader:
    """Somebody who may assume the role, and has a profile for it."""

    def __init__(self, aws: EmbeddedAws, stack: Operated, folder: Path) -> None:
        iam = aws.client("iam")
        who = iam.create_user(UserName="scientist")["User"]["Arn"]
        keys = iam.create_access_key(UserName="scientist")["AccessKey"]
        found = aws.client("s3").get_bucket_encryption(Bucket=stack.bucket)
        [rule] = found["ServerSideEncryptionConfiguration"]["Rules"]
        key = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
        given = {
            "BucketName": stack.bucket,
            "KeyArn": key,
            "ReaderArn": who,
            "StackName": "monitor",
        }
        self.role = aws.deploy(EXAMPLE.read_text("utf-8"), given, stack="reader")["RoleArn"]
        may = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": self.role}
        document = json.dumps({"Version": "2012-10-17", "Statement": [may]})
        iam.put_user_policy(UserName="scientist", PolicyName="may", PolicyDocument=document)
        self.config = folder / "config"
        self.config.write_text(
            f"[profile scientist]\naws_access_key_id = {keys['AccessKeyId']}\n"
            f"aws_secret_access_key = {keys['SecretAccessKey']}\n"
            f"[profile reports]\nrole_arn = {self.role}\nsource_profile = scientist\n"
            "region = us-east-1\n"
        )


@pytest.fixture(scope="module")
def reader(_server: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Operated:
    """Give a stack with a report, whose verbs are called with the reader's profile at hand."""
    folder = tmp_path_factory.mktemp("reader")
    outputs = _server.deploy(template("drift-monitor"), {"EmailAddress": "someone@example.com"})
    stack = Operated(_server, outputs, folder)
    place = f"reports/data-quality/{outputs['EndpointName']}/{outputs['DataQualitySchedule']}"
    drift = {"status": "no-data", "records": 0, "features": [], "violations": [], "window": []}
    for name, content in (("drift", drift), ("constraint_violations", {"violations": []})):
        key, body = f"{place}/{HOUR}/{name}.json", json.dumps(content)
        stack.s3.put_object(Bucket=stack.bucket, Key=key, Body=body)
    stack.environment["AWS_CONFIG_FILE"] = str(Reader(_server, stack, folder).config)
    return stack


def test_a_report_is_read_from_another_account_by_a_profile(reader: Operated) -> None:
    said = reader.go("report", "--profile", "reports", "--run", HOUR)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("data-quality: no-data")


def test_all_else_is_refused(reader: Operated, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in reader.environment.items():
        monkeypatch.setenv(name, value)
    s3 = boto3.Session(profile_name="reports").client("s3", endpoint_url=reader.aws.endpoint_url)
    for call, asked in REFUSED:
        with pytest.raises(ClientError, match="AccessDenied"):
            getattr(s3, call)(Bucket=reader.bucket, **asked)


def test_the_linters_have_nothing_against_the_example() -> None:
    found = check(EXAMPLE.read_bytes(), name=EXAMPLE.name, regions=["us-east-1"])
    assert [each for each in found if each.level != "info"] == []
