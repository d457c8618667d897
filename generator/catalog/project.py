"""A released version as a template of SageMaker projects, where Studio finds it: tagged, in S3.

Studio gives a project's template two parameters, which ours do not have. So what is uploaded is the
released text with three lines more: those parameters, which nothing needs, and an output that names
the project. With them it is more than `--template-body` takes; from S3, CloudFormation reads a
megabyte. Source: SageMaker developer guide, "Create custom project templates".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.catalog.publish import Change
from generator.deploy.awsclient import AwsError
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.catalog.publish import Wanted
    from generator.deploy.awsclient import AwsClient

VISIBLE = {"Key": "sagemaker:studio-visibility", "Value": "true"}
LOCATION = "sagemaker:projectS3TemplatesLocation"  # the tag of a domain that looks there
_PARAMETERS = """\
Parameters:
 SageMakerProjectName: {Type: String,Description: Studio fills it in,Default: ''}
 SageMakerProjectId: {Type: String,Description: Studio fills it in,Default: ''}
"""
_OUTPUTS = """\
Outputs:
 SageMakerProject: {Value: !Sub '${SageMakerProjectName}/${SageMakerProjectId}'}
"""


def with_project(text: str) -> str:
    """Give an emitted template's text with the parameters of a project, all else as it is.

    Raises:
        GeneratorError: it is no emitted template.

    """
    for part in (_PARAMETERS, _OUTPUTS):
        section = "\n" + part.partition("\n")[0] + "\n"
        if text.count(section) != 1:
            raise GeneratorError(f"the template has no section {section.strip()} of its own line")
        text = text.replace(section, "\n" + part)
    return text


def offer(
    aws: AwsClient,
    asked: Wanted,
    prefix: str,
    *,
    dry_run: bool,
    tell: Callable[[str, str], None],
) -> dict[str, str]:
    """Upload a version for projects, and make it visible; a second time changes nothing.

    Args:
        aws: the account of the bucket.
        asked: the version; its product and owner are of no use here.
        prefix: of the object's key; the domain looks below it.
        dry_run: look, and change nothing.
        tell: is told each step: (what, on what).

    Returns:
        ``url`` of the template, ``location``, which is what the domain's tag has to say.

    Raises:
        GeneratorError: another text is offered under this version.
        AwsError: a call is refused; its hint names the permission.

    """
    change = Change(aws, dry_run=dry_run, tell=tell)
    key = f"{prefix}{asked.edition}-{asked.version}.yaml"
    place, text = {"Bucket": asked.bucket, "Key": key}, with_project(asked.text)
    there = _offered(aws, place)
    if there is None:
        tag = f"{VISIBLE['Key']}={VISIBLE['Value']}"
        body = text.encode()
        change.make("upload", key, "s3", "put_object", **place, Body=body, Tagging=tag)
    elif there != text:
        raise GeneratorError(
            f"s3://{asked.bucket}/{key} is another template. A published version never changes: "
            "release the next number, or give another --prefix"
        )
    else:
        _shown(change, place, key)
    return {
        "url": f"https://{asked.bucket}.s3.{aws.region}.amazonaws.com/{key}",
        "location": f"s3://{asked.bucket}/{prefix}",
    }


def _offered(aws: AwsClient, place: dict[str, str]) -> str | None:
    try:
        found: str = aws.call("s3", "get_object", **place)["Body"].read().decode()
    except AwsError as error:
        if error.code not in ("404", "NoSuchKey", "NotFound"):
            raise
        return None
    return found


def _shown(change: Change, place: dict[str, Any], key: str) -> None:
    """Tag an object that is there, beside the tags that it has."""
    tags = change.aws.call("s3", "get_object_tagging", **place)["TagSet"]
    if VISIBLE in tags:
        change.tell("is uploaded", key)
        return
    others = [each for each in tags if each["Key"] != VISIBLE["Key"]]
    change.make(
        "tag", key, "s3", "put_object_tagging", **place, Tagging={"TagSet": [*others, VISIBLE]}
    )
