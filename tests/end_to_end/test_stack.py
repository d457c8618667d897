"""The stack from creation to deletion, with the real Lambda code under its real roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import OWN_TEMPLATE, TEMPLATE

from generator.rehearsal import StackFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployed import Deployed

    from generator.rehearsal import EmbeddedAws

OUTPUTS = {
    "EndpointName", "EndpointConfigName", "BucketName", "CaptureUri", "BaselineUri", "ReportsUri",
    "GroundTruthUri", "DataQualitySchedule", "ModelQualitySchedule", "MonitorRoleArn", "TopicArn",
    "DashboardName", "DashboardUrl", "ResponderFunction", "TemplateVersion",
}  # fmt: skip


def buckets(aws: EmbeddedAws) -> set[str]:
    found = aws.client("s3").list_buckets()["Buckets"]
    return {bucket["Name"] for bucket in found} - {"templates"}


def test_an_address_is_enough_to_bring_everything_up(stack: Callable[..., Deployed]) -> None:
    assert set(stack().outputs) == OUTPUTS


def test_both_baselines_stand_in_their_place_with_the_threshold(
    stack: Callable[..., Deployed],
) -> None:
    deployed = stack(DriftThreshold="0.25")
    limits = deployed.read("baseline/data-quality/constraints.json")
    drift = limits["monitoring_config"]["distribution_constraints"]
    assert drift["comparison_threshold"] == 0.25
    assert deployed.read("baseline/data-quality/statistics.json")["dataset"]["item_count"] == 2000
    quality = deployed.read("baseline/model-quality/constraints.json")
    assert quality["binary_classification_constraints"]["accuracy"]["threshold"] > 0.5


def test_a_dev_stack_takes_its_bucket_with_it_and_retires_its_key(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    deployed = stack()
    before = buckets(aws)
    aws.destroy()
    assert before - buckets(aws) == {deployed.outputs["BucketName"]}
    keys = [aws.client("kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"]
            for key in aws.client("kms").list_keys()["Keys"]]  # fmt: skip
    assert {key["KeyState"] for key in keys} == {"PendingDeletion"}


def test_a_prod_stack_leaves_bucket_and_key(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    deployed = stack(Environment="prod")
    aws.destroy()
    assert deployed.outputs["BucketName"] in buckets(aws)


def test_a_change_of_the_environment_keeps_endpoint_and_bucket(
    stack: Callable[..., Deployed],
) -> None:
    before = stack().outputs
    after = stack(Environment="staging").outputs
    assert after == before
    stack(Environment="dev")


def test_a_failing_baseline_fails_the_stack_in_its_own_words_and_leaves_nothing(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    before = buckets(aws)
    aws.sagemaker.fail_next_job("AlgorithmError: no rows")
    with pytest.raises(StackFailedError, match="AlgorithmError: no rows") as failure:
        stack(Environment="prod")
    assert failure.value.status == "ROLLBACK_COMPLETE"
    assert buckets(aws) == before
    aws.destroy()


def test_a_stack_can_be_deleted_during_a_run(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    stack().run(leave_running=True)
    aws.destroy()


def test_a_schedule_can_be_changed_during_a_run_and_runs_again_afterwards(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    stack().run(leave_running=True)
    deployed = stack(MonitoringFrequency="daily")
    found = aws.client("sagemaker").describe_monitoring_schedule(
        MonitoringScheduleName=deployed.outputs["DataQualitySchedule"]
    )
    assert found["MonitoringScheduleStatus"] == "Scheduled"
    config = found["MonitoringScheduleConfig"]["ScheduleConfig"]
    assert config["ScheduleExpression"] == "cron(0 0 ? * * *)"


def test_a_baseline_that_outlasts_an_invocation_is_followed_by_the_next_ones(
    aws: EmbeddedAws,
) -> None:
    short = TEMPLATE.replace("Timeout: 900", "Timeout: 61")  # of which 60 are kept back
    assert short != TEMPLATE
    aws.sagemaker.polls(25)
    aws.deploy(short, {"EmailAddress": "someone@example.com"})
    aws.destroy()


def test_without_model_quality_there_is_one_schedule(stack: Callable[..., Deployed]) -> None:
    assert "ModelQualitySchedule" not in stack(EnableModelQuality="false").outputs


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"ModelDataUrl": "s3://mine/model.tar.gz"}, "needs BaselineDatasetUri"),
        ({"ExistingEndpointName": "there"}, "needs BaselineDatasetUri"),
        ({"SubnetIds": "subnet-1"}, "go together"),
        ({"EmailAddress": "nobody"}, "name@example.com"),
        ({"ModelName": "My_Model"}, "a-z, 0-9 and single hyphens"),
        ({"JobInstanceType": "ml.t3.medium"}, "from large on"),
    ],
)
def test_wrong_parameters_are_refused_in_words_before_anything_is_made(
    stack: Callable[..., Deployed], aws: EmbeddedAws, parameters: dict[str, str], words: str
) -> None:
    before = buckets(aws)
    with pytest.raises(aws.client("cloudformation").exceptions.ClientError, match=words):
        stack(**parameters)
    assert buckets(aws) == before


def test_an_endpoint_that_is_there_is_watched_and_outlives_its_watcher(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    there = stack().outputs
    given = {
        "EmailAddress": "someone@example.com",
        "ModelName": "watch",
        "ExistingEndpointName": there["EndpointName"],
        "BaselineDatasetUri": f"s3://{there['BucketName']}/model/baseline.csv",
        "EnableModelQuality": "false",
    }
    watching = aws.deploy(TEMPLATE, given, stack="watcher")
    assert watching["EndpointName"] == there["EndpointName"]
    assert watching["CaptureUri"] == there["CaptureUri"]
    aws.destroy("watcher")
    found = aws.client("sagemaker").describe_endpoint(EndpointName=there["EndpointName"])
    assert found["EndpointStatus"] == "InService"


def test_an_endpoint_without_capture_is_refused_in_plain_words(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    there = stack().outputs
    sagemaker = aws.client("sagemaker")
    config = sagemaker.describe_endpoint_config(EndpointConfigName=there["EndpointConfigName"])
    sagemaker.create_endpoint_config(
        EndpointConfigName="blind", ProductionVariants=config["ProductionVariants"]
    )
    sagemaker.create_endpoint(EndpointName="blind", EndpointConfigName="blind")
    given = {
        "EmailAddress": "someone@example.com",
        "ExistingEndpointName": "blind",
        "BaselineDatasetUri": f"s3://{there['BucketName']}/model/baseline.csv",
        "EnableModelQuality": "false",
    }
    with pytest.raises(StackFailedError, match="blind needs data capture on"):
        aws.deploy(TEMPLATE, given, stack="watcher")
    aws.destroy("watcher")
    sagemaker.delete_endpoint(EndpointName="blind")


@pytest.mark.parametrize(
    "template", [TEMPLATE, OWN_TEMPLATE], ids=["model-monitor", "drift-monitor"]
)
def test_a_creation_that_fails_before_it_can_clean_up_leaves_nothing_either(
    aws: EmbeddedAws, template: str
) -> None:
    before = buckets(aws)
    given = {
        "EmailAddress": "someone@example.com",
        "ExistingEndpointName": "nowhere",
        "BaselineDatasetUri": "s3://theirs/baseline.csv",
        "EnableModelQuality": "false",
    }
    with pytest.raises(StackFailedError, match="nowhere"):
        aws.deploy(template, given)
    assert buckets(aws) == before
    keys = [each["KeyId"] for each in aws.client("kms").list_keys()["Keys"]]
    states = {aws.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] for key in keys}
    assert states <= {"PendingDeletion"}
    aws.destroy()


def test_every_optional_parameter_at_once_comes_up(
    stack: Callable[..., Deployed], aws: EmbeddedAws
) -> None:
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    deployed = stack(
        KmsKeyArn=key,
        SubnetIds="subnet-1,subnet-2",
        SecurityGroupIds="sg-1",
        RetrainingPipelineArn="arn:aws:sagemaker:us-east-1:123456789012:pipeline/retrain",
        MonitoringFrequency="daily",
        GroundTruthDelay="6",
        ExcludeFeatures="age",
        InstanceType="ml.g5.xlarge",
        CaptureSamplingPercentage="50",
    )
    definition = aws.client("sagemaker").describe_endpoint_config(
        EndpointConfigName=deployed.outputs["EndpointConfigName"]
    )
    assert "KmsKeyId" not in definition  # the instance has a local store
    assert definition["DataCaptureConfig"]["KmsKeyId"] == key
    assert definition["DataCaptureConfig"]["InitialSamplingPercentage"] == 50
    aws.destroy()
    assert aws.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
