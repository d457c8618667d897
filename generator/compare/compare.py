"""All that has changed between two templates, and the version number that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.compare import grants, interface, resources
from generator.compare.differences import differences
from generator.compare.interface import MAJOR, MINOR, PATCH

if TYPE_CHECKING:
    from semver import Version

    from generator.compare.grants import Grant
    from generator.compare.interface import Noticed
    from generator.compare.reading import Json
    from generator.compare.resources import ResourceChange

LEVELS = PATCH, MINOR, MAJOR
# Sections whose changes stand behind others: no user sees them.
WITHIN = ("Mappings", "Conditions", "Rules", "Metadata", "Transform")


@dataclass(frozen=True)
class Comparison:
    """What has changed.

    Attributes:
        interface: of parameters and outputs.
        resources: replaced, removed, changed and added ones.
        widened: resource -> what it allows beyond before.
        within: sections that differ otherwise.

    """

    interface: tuple[Noticed, ...]
    resources: tuple[ResourceChange, ...]
    widened: dict[str, list[Grant]]
    within: tuple[str, ...]

    @property
    def level(self) -> str:
        """The part of the version number that has to grow: major, minor, patch; "" if none."""
        found = [noticed.level for noticed in self.interface]
        found += [level_of(change) for change in self.resources]
        found += [MINOR] * bool(self.widened) + [PATCH] * bool(self.within)
        return max(found, key=LEVELS.index, default="")


def level_of(change: ResourceChange) -> str:
    """Give the part of the version number that a resource's change lets grow."""
    if change.loses:
        return MAJOR
    return PATCH if change.action == "changed" else MINOR


def compare(before: Json, after: Json) -> Comparison:
    """Compare two templates."""
    return Comparison(
        interface=tuple(interface.noticed(before, after)),
        resources=tuple(resources.changes(before, after)),
        widened=grants.widened(before, after),
        within=tuple(name for name in WITHIN if [*differences(before.get(name), after.get(name))]),
    )


def least(version: Version, level: str) -> Version:
    """Give the least version behind ``version`` for changes of a level.

    Before 1.0.0 what would be major is minor [Semantic Versioning 2.0.0, 4].
    """
    if level == MAJOR and version.major:
        return version.bump_major()
    if level in (MAJOR, MINOR):
        return version.bump_minor()
    return version.bump_patch() if level else version
