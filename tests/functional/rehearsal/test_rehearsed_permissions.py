"""IAM as it is enforced: resources, condition keys, roles that are handed over."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from monitored import Monitored, role

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

SAGEMAKER = "arn:aws:sagemaker:us-east-1:123456789012:"
RAN = "arn:aws:iam::123456789012:role/monitor"


def allow(*actions: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    found = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {**found, **({"Condition": condition} if condition else {})}


def user(aws: EmbeddedAws, service: str, *statements: dict[str, Any]) -> Any:
    """Give a client of somebody who may do this and nothing else."""
    iam = aws.client("iam")
    iam.create_user(UserName="somebody")
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    iam.put_user_policy(UserName="somebody", PolicyName="may", PolicyDocument=document)
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    return boto3.client(
        service,
        endpoint_url=aws.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        verify=aws.environment()["AWS_CA_BUNDLE"],
    )


def create_model(client: Any) -> None:
    client.create_model(ModelName="mine", ExecutionRoleArn=RAN, PrimaryContainer={"Image": "image"})


def test_a_job_is_looked_at_by_those_who_may_look_at_it(monitored: Monitored) -> None:
    monitored.job("mine", "a\n1")
    monitored.job("yours", "a\n1")
    may = allow("sagemaker:DescribeProcessingJob", resource=f"{SAGEMAKER}processing-job/mine")
    client = user(monitored.aws, "sagemaker", may)
    client.describe_processing_job(ProcessingJobName="mine")
    with pytest.raises(ClientError, match=r"AccessDenied.*sagemaker:DescribeProcessingJob"):
        client.describe_processing_job(ProcessingJobName="yours")


def test_an_endpoint_is_invoked_by_those_who_may_invoke_it(monitored: Monitored) -> None:
    monitored.endpoint()
    may = allow("sagemaker:InvokeEndpoint", resource=f"{SAGEMAKER}endpoint/other")
    client = user(monitored.aws, "sagemaker-runtime", may)
    with pytest.raises(ClientError, match=r"AccessDenied.*sagemaker:InvokeEndpoint"):
        client.invoke_endpoint(EndpointName="endpoint", Body=b"1", ContentType="text/csv")


@pytest.mark.parametrize(
    ("service", "passes"), [("sagemaker", True), ("lambda", False), (None, False)]
)
def test_a_role_is_handed_over_to_sagemaker_by_those_who_may_pass_it_there(
    aws: EmbeddedAws, service: str | None, *, passes: bool
) -> None:
    role(aws, "monitor")
    statements = [allow("sagemaker:CreateModel")]
    if service:
        where = {"iam:PassedToService": f"{service}.amazonaws.com"}
        statements.append(allow("iam:PassRole", resource=RAN, StringEquals=where))
    client = user(aws, "sagemaker", *statements)
    if passes:
        create_model(client)
    else:
        with pytest.raises(ClientError, match=r"AccessDenied.*iam:PassRole on resource.*monitor"):
            create_model(client)


def test_metrics_go_to_the_namespace_that_is_allowed(aws: EmbeddedAws) -> None:
    may = allow("cloudwatch:PutMetricData", StringEquals={"cloudwatch:namespace": "Mine"})
    client = user(aws, "cloudwatch", may)
    data = [{"MetricName": "Count", "Value": 1}]
    client.put_metric_data(Namespace="Mine", MetricData=data)
    with pytest.raises(ClientError, match="AccessDenied"):
        client.put_metric_data(Namespace="Yours", MetricData=data)


def test_what_was_decided_is_known_once_with_its_keys(aws: EmbeddedAws) -> None:
    may = allow("cloudwatch:PutMetricData", StringEquals={"cloudwatch:namespace": "Mine"})
    client = user(aws, "cloudwatch", may)
    aws.control("decisions")
    for namespace in ("Mine", "Mine", "Yours"):
        with contextlib.suppress(ClientError):
            client.put_metric_data(Namespace=namespace, MetricData=[{"MetricName": "Count"}])
    found = aws.control("decisions")
    assert [(one["action"], one["allowed"]) for one in found] == [
        ("cloudwatch:PutMetricData", True),
        ("cloudwatch:PutMetricData", False),
    ]
    assert found[1]["who"].endswith(":user/somebody")
    assert found[1]["context"]["cloudwatch:namespace"] == "Yours"
    assert aws.control("decisions") == []


QUEUE = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})
SERVICE_ROLE = "arn:aws:iam::123456789012:role/maker"
STACKS = allow("cloudformation:*")


def last(aws: EmbeddedAws, stack: str) -> tuple[str, str]:
    """Give a stack's status, and its first failure's reason."""
    status = aws.settled(stack)["StackStatus"]
    return status, next(aws.failures(stack), "")


def test_a_stack_is_made_with_its_callers_rights(aws: EmbeddedAws) -> None:
    caller = user(aws, "cloudformation", STACKS)
    caller.create_stack(StackName="one", TemplateBody=QUEUE)
    status, said = last(aws, "one")
    assert status == "ROLLBACK_COMPLETE"
    assert ":user/somebody is not authorized to perform: sqs:CreateQueue on resource: " in said
    assert not aws.client("sqs").list_queues().get("QueueUrls")
    aws.client("cloudformation").create_stack(StackName="two", TemplateBody=QUEUE)
    assert last(aws, "two") == ("CREATE_COMPLETE", "")  # the account's root may do all


def test_a_stack_is_made_and_deleted_with_its_service_roles_rights(aws: EmbeddedAws) -> None:
    role(aws, "maker", "sqs:CreateQueue", "sqs:GetQueueAttributes", "sqs:TagQueue")
    caller = user(aws, "cloudformation", STACKS, allow("iam:PassRole", resource=SERVICE_ROLE))
    caller.create_stack(StackName="one", TemplateBody=QUEUE, RoleARN=SERVICE_ROLE)
    assert last(aws, "one") == ("CREATE_COMPLETE", "")
    caller.delete_stack(StackName="one")
    status, said = last(aws, "one")
    assert status == "DELETE_FAILED"
    assert ":role/maker is not authorized to perform: sqs:DeleteQueue on resource: " in said


def test_a_service_role_is_given_by_those_who_may_pass_it_to_cloudformation(
    aws: EmbeddedAws,
) -> None:
    role(aws, "maker", "sqs:*")
    caller = user(aws, "cloudformation", STACKS)
    with pytest.raises(ClientError, match="iam:PassRole on resource: " + SERVICE_ROLE):
        caller.create_stack(StackName="one", TemplateBody=QUEUE, RoleARN=SERVICE_ROLE)
