"""W9118: a fixed name on a resource that a change replaces."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._replaced import Replacements, name_property, replacing
from generator.rules._walk import resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._reader import Reader

_IN_THE_WHOLE_ACCOUNT = "AWS::IAM::"
_SHOWN = 3


class FixedName(Check):
    """Finds physical names that stay the same while another property replaces the resource."""

    id = "W9118"
    shortdesc = "A fixed name on a resource that a change replaces"
    description = (
        "CloudFormation makes the new resource before it deletes the old one, and two cannot have "
        "one name: the update fails. A name in plain text also forbids a second stack"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-properties-name.html"
    )
    tags: ClassVar[list[str]] = ["resources", "names", "replacement"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every name that a replacement, or a second stack, collides with."""
        replacements = Replacements(reader)
        for name, kind, given in resources(reader.template, "AWS::"):
            key = name_property(kind)
            if key in given and (words := _objection(replacements, name, kind, given)):
                yield Problem((*root(name), key), words)


def _objection(replacements: Replacements, name: str, kind: str, given: Mapping[str, Any]) -> str:
    key = name_property(kind)
    others = list(replacing(kind, given))
    moving = sorted(replacements.parameters(name) - replacements.of(given[key]))
    plain = isinstance(given[key], str)
    steady = plain or (
        not kind.startswith(_IN_THE_WHOLE_ACCOUNT) and replacements.never_changes(given[key])
    )
    if moving:
        shown = ", ".join(moving[:_SHOWN]) + (" or another" if len(moving) > _SHOWN else "")
        return _words(f"a change of {shown} replaces this resource, and {key} stays the same", key)
    if plain and kind.startswith(_IN_THE_WHOLE_ACCOUNT):
        return (
            f"'{given[key]}' is taken once in the whole account, over all regions: a second stack "
            f"of this template fails. Leave {key} out, and CloudFormation makes a name"
        )
    if steady and others:
        return _words(f"a change of {' or '.join(others[:_SHOWN])} replaces this resource", key)
    return ""


def _words(why: str, key: str) -> str:
    return (
        f"{why}: the new one is made while the old one still has the name, so the update fails "
        f"and rolls back. Leave {key} out, and CloudFormation makes a name of its own each time"
    )
