"""The regions that the templates claim to work in."""

from __future__ import annotations

_CLAIMED = (
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
)


def claimed_regions() -> tuple[str, ...]:
    """Give every region where all that a stack needs exists, sorted.

    That is: the SageMaker types (model to monitoring schedule, both job definitions) stand in the
    region's CloudFormation schema, and the analyzer and scikit-learn images have an account there.
    Static, so that emitting needs neither cfn-lint nor a table; a test computes it anew.
    """
    return _CLAIMED
