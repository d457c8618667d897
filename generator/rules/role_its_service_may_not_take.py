"""E9145: a role that is given to a service, and trusts others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._links import given, linked
from generator.rules._principals import lets_in
from generator.rules._statements import statements, written_out
from generator.rules._takers import TAKERS
from generator.rules._walk import named, properties, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_ROLE = "AWS::IAM::Role"
_TRUST = "AssumeRolePolicyDocument"
_TAKE = "sts:AssumeRole"


class RoleItsServiceMayNotTake(Check):
    """Holds each role's trust policy against the services that the template gives the role to."""

    id = "E9145"
    shortdesc = "A role that its service may not take"
    description = (
        "A service takes the role that it is given only if the role's trust policy allows "
        "sts:AssumeRole to the service's own principal. Rights in its other policies do not help"
    )
    source_url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html"
    tags: ClassVar[list[str]] = ["resources", "iam", "lambda", "sagemaker", "events"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every role that is given to a service which it does not trust."""
        trusts = [
            one
            for one in statements(reader, _ROLE)
            if _TRUST in properties(one.path) and one.grants(reader, _TAKE)
        ]
        for name, kind, body in resources(reader.template, *TAKERS):
            service, keys = TAKERS.get(kind, ("", ()))
            for path, value in named(body, root(name), keys):
                for reading, hole in linked(reader, value, path, _ROLE):
                    mine = [one for one in trusts if one.owner == hole.name]
                    whole = written_out(given(reader, hole.name).get(_TRUST))
                    if whole and not any(lets_in(reader, one, service) for one in mine):
                        yield Problem(reading.path, _words(hole.name, service))


def _words(role: str, service: str) -> str:
    principal = f"{service}.amazonaws.com"
    return (
        f"{principal} may not take the role {role}: its trust policy does not say so. The stack "
        "fails on it, or every run does. Add to its AssumeRolePolicyDocument: Effect: Allow, "
        f"Principal: {{Service: {principal}}}, Action: sts:AssumeRole"
    )
