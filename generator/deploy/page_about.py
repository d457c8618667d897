"""What a page is about, known before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class About:
    """What a page is about.

    Attributes:
        title: whose report it is.
        facts: further lines, name -> words.
        links: address by what it shows; nothing asks for them by itself.
        notes: what else is to be known, such as that alerts are muted.

    """

    title: str
    facts: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
