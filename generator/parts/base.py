"""What every part is: resources, in the order in which a reader meets them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from troposphere import AWSObject, Ref, Tags

from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Part:
    """Base of the parts; ``TITLE`` is the comment above its first resource."""

    TITLE: ClassVar[str] = ""

    def resources(self) -> Iterator[AWSObject]:
        """Yield the part's resources, field by field."""
        for member in fields(self):
            yield getattr(self, member.name)


def tags() -> Tags:
    """Give the tags of a type whose tags can change: model, environment, template version."""
    return Tags(
        {
            "model": Ref("ModelName"),
            "environment": Ref("Environment"),
            "version": __version__,
        }
    )


def lasting_tags() -> Tags:
    """Give the tags of a schedule: nothing that an update may change, since it changes no tags.

    The stack's own tags do not reach it [CloudFormation schema: no tagging].
    """
    return Tags({"model": Ref("ModelName")})
