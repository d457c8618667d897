"""The custom resource that lets the analyzer make the baselines."""

from __future__ import annotations

import io
import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lambda_src.lifecycle.own_baselines import own_baselines

GIVEN = {"Analyzer": "the-analyzer", "Into": "baseline", "data-quality": {"Dataset": "s3://b/k"}}


@pytest.fixture
def analyzer(monkeypatch: pytest.MonkeyPatch):
    """Give a function: what the analyzer answers, or how it fails -> the stub that was asked."""
    client = boto3.client(
        "lambda", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    with Stubber(client) as stub:
        monkeypatch.setattr(boto3, "client", lambda *_, **__: client)

        def answers(said: Any, **more: str) -> Stubber:
            body = io.BytesIO(json.dumps(said).encode())
            asked = {"FunctionName": "the-analyzer", "Payload": json.dumps(GIVEN)}
            stub.add_response("invoke", {"StatusCode": 200, "Payload": body, **more}, asked)
            return stub

        yield answers


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_the_analyzer_is_asked_for_what_the_stack_wants(analyzer, kind: str) -> None:
    stub = analyzer(["baseline/data-quality/statistics.json"])
    assert own_baselines(kind, GIVEN, {}, None) == {}
    stub.assert_no_pending_responses()


def test_its_failure_is_the_reason(analyzer) -> None:
    analyzer({"errorMessage": "s3://b/k has no rows: {}"}, FunctionError="Unhandled")
    with pytest.raises(RuntimeError, match="s3://b/k has no rows"):
        own_baselines("Create", GIVEN, {}, None)


def test_a_deletion_asks_for_nothing() -> None:
    assert own_baselines("Delete", GIVEN, {}, None) == {}
