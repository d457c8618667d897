"""Small helpers over troposphere's intrinsic functions, and the only makers of ARNs.

An ARN is built here and nowhere else, always with the partition of the stack. No network, no AWS.
"""

from __future__ import annotations

from typing import Any

from troposphere import AWSHelperFn, If, Join, Ref, Select, Split, Sub

NO_VALUE = Ref("AWS::NoValue")


def if_(condition: str, yes: Any, no: Any = NO_VALUE) -> AWSHelperFn:
    """Give ``yes`` where ``condition`` holds, else ``no`` (by default: leave the property out)."""
    return If(condition, yes, no)


def arn(
    service: str, resource: str, *, region: bool = True, account: bool = True, **of: Any
) -> Sub:
    """Give an ARN of the stack's partition, region and account.

    ``resource`` may hold ``${Name}`` of a parameter or resource, or of a keyword given in ``of``.
    """
    place = "${AWS::Region}" if region else ""
    owner = "${AWS::AccountId}" if account else ""
    return Sub(f"arn:${{AWS::Partition}}:{service}:{place}:{owner}:{resource}", **of)


def s3_arn(path: str, **of: Any) -> Sub:
    """Give the ARN of a bucket or of objects: ``bucket`` or ``bucket/prefix/*``."""
    return arn("s3", path, region=False, account=False, **of)


def stored(path: str) -> Sub:
    """Give the ARN of objects in the stack's bucket: ``prefix/*``."""
    return Sub(f"${{Bucket.Arn}}/{path}")


def ecr_arn(repository: str, account: Any) -> Sub:
    """Give the ARN of an image repository that another account may own."""
    return Sub(
        f"arn:${{AWS::Partition}}:ecr:${{AWS::Region}}:${{Account}}:repository/{repository}",
        Account=account,
    )


def s3_path(uri: Ref) -> AWSHelperFn:
    """Give ``bucket/key`` of the ``s3://bucket/key`` that a parameter holds; empty of an empty one.

    Without ``Fn::Select``, which fails on what is not there even in a branch that is not taken.
    """
    return Join("", Split("s3://", uri))


def s3_bucket(uri: Ref) -> AWSHelperFn:
    """Give ``bucket`` of the ``s3://bucket/key`` that a parameter holds."""
    return Select(0, Split("/", s3_path(uri)))


def stack_id() -> AWSHelperFn:
    """Give 8 hex digits of the stack's id, which ends in a UUID."""
    return Select(0, Split("-", Select(2, Split("/", Ref("AWS::StackId")))))


def last_segment(of: Any) -> AWSHelperFn:
    """Give what stands behind the slash of an ARN that has one slash: a SageMaker name."""
    return Select(1, Split("/", of))
