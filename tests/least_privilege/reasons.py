"""Why what survives removal stays: what the embedded AWS cannot show, and who says it is needed.

Each entry is a pattern of elements' names and a reason; the first that fits is taken.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .elements import Element

_ROLES = "SageMaker developer guide, execution roles"
_KMS = "the embedded AWS asks no key when objects are read or written; AWS does"
_LOGS = "logs are written here without asking the role"
_NETWORK = f"there is no network here; an interface in the user's subnets takes it [{_ROLES}]"
_VOLUMES = f"there are no volumes here; SageMaker hands the key on for one [{_ROLES}]"

REASONS: tuple[tuple[str, str], ...] = (
    (
        "Key / Administer / *",
        "no key policy is asked here; without it nobody could ever change the key "
        "[KMS developer guide, default key policy]",
    ),
    (
        "Key / PublishAlerts / *",
        "a topic's key is not asked here; without it an alarm cannot publish to the topic "
        "[SNS developer guide, key management]",
    ),
    (
        "Key / EncryptLogs / *",
        "a log group's key is not asked here; CloudWatch Logs wants these five "
        "[CloudWatch Logs user guide, encrypt log data]",
    ),
    (
        "* / Assume / principal / lambda.amazonaws.com",
        "who takes a role for a function is not asked here; without it Lambda refuses the function "
        "[Lambda developer guide, execution role]",
    ),
    (
        "* / Assume / principal / sagemaker.amazonaws.com",
        f"who takes a role for a job or a model is not asked here; SageMaker must [{_ROLES}]",
    ),
    (
        "FunctionRole / * / logs:*",
        f"{_LOGS}; a function's log is its role's [Lambda developer guide, execution role]",
    ),
    ("* / resource / Logs.Arn", f"{_LOGS}; it is the group that functions write to"),
    (
        "MonitorRole / * / logs:*",
        f"{_LOGS}; SageMaker, and in drift-monitor the analyzer, write theirs with it [{_ROLES}]",
    ),
    ("MonitorRole / * / arn:*:logs:*", f"{_LOGS}; containers' groups lie there [{_ROLES}]"),
    (
        "* / action / sqs:SendMessage",
        "dead letters are put aside here without asking the role "
        "[Lambda developer guide, dead-letter queues]",
    ),
    ("* / resource / DeadLetters.Arn", "as sqs:SendMessage, which is for it alone"),
    ("MonitorRole / GrantVolumes / *", _VOLUMES),
    (
        "MonitorRole / * / kms:DescribeKey",
        "there are no volumes here; what AWS gives an execution role on a volume's key has it "
        "[SageMaker developer guide, encrypt output data and storage volume]",
    ),
    ("MonitorRole / DecryptInputs / *", f"{_KMS}: for inputs under the user's own keys"),
    ("* / action / kms:*", f"{_KMS} [S3 user guide, SSE-KMS]"),
    ("* / resource / *Key*", f"{_KMS} [S3 user guide, SSE-KMS]"),
    ("MonitorRole / * / *ecr:*", f"no image is pulled here [{_ROLES}]"),
    ("MonitorRole / UseNetwork / *", _NETWORK),
    (
        "FunctionRole / * / sns:Publish",
        "a topic's default policy lets the account publish, here and on AWS; the grant does not "
        "depend on what others make of that policy [SNS developer guide, access policies]",
    ),
    ("FunctionRole / * / Topic", "as sns:Publish, which is for it alone"),
    (
        "FunctionRole / * / s3:ListBucket",
        "without it S3 answers 403 instead of 404 for an object that is not there "
        "[S3 API reference, GetObject]; here it answers 404",
    ),
)


def reason(element: Element) -> str:
    """Give the reason why an element stays that survives; "" if there is none."""
    return next((why for names, why in REASONS if fnmatchcase(element.key, names)), "")
