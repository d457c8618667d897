"""Small helpers over troposphere's intrinsic functions, and the only makers of ARNs.

An ARN is built here and nowhere else, and never names a partition. No network, no AWS.
"""

from __future__ import annotations

from typing import Any

from troposphere import AWSHelperFn, If, Join, Ref, Select, Split, Sub

NO_VALUE = Ref("AWS::NoValue")
# A policy of an account can mean no partition but its own [IAM user guide, "Resource": a wildcard
# may stand in any part of an ARN but the service].
_ARN = "arn:*:"
_S3 = f"{_ARN}s3:::"


def if_(condition: str, yes: Any, no: Any = NO_VALUE) -> AWSHelperFn:
    """Give ``yes`` where ``condition`` holds, else ``no`` (by default: leave the property out)."""
    return If(condition, yes, no)


def arn(service: str, resource: str, **of: Any) -> Sub:
    """Give an ARN of the stack's region, in whatever account.

    A policy reaches another account's resource only where that account lets it in.
    ``resource`` may hold ``${Name}`` of a parameter or resource, or of a keyword given in ``of``.
    """
    return Sub(f"{_ARN}{service}:${{AWS::Region}}:*:{resource}", **of)


def everywhere(service: str, resource: str) -> str:
    """Give an ARN in whatever region and account."""
    return f"{_ARN}{service}:*:*:{resource}"


def s3_arn(path: str) -> Sub:
    """Give the ARN of a bucket or of objects: ``bucket`` or ``bucket/prefix/*``."""
    return Sub(f"{_S3}{path}")


def stored(path: str) -> Sub:
    """Give the ARN of objects in the stack's bucket: ``prefix/*``."""
    return Sub(f"${{Bucket.Arn}}/{path}")


def s3_object_arn(uri: Ref) -> AWSHelperFn:
    """Give the ARN of the object ``s3://bucket/key`` that a parameter names.

    Without ``Fn::Select``, which fails on what is not there even in a branch that is not taken.
    """
    return Join(_S3, Split("s3://", uri))


def s3_bucket_arn(uri: Ref) -> AWSHelperFn:
    """Give the ARN of the bucket of the ``s3://bucket/key`` that a parameter holds."""
    return Select(0, Split("/", s3_object_arn(uri)))


def stack_id() -> AWSHelperFn:
    """Give 8 hex digits of the stack's id, which ends in a UUID."""
    return Select(0, Split("-", Select(2, Split("/", Ref("AWS::StackId")))))


def last_segment(of: Any) -> AWSHelperFn:
    """Give what stands behind the slash of an ARN that has one slash: a SageMaker name."""
    return Select(1, Split("/", of))
