"""What the outputs of a stack are, in words, for the doors that show them."""

from __future__ import annotations

from generator.editions import EDITIONS

OUTPUTS = {
    "EndpointName": "Name of the watched endpoint",
    "EndpointConfigName": "Name of its configuration when the stack was made or updated",
    "BucketName": "Bucket of baselines, captured traffic, labels and reports",
    "CaptureUri": "Where captured traffic lies",
    "BaselineUri": "Where baselines lie",
    "ReportsUri": "Where reports lie",
    "GroundTruthUri": "Where labels go, in folders yyyy/mm/dd/hh of the request or upload (UTC)",
    "DataQualitySchedule": "Name of the schedule of data quality",
    "ModelQualitySchedule": "Name of the schedule of model quality; null without model quality",
    "MonitorRoleArn": "Role of model and analysis; let it read what is not in the bucket",
    "TopicArn": "Topic of the alerts; subscribe whom you like",
    "DashboardName": "Name of the dashboard",
    "DashboardUrl": "Address of the dashboard in the console",
    "ResponderFunction": "Function that records runs and writes alerts",
    "TemplateVersion": "Version of the template",
}
"""Output -> what it is; one line without a full stop."""

CONDITIONAL = ("ModelQualitySchedule",)
"""Those that only a stack with model quality has."""


def outputs() -> dict[str, str]:
    """Give name -> words of each output that the editions have, in their order.

    Raises:
        KeyError: an output has no words here.

    """
    names = (name for compose in EDITIONS.values() for name in compose().template.outputs)
    return {name: OUTPUTS[name] for name in names}
