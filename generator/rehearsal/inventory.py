"""What is in the account: to prove that a stack leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.rehearsal.embedded import EmbeddedAws

# What it is, service, operation, its list, and what names it there; "" for what is a name itself.
_KINDS = (
    ("stack", "cloudformation", "describe_stacks", "Stacks", "StackName"),
    ("bucket", "s3", "list_buckets", "Buckets", "Name"),
    ("function", "lambda", "list_functions", "Functions", "FunctionName"),
    ("role", "iam", "list_roles", "Roles", "RoleName"),
    ("log group", "logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("topic", "sns", "list_topics", "Topics", "TopicArn"),
    ("subscription", "sns", "list_subscriptions", "Subscriptions", "Endpoint"),
    ("queue", "sqs", "list_queues", "QueueUrls", ""),
    ("rule", "events", "list_rules", "Rules", "Name"),
    ("schedule", "scheduler", "list_schedules", "Schedules", "Name"),
    ("alarm", "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("dashboard", "cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("endpoint", "sagemaker", "list_endpoints", "Endpoints", "EndpointName"),
    ("endpoint configuration", "sagemaker", "list_endpoint_configs", "EndpointConfigs",
     "EndpointConfigName"),
    ("model", "sagemaker", "list_models", "Models", "ModelName"),
    ("monitoring schedule", "sagemaker", "list_monitoring_schedules",
     "MonitoringScheduleSummaries", "MonitoringScheduleName"),
)  # fmt: skip


def inventory(aws: EmbeddedAws) -> set[str]:
    """Name everything that a stack of ours makes, each with its kind; keys that work alone."""
    found = {f"key {name}" for name, state in keys(aws).items() if state != "PendingDeletion"}
    for kind, service, operation, group, name in _KINDS:
        listed = getattr(aws.client(service), operation)().get(group, [])
        found |= {f"{kind} {one[name] if name else one}" for one in listed}
    return found


def keys(aws: EmbeddedAws) -> dict[str, str]:
    """Give the state of each key, by its id."""
    kms = aws.client("kms")
    found = [kms.describe_key(KeyId=one["KeyId"]) for one in kms.list_keys()["Keys"]]
    return {one["KeyMetadata"]["KeyId"]: one["KeyMetadata"]["KeyState"] for one in found}
