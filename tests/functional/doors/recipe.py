"""The published recipe's commands, and the table in which ours stand beside them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "front-doors.md"
# Each command of the recipe's README, as far as it tells it from others.
RECIPE = (
    "aws cloudformation create-stack", "aws cloudformation wait stack-create-complete",
    "aws cloudformation describe-stacks", "cd cdk-typescript/", "npm install",
    "export CDK_DEFAULT_REGION=us-east-1", "cdk bootstrap",
    "cdk deploy SageMakerModelMonitorStack", "cdk outputs", "cd cdk-python/",
    "python -m venv venv", "source venv/bin/activate", "pip install -r requirements.txt",
    "cd terraform/", "terraform init", "cp terraform.tfvars.example terraform.tfvars",
    "terraform plan -var=", "terraform apply -var=", "terraform output", "chmod +x",
    "export AWS_REGION=", "./scripts/deploy.sh",
    "aws sagemaker describe-endpoint --endpoint-name $(cat endpoint-name.txt)",
    "python3 scripts/generate_traffic.py --endpoint-name <endpoint-name> --requests 100",
    "aws sagemaker list-monitoring-schedules",
    "aws sagemaker describe-monitoring-schedule --monitoring-schedule-name <schedule-name>",
    "aws cloudwatch list-dashboards",
    "aws service-quotas get-service-quota --service-code sagemaker --quota-code L-1194F242",
    "aws iam simulate-principal-policy --policy-source-arn <model-monitor-role-arn> "
    "--action-names sagemaker:CreateProcessingJob",
    "aws sagemaker describe-endpoint-config --endpoint-config-name <config-name> "
    "--query 'DataCaptureConfig'",
    "aws logs describe-log-groups --log-group-name-prefix /aws/sagemaker/ProcessingJobs",
    "aws logs describe-log-groups --log-group-name-prefix /aws/lambda/model-monitor",
    "aws cloudformation delete-stack", "aws cloudformation wait stack-delete-complete",
    "cdk destroy SageMakerModelMonitorStack", "terraform destroy -var=", "./scripts/destroy.sh",
    "aws sagemaker list-endpoints", "aws s3 ls | grep model-monitor",
    "aws ce get-cost-and-usage --time-period … --granularity MONTHLY --metrics BlendedCost "
    "--group-by Type=DIMENSION,Key=SERVICE",
    "for model in model1 model2 model3; do terraform apply -var=\"model_name=$model\"; done",
)  # fmt: skip
# Names that the recipe's table of parameters promises, and what it extends or connects.
NAMES = (
    "email_address", "aws_region", "environment", "monitoring_frequency", "instance_type",
    "enable_model_quality", "trigger_retraining_pipeline(model_name, drift_metrics)",
)  # fmt: skip


def rows() -> list[tuple[str, str]]:
    """Give the table's rows: the recipe's commands, and ours beside them."""
    text = GUIDE.read_text("utf-8").split("## The published recipe's commands")[1]
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    cells = [re.split(r"(?<!\\)\|", line) for line in lines]
    assert all(len(each) == 5 for each in cells)
    return [(each[2], each[3]) for each in cells]


def quoted(cell: str) -> list[str]:
    """Give what stands as code in a cell."""
    return [each.replace("\\|", "|") for each in re.findall(r"`([^`]+)`", cell)]
