"""What the outputs of a stack are, for front doors that document them one by one."""

from __future__ import annotations

OUTPUTS = {
    "EndpointName": "Name of the watched endpoint",
    "EndpointConfigName": "Name of its configuration when the stack was made or updated",
    "BucketName": "Bucket of model, baseline, captured traffic, labels and reports",
    "CaptureUri": "Where captured traffic lies",
    "BaselineUri": "Where the baselines lie",
    "ReportsUri": "Where the reports lie",
    "GroundTruthUri": "Where labels go, as yyyy/mm/dd/hh/NAME.jsonl",
    "DataQualitySchedule": "Name of the data-quality schedule",
    "ModelQualitySchedule": "Name of the model-quality schedule; none without model quality",
    "MonitorRoleArn": "Role of model and analysis; let it read what lies outside the bucket",
    "TopicArn": "Topic of the alerts",
    "DashboardName": "Name of the dashboard",
    "DashboardUrl": "Address of the dashboard in the console",
    "ResponderFunction": "Function that records runs and writes alerts",
    "TemplateVersion": "Version of the template",
}
"""Output -> what it is; one line without a full stop."""

CONDITIONAL = ("ModelQualitySchedule",)
"""Those that only a stack with model quality has."""
