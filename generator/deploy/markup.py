"""Pieces of HTML, in which whatever comes from data is escaped."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def text(value: object) -> str:
    """Write a value as text."""
    return html.escape(str(value), quote=True)


def links(found: Mapping[str, str]) -> str:
    """Write addresses by what they show; one that is none of the web is left out."""
    safe = {name: url for name, url in found.items() if url.startswith("https://")}
    shown = [f'<a href="{text(url)}">{text(name)}</a>' for name, url in safe.items()]
    return f"<p>{' · '.join(shown)}</p>" if shown else ""


def anchor(monitor: str, name: str) -> str:
    """Give an id that any name can have."""
    return f"{monitor}-{name.encode().hex()}"


def table(headings: Sequence[str], rows: Iterable[tuple[str, Sequence[object]]]) -> str:
    """Write a table; each row has a class, ``""`` for none."""
    head = "".join(f'<th scope="col">{text(each)}</th>' for each in headings)
    lines = []
    for kind, (first, *cells) in rows:
        mark = f' class="{kind}"' if kind else ""
        more = "".join(f"<td>{text(each)}</td>" for each in cells)
        lines.append(f'<tr{mark}><th scope="row">{text(first)}</th>{more}</tr>')
    body = "".join(lines)
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def marks(sides: Iterable[tuple[str, str]]) -> str:
    """Write a key to colours: the style's variable, and what it stands for."""
    return "".join(f'<i style="background:var({colour})"></i>{words}' for colour, words in sides)
