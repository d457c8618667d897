"""Job definitions and schedules: what the service refuses, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from monitored import ANALYZER, AT, eventually

if TYPE_CHECKING:
    from monitored import Monitored


def test_a_definition_needs_an_endpoint_that_captures(monitored: Monitored) -> None:
    monitored.config("off", EnableCapture=False)
    monitored.endpoint(config="off")
    with pytest.raises(ClientError, match="Data capture is not enabled"):
        monitored.define()


def test_a_definition_needs_the_analyzer_of_its_region(monitored: Monitored) -> None:
    monitored.endpoint()
    image = ANALYZER.replace("156813124566", "159807026194")
    with pytest.raises(ClientError, match="not the analyzer of this region"):
        monitored.define(DataQualityAppSpecification={"ImageUri": image})


def test_model_quality_needs_a_prediction_or_a_probability(monitored: Monitored) -> None:
    monitored.endpoint()
    with pytest.raises(ClientError, match="InferenceAttribute"):
        monitored.define_quality()
    monitored.define_quality(InferenceAttribute="0")


@pytest.mark.parametrize("limit", [1801, 3600])
def test_an_hourly_model_quality_run_takes_half_an_hour_at_most(
    monitored: Monitored, limit: int
) -> None:
    monitored.endpoint()
    monitored.define_quality("long", seconds=limit, InferenceAttribute="0")
    with pytest.raises(ClientError, match="may take 1800 seconds"):
        monitored.schedule(definition="long", monitor="ModelQuality")
    monitored.schedule("cron(0 0 ? * * *)", definition="long", monitor="ModelQuality")


@pytest.mark.parametrize(
    "expression", ["cron(0 * ? * * *)", "cron(0 23 ? * * *)", "cron(0 0/6 ? * * *)"]
)
def test_the_documented_expressions_are_accepted(monitored: Monitored, expression: str) -> None:
    monitored.endpoint()
    monitored.define()
    monitored.schedule(expression)


@pytest.mark.parametrize(
    "expression", ["cron(0 * * * * *)", "hourly", "rate(1 hour)", "cron(0 24 ? * * *)", "NOW"]
)
def test_other_expressions_are_refused(monitored: Monitored, expression: str) -> None:
    monitored.endpoint()
    monitored.define()
    with pytest.raises(ClientError, match="ValidationException"):
        monitored.schedule(expression)


def test_a_schedule_locks_its_definition_and_its_endpoint(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.define()
    monitored.schedule()
    with pytest.raises(ClientError, match="locked by schedule"):
        monitored.sagemaker.delete_data_quality_job_definition(JobDefinitionName="definition")
    with pytest.raises(ClientError, match="is monitored by"):
        monitored.sagemaker.delete_endpoint(EndpointName="endpoint")


def test_a_schedule_can_only_be_deleted_once_its_run_is_over(monitored: Monitored) -> None:
    monitored.endpoint()
    monitored.define()
    monitored.schedule()
    monitored.capture(AT, "1")
    aws, sagemaker = monitored.aws, monitored.sagemaker
    run = aws.sagemaker.run_monitoring("definition", at=AT, leave_running=True)
    with pytest.raises(ClientError, match="InProgress state"):
        sagemaker.delete_monitoring_schedule(MonitoringScheduleName="definition")
    name = run["ProcessingJobArn"].rpartition("/")[-1]
    sagemaker.stop_processing_job(ProcessingJobName=name)
    with pytest.raises(ClientError, match="Stopping state"):
        sagemaker.delete_monitoring_schedule(MonitoringScheduleName="definition")
    eventually(lambda: status(monitored) == "Stopped")
    sagemaker.delete_monitoring_schedule(MonitoringScheduleName="definition")
    assert sagemaker.list_monitoring_schedules()["MonitoringScheduleSummaries"] == []


def status(monitored: Monitored) -> str:
    found = monitored.sagemaker.describe_monitoring_schedule(MonitoringScheduleName="definition")
    return str(found["LastMonitoringExecutionSummary"]["MonitoringExecutionStatus"])


def test_what_is_not_there_has_the_code_that_the_operation_knows(monitored: Monitored) -> None:
    sagemaker = monitored.sagemaker
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_monitoring_schedule(MonitoringScheduleName="none")
    with pytest.raises(ClientError, match=r"ValidationException.*Could not find"):
        sagemaker.describe_endpoint(EndpointName="none")
