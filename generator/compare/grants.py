"""What a template's roles and policies allow that they did not.

A statement is taken apart into what it allows one by one: an action on a resource under conditions.
What is new and not covered by a wildcard of before is a widened permission.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.compare.reading import Json

# action, resource, principal, conditions: each as text
Grant = tuple[str, str, str, str]


def widened(before: Json, after: Json) -> dict[str, list[Grant]]:
    """Give what each role, policy and permission of ``after`` allows beyond those of ``before``."""
    old, new = before["Resources"], after["Resources"]
    found: dict[str, list[Grant]] = {}
    for name, resource in new.items():
        known = set(granted(old.get(name, {})))
        more = [
            grant
            for grant in dict.fromkeys(granted(resource))
            if not any(_covers(each, grant) for each in known)
        ]
        if more:
            found[name] = more
    return found


def granted(resource: Json) -> Iterator[Grant]:
    """Yield what a resource allows, of whatever type it is."""
    if resource.get("Type") == "AWS::Lambda::Permission":
        given = resource["Properties"]
        who = [given["Principal"], given.get("SourceArn"), given.get("SourceAccount")]
        yield _text(given["Action"]), _text(given["FunctionName"]), _text(who), ""
    for statement in _statements(resource.get("Properties", {})):
        if statement.get("Effect") == "Allow":
            principal, condition = (
                _text(statement.get(key, "")) for key in ("Principal", "Condition")
            )
            # What all but something is allowed to do counts as one thing.
            actions = statement.get("Action", {"NotAction": statement.get("NotAction")})
            resources = statement.get("Resource", "")
            for action, target in product(_listed(actions), _listed(resources)):
                yield _text(action), _text(target), principal, condition


def _statements(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield each policy statement within a value, whatever conditions it hangs on."""
    if isinstance(value, Mapping):
        if "Effect" in value:
            yield value
        else:
            for inner in value.values():
                yield from _statements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _statements(inner)


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _covers(known: Grant, grant: Grant) -> bool:
    """Tell whether what was allowed has ``grant`` in it; IAM's wildcards are those of a shell."""
    action, resource, *who = known
    return (
        fnmatchcase(grant[0].lower(), action.lower())
        and (resource == grant[1] or fnmatchcase(grant[1], resource))
        and [*who] == [*grant[2:]]
    )
