"""CloudFormation: a change set's property values, before and after.

MiniStack tells which properties change, and leaves ``IncludePropertyValues`` out. Values are texts,
as in AWS's answers; what is known only once it is done has the mark that AWS gives it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ministack.services.cloudformation import changesets, handlers

LATER = "{{changeSet:KNOWN_AFTER_APPLY}}"
_TARGET = re.compile(r"</Target>")


def install() -> None:
    """Put the values in; once, before the server starts."""
    _keep_values()
    _tell_values()


def _keep_values() -> None:
    original = changesets._diff_resources  # noqa: SLF001 - a patch

    def diff(old: dict[str, Any], new: dict[str, Any], *more: Any) -> list[dict[str, Any]]:
        changes: list[dict[str, Any]] = original(old, new, *more)
        for change in changes:
            one = change["ResourceChange"]
            sides = [
                side.get("Resources", {}).get(one["LogicalResourceId"], {}).get("Properties") or {}
                for side in (old, new)
            ]
            for detail in one.get("Details", []):
                detail["Target"].update(_values(detail, *sides))
        return changes

    changesets._diff_resources = diff  # noqa: SLF001


def _values(
    detail: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, str]:
    name = detail["Target"].get("Name")
    if not name:
        return {}
    found = {"Path": f"/Properties/{name}"}
    if name in before:
        found["BeforeValue"] = _text(before[name])
    if name in after:
        same = before.get(name) == after[name]
        found["AfterValue"] = LATER if same else _text(after[name])
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _tell_values() -> None:
    original = handlers._ACTION_HANDLERS["DescribeChangeSet"]  # noqa: SLF001

    def describe(params: dict[str, Any]) -> Any:
        status, headers, body = original(params)
        asked = str(changesets._p(params, "IncludePropertyValues")).lower()  # noqa: SLF001
        _, found = changesets._find_change_set(  # noqa: SLF001
            changesets._p(params, "ChangeSetName"),  # noqa: SLF001
            changesets._p(params, "StackName"),  # noqa: SLF001
        )
        if not found or asked != "true":
            return status, headers, body
        targets = (
            detail["Target"]
            for change in found["Changes"]
            for detail in change["ResourceChange"].get("Details", [])
        )
        text = body.decode() if isinstance(body, bytes) else body
        told = _TARGET.sub(lambda _: f"{_xml(next(targets))}</Target>", text)
        return status, headers, told.encode()

    handlers._ACTION_HANDLERS["DescribeChangeSet"] = describe  # noqa: SLF001


def _xml(target: dict[str, str]) -> str:
    names = [name for name in ("Path", "BeforeValue", "AfterValue") if name in target]
    return "".join(f"<{name}>{changesets._esc(target[name])}</{name}>" for name in names)  # noqa: SLF001
