"""W9124: a managed policy that allows everything in a service."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import readings
from generator.rules._serverless import FUNCTION
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
_BY_NAME = "Policies"
"""Where AWS SAM takes names of AWS's policies, as well as ARNs."""
_TOO_MUCH = re.compile(
    r":iam::aws:policy/(?:.*/)?(?P<name>\w*Full_?Access\w*|AdministratorAccess|PowerUserAccess)$"
)


class FullAccessPolicy(Check):
    """Finds `*FullAccess` and its like among the managed policies of roles, users and groups."""

    id = "W9124"
    shortdesc = "A managed policy that allows everything in a service"
    description = (
        "A *FullAccess policy allows every action on every resource of a service, often of others "
        "too, and AWS adds to it. Whoever takes over the role has all of that"
    )
    source_url = (
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
    )
    tags: ClassVar[list[str]] = ["resources", "iam", "least-privilege"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every such policy."""
        for path, value in _attached(reader):
            for reading in readings(reader, value, path):
                text = str(reading)
                named = path[-1] == _BY_NAME and ":" not in text
                if found := _TOO_MUCH.search(f":iam::aws:policy/{text}" if named else text):
                    yield Problem(reading.path, _words(found["name"]))


def _attached(reader: Reader) -> Iterator[tuple[Place, Any]]:
    for name, _, given in resources(reader.template, *_PRINCIPALS):
        yield (*root(name), "ManagedPolicyArns"), given.get("ManagedPolicyArns")
    for name, _, given in resources(reader.template, FUNCTION):
        if "Role" not in given:  # with one, SAM makes none, and attaches nothing
            yield (*root(name), _BY_NAME), given.get(_BY_NAME)


def _words(name: str) -> str:
    more = (
        ", and of S3 only buckets with 'sagemaker' or 'aws-glue' in their names"
        if name == "AmazonSageMakerFullAccess"
        else ""
    )
    return (
        f"{name} allows far more than one workload needs{more}. Write a policy with the actions "
        "and resources that are used; CloudTrail or IAM Access Analyzer tells which"
    )
