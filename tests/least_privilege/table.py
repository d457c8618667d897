"""docs/least-privilege.md, from what was seen when each element was taken away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.editions import EDITIONS
from generator.readme import put

from .elements import UNRECORDED, elements
from .reasons import REASONS, reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .elements import Element

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "least-privilege.md"
SEEN = HERE / "seen.json"
_LONGEST = 90  # characters of what was seen

Json = dict[str, Any]


def kept() -> Json:
    """Give what was seen, by edition and element."""
    found: Json = json.loads(SEEN.read_text("utf-8")) if SEEN.exists() else {}
    return found


def survives(told: Json) -> bool:
    """Tell whether nothing broke, and no judge saw a difference."""
    return not (told.get("promised") or told.get("judged"))


def unheld(seen: Json) -> Iterator[str]:
    """Yield what does not fit: what was not tried, is no more, or survives without a reason."""
    used = set()
    for edition in sorted(EDITIONS):
        told = seen.get(edition, {})
        now = [one.key for one in elements(edition)]
        yield from (f"{edition}: {key} was never taken away" for key in now if key not in told)
        yield from (f"{edition}: {key} is no more" for key in told if key not in now)
        for one in elements(edition):
            each = told.get(one.key, {"judged": "never"})
            used.add(reason(one) if survives(each) else "")
            if survives(each) and not reason(one):
                yield f"{edition}: {one.key} survives, and no reason says why it stays"
            if each.get("promised") and not each["refused"] and one.kind not in UNRECORDED:
                yield f"{edition}: {one.key} broke, and IAM refused nothing"
    yield from (f"a reason that nothing needs: {why}" for _, why in REASONS if why not in used)


def page(text: str, seen: Json) -> str:
    """Give the page with its tables anew."""
    tables = "\n".join(_table(name, seen) for name in sorted(EDITIONS))
    return put(text, "least privilege", tables)


def _table(edition: str, seen: Json) -> str:
    told = {one: seen[edition][one.key] for one in elements(edition)}
    left = sum(survives(each) for each in told.values())
    judged = sum(bool(each.get("judged")) for each in told.values())
    return "\n".join(
        [
            f"## {edition}\n",
            f"{len(told)} elements: without {len(told) - left - judged} the loop breaks, without "
            f"{judged} a call is allowed that is refused, {left} survive.\n",
            "| resource | statement | element | what broke first |",
            "| --- | --- | --- | --- |",
            *(_row(one, each) for one, each in told.items()),
            "",
        ]
    )


def _row(element: Element, told: Json) -> str:
    kind = "" if element.kind in ("action", "statement", "permission") else f"{element.kind} "
    place = f"{element.holder} | {element.statement}"
    return f"| {place} | {kind}`{element.text}` | {_what(element, told)} |"


def _what(element: Element, told: Json) -> str:
    if told.get("judged"):
        return f"judge: {told['judged']}"
    if survives(told):
        return f"survives: {reason(element)}"
    where = told["step"] if told["scenario"] == "demo" else f"{told['step']} ({told['scenario']})"
    return f"{where}: {told['promised']}; {_seen(told)}"


def _seen(told: Json) -> str:
    """Say what was seen instead; or only who named the action, where it was named."""
    text = " ".join(told["seen"].split())
    named = [action for action in told.get("refused", []) if action in text]
    if named:
        return f"named: `{named[0]}`"
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    refused = ", ".join(f"`{action}`" for action in told.get("refused", [])[:2])
    return f"seen: {short}".replace("|", "/") + (f"; IAM refused {refused}" if refused else "")
