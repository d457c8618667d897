"""What a change of a resource means for those who use the stack."""

from __future__ import annotations

REPLACED = {
    "Bucket": "a new, empty bucket; the old one stays with all that is in it",
    "Key": "a new key; the old one stays, since what it encrypted needs it",
    "Topic": "a new topic: the address gets a mail and must confirm again",
    "Subscription": "the address gets a mail and must confirm again; no alert reaches it before",
    "Model": "the endpoint goes over to it without a pause",
    "EndpointConfig": "the endpoint keeps serving; its configuration is new",
    "Endpoint": "a new endpoint under a new name: callers must use that, captured data begin anew",
    "Live": "the endpoint that is watched is looked up anew",
    "DataQualityJob": "the schedule takes the new definition from its next run on",
    "ModelQualityJob": "the schedule takes the new definition from its next run on",
    "DataQualitySchedule": "a new schedule: its history stays in the bucket",
    "ModelQualitySchedule": "a new schedule: its history stays in the bucket",
    "Dashboard": "the dashboard has a new address",
    "Function": "the function has a new name; its log group stays",
    "Analyzer": "the analyzer has a new name; nothing is analyzed twice",
}
CHANGED = {
    "Endpoint": "machines with the new configuration take over; it keeps serving",
    "Baselines": "the baselines are made anew, and put in place once they are checked",
    "Store": "the demo's files are written again",
    "Subscription": "",
}
_ALARM = "the alarm begins anew, without its history"
_RIGHTS = "rights move to it before the old one goes"


def meaning(what: str, logical_id: str, kind: str) -> str:
    """Say what a change means here; ``""`` where it goes without saying.

    Args:
        what: ``replaced``, ``perhaps replaced``, ``changed``, ``added``, ``removed``.
        logical_id: the resource's name in the template.
        kind: its type.

    """
    if what == "removed" and kind == "AWS::SageMaker::Endpoint":
        return "the endpoint is gone for its callers"
    if "replaced" not in what:
        return CHANGED.get(logical_id, "") if what == "changed" else ""
    if kind.startswith("Custom::") and what == "perhaps replaced":
        return CHANGED.get(logical_id, "")
    if kind == "AWS::CloudWatch::Alarm":
        return _ALARM
    return REPLACED.get(logical_id, _RIGHTS if kind.startswith("AWS::IAM::") else "")
