"""What AWS refuses is said with the permission that is missing, by IAM's name."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from generator.deploy.awsclient import AwsError


@pytest.mark.parametrize(
    ("what", "operation", "code", "action"),
    [
        ("servicecatalog create_product", "CreateProduct", "AccessDeniedException",
         "servicecatalog:CreateProduct"),
        ("s3 head_object", "HeadObject", "403", "s3:GetObject"),
        ("s3 list_objects_v2", "ListObjectsV2", "AccessDenied", "s3:ListBucket"),
        ("lambda invoke", "Invoke", "AccessDeniedException", "lambda:InvokeFunction"),
        ("sagemaker-runtime invoke_endpoint", "InvokeEndpoint", "AccessDeniedException",
         "sagemaker:InvokeEndpoint"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_permission_as_iam_does(
    what: str, operation: str, code: str, action: str
) -> None:
    refused = AwsError(what, ClientError({"Error": {"Code": code, "Message": "no"}}, operation))
    assert refused.denied
    assert str(refused).endswith(f". Your credentials lack the permission {action}")


def test_another_refusal_names_none() -> None:
    said = {"Error": {"Code": "ValidationError", "Message": "no"}}
    refused = AwsError("cloudformation create_stack", ClientError(said, "CreateStack"))
    assert not refused.denied
    assert "permission" not in str(refused)
