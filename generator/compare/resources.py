"""What of a template's resources an update would add, remove, replace or change, offline.

Whether a property's change replaces the resource, its type's schema says, which cfn-lint brings
(``createOnlyProperties``). What a replaced resource's name or ARN goes into changes with it: a
create-only property that refers to one lets its resource be replaced, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.compare.differences import Difference, differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.compare.reading import Json

REGION = "us-east-1"  # whose schemas are read
# What a user loses or has to do again with the resource: data, keys, confirmed subscriptions, names
# that callers know.
KEPT = frozenset(
    {
        "AWS::KMS::Key", "AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::SageMaker::Endpoint",
        "AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SQS::Queue",
    }
)  # fmt: skip
ATTRIBUTES = ("DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Metadata")


@dataclass(frozen=True)
class ResourceChange:
    """What an update does to a resource.

    Attributes:
        name, type: logical id, and type in the new template (in the old one if it is removed).
        action: added, removed, replaced or changed.
        differences: of its properties and attributes.
        because: property paths that cannot be changed in place, or resources that it refers to.

    """

    name: str
    type: str
    action: str
    differences: tuple[Difference, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def loses(self) -> bool:
        """Whether a user loses something with it."""
        return self.action in ("removed", "replaced") and self.type in KEPT


def changes(before: Json, after: Json) -> list[ResourceChange]:
    """List what an update does, replacements first, then removals, changes and additions."""
    old, new = before["Resources"], after["Resources"]
    found = {change.name: change for change in _direct(old, new)}
    while more := dict(_carried(new, found)):
        found |= more
    order = ("replaced", "removed", "changed", "added")
    return sorted(found.values(), key=lambda change: order.index(change.action))


def _direct(old: Json, new: Json) -> Iterator[ResourceChange]:
    for name, one in old.items():
        if name not in new:
            yield ResourceChange(name, one["Type"], "removed")
            continue
        other = new[name]
        if one["Type"] != other["Type"]:
            yield ResourceChange(name, other["Type"], "replaced", because=("Type",))
            continue
        found = [
            *differences(one.get("Properties", {}), other.get("Properties", {}), ("Properties",)),
            *(
                Difference((key,), one.get(key), other.get(key))
                for key in ATTRIBUTES
                if one.get(key) != other.get(key)
            ),
        ]
        if found:
            fixed = tuple(_fixed(one["Type"], found))
            action = "replaced" if fixed else "changed"
            yield ResourceChange(name, one["Type"], action, tuple(found), fixed)
    yield from (
        ResourceChange(name, other["Type"], "added")
        for name, other in new.items()
        if name not in old
    )


def _carried(
    new: Json, found: Mapping[str, ResourceChange]
) -> Iterator[tuple[str, ResourceChange]]:
    """Yield the resources that are replaced because one is that they refer to for good."""
    replaced = {name for name, change in found.items() if change.action == "replaced"}
    for name, resource in new.items():
        known = found.get(name)
        if known and known.action != "changed":
            continue
        properties = resource.get("Properties", {})
        through = {
            other
            for fixed in create_only(resource["Type"])
            for other in _named(_at(properties, fixed.split("/")))
            if other in replaced
        }
        if through:
            because = tuple(f"refers to {other}" for other in sorted(through))
            before = known.differences if known else ()
            yield name, ResourceChange(name, resource["Type"], "replaced", before, because)


def _fixed(kind: str, found: list[Difference]) -> Iterator[str]:
    for difference in found:
        place = "/".join(difference.path[1:])
        for fixed in create_only(kind):
            # What is below or above a fixed property changes it, too.
            if difference.path[0] == "Properties" and (
                place == fixed or place.startswith(f"{fixed}/") or fixed.startswith(f"{place}/")
            ):
                yield place


@cache
def create_only(kind: str) -> tuple[str, ...]:
    """Give the paths of a type's properties that cannot be changed in place; () of a custom one."""
    from cfnlint.schema import ResourceNotFoundError  # noqa: PLC0415 - it costs half a second
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER  # noqa: PLC0415

    if kind.startswith("Custom::"):
        return ("ServiceToken",)
    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    except ResourceNotFoundError:
        return ()
    return tuple(
        path.removeprefix("/properties/") for path in schema.get("createOnlyProperties", ())
    )


def _at(value: Any, path: list[str]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _named(value: Any) -> set[str]:
    """Give the logical ids that a value refers to."""
    text = json.dumps(value)
    found = re.findall(r'"Ref": "(\w+)"|"Fn::GetAtt": (?:\[)?"(\w+)|\$\{(\w+)', text)
    return {name for names in found for name in names if name}
