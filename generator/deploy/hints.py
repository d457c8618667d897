"""What to do about failures that are known: a service's words -> a hint of ours.

Each stands on what people met; the sources are named where they are not the service's own words.
"""

from __future__ import annotations

import re

_HINTS = (
    (
        r"ResourceLimitExceeded|account-level service limit|quota",
        "The account's quota for that instance type is used up, and it is 0 in many new accounts."
        " Ask for more: Service Quotas, Amazon SageMaker, `{instance} for endpoint usage`; or"
        " choose another type: --parameter InstanceType=…",
    ),
    (
        # The handlers mask what SageMaker said [aws-cdk 12208, pulumi-aws 2419].
        r"(GeneralServiceException|Error occurred during operation).*",
        "CloudFormation hides what SageMaker said: CloudTrail has it, as the error of the Create…"
        " call. If it is the schedule: Model Monitor takes no new customers since 2026-07-30;"
        " deploy with --edition drift-monitor, which works in every account. Else the deploying"
        " credentials lack a permission",
    ),
    (
        r"(?i)model ?monitor.*(not available|no longer|new customers)|not.*open to new customers",
        "Model Monitor is closed to this account: deploy with --edition drift-monitor",
    ),
    (
        r"(?i)\.dkr\.ecr\..*(not exist|not found|denied|pull)|(image|repository).*does not exist"
        r"|RepositoryNotFound|ImageNotFound",
        "The image is not there, not in this region, or closed to the role. An image of your own"
        " must be in the stack's region, and its repository must let SageMaker pull it",
    ),
    (
        r"(?i)could not find endpoint(?! conf)",
        "ExistingEndpointName names no endpoint of this account in the stack's region. See `aws"
        " sagemaker list-endpoints`; without the parameter, the stack makes one of its own",
    ),
    (
        r"(?i)could not find model data|model\.tar\.gz.*(not|denied)|ModelDataUrl",
        "ModelDataUrl must name an object in the stack's region which the stack's role may read",
    ),
    (
        r"(?i)iam:PassRole",
        "Whoever deploys must be allowed iam:PassRole for the stack's roles; so must a service role"
        " given with --role-arn",
    ),
    (
        r"(?i)role.*(cannot|could not|can't|unable to) be assumed|cannot be assumed|AssumeRole",
        "The role is too new, or its trust policy does not name the service. Deploy again; if it"
        " fails again, an organization's policy (SCP) or PermissionsBoundaryArn forbids it",
    ),
    (
        r"(?i)not authorized to perform|AccessDenied|explicit deny|UnauthorizedOperation",
        "Who deploys (or the role of --role-arn) lacks that permission, or an organization's policy"
        " or PermissionsBoundaryArn forbids it",
    ),
    (
        r"(?i)bucket.*not empty|BucketNotEmpty",
        "Something still writes into the bucket. Stop it, then call `destroy` again",
    ),
    (
        r"(?i)monitoring schedule in status|(schedule|execution).*(InProgress|Pending)",
        "A monitoring run is under way, and a schedule cannot be changed meanwhile. Call again in"
        " ten minutes",
    ),
    (
        r"(?i)does not (have|capture)|data ?capture",
        "The endpoint must capture data: its configuration needs DataCaptureConfig, switched on",
    ),
    (
        r"(?i)already exists",
        "Something of that name is there, of another stack or left by one. Delete it, or give this"
        " stack another --parameter ModelName=…",
    ),
    (
        r"(?i)did not receive a response|timed? ?out|took too long",
        "The stack's function did not answer in time; its log says where it was",
    ),
    (r"(?i)no rows|nothing in the dataset|no usable", "See the dataset: a CSV file with a header"),
    (r"(?i)NoSuchKey|NoSuchBucket|\b404\b", "There is no such object: see the s3:// addresses"),
    (
        r"(?i)rate exceeded|throttl",
        "AWS was asked too often. Nothing is wrong with the stack: call again",
    ),
    (
        r"(?i)invalid parameter.*email|email.*invalid",
        "SNS does not take that address: see EmailAddress",
    ),
)


def hint(reason: str) -> str:
    """Give what is known to help against a failure; ``""`` where nothing is.

    Args:
        reason: the service's words.

    """
    found = next((words for pattern, words in _HINTS if re.search(pattern, reason)), "")
    instance = re.search(r"ml\.[a-z0-9-]+\.[a-z0-9]+", reason)
    return found.replace("{instance}", instance[0] if instance else "<instance type>")
