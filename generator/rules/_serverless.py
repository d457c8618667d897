"""What AWS SAM passes on unchanged from its functions to the resources that it makes.

Source: `samtranslator/model` of aws/serverless-application-model, `eventsources/push.py` and
`scheduler.py` for events, `role_utils/role_constructor.py` for `Policies`, `sam_resources.py` for
`InlineCode`. What `Globals` says is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.rules._walk import at, resources, root

if TYPE_CHECKING:
    from generator.rules._pieces import Path

FUNCTION = "AWS::Serverless::Function"


def passed_on(template: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[tuple[Path, Any]]:
    """Yield path and value of a property of each event; `places` names it by the event's type."""
    for name, _, given in resources(template, FUNCTION):
        events = given.get("Events")
        for event, body in events.items() if isinstance(events, Mapping) else ():
            key = places.get(str(at(body, ("Type",))))
            value = at(body, ("Properties", key)) if key else None
            if value is not None:
                yield (*root(name), "Events", event, "Properties", str(key)), value
