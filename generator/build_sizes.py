"""What each section and each resource of an emitted template costs, in bytes.

Read off the text itself, so that the figures add up to the file's size. No network, no AWS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RESOURCES = "Resources"
HEADER = "(comment)"
_SECTION = re.compile(r"([A-Za-z]+):")
# On a line of its own, or with all that it has behind it.
_ENTRY = re.compile(r" ([A-Za-z0-9]+):(?: \{|$)")
_COMMENT = re.compile(r" # (.*)")
_TYPE = re.compile(r"(?:  | [A-Za-z0-9]+: \{)Type: ([^\s,}]+)")
_CODE = re.compile(r" +ZipFile: ")


@dataclass
class Size:
    """Bytes of one section or resource.

    Attributes:
        name: of the section, or the logical id.
        part: the comment above the resource or above one before it; empty for a section.
        type: the resource's type; empty for a section.
        size: bytes, line ends and comments included.
        code: those of them that are inline code.

    """

    name: str
    part: str = ""
    type: str = ""
    size: int = 0
    code: int = 0


def sections(text: str) -> list[Size]:
    """Give the size of each section, the comment at the top first; they add up to the file."""
    found = [Size(HEADER)]
    for line in text.splitlines(keepends=True):
        section = _SECTION.match(line)
        if section:
            found.append(Size(section[1]))
        found[-1].size += len(line.encode())
    return found


def resources(text: str) -> list[Size]:
    """Give the size of each resource, in the file's order; a comment counts for what follows it."""
    found: list[Size] = []
    part, ahead, in_code = "", 0, False
    for line in _lines_of_resources(text):
        comment, entry = _COMMENT.match(line), _ENTRY.match(line)
        if comment or line == "\n":
            part = comment[1] if comment else part
            ahead += len(line.encode())
            continue
        if entry:
            found.append(Size(entry[1], part))
        _count(found[-1], line, ahead, in_code=(in_code := _goes_on(line, in_code=in_code)))
        ahead = 0
    return found


def _count(size: Size, line: str, ahead: int, *, in_code: bool) -> None:
    own = len(line.encode())
    size.size += ahead + own
    size.code += own if in_code else 0
    kind = _TYPE.match(line)
    size.type = kind[1] if kind else size.type


def _goes_on(line: str, *, in_code: bool) -> bool:
    """Tell whether ``line`` is in a block of code: it lasts as long as lines are indented deep."""
    return bool(_CODE.match(line)) or (in_code and line.startswith("     "))


def _lines_of_resources(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines(keepends=True):
        section = _SECTION.match(line)
        if section:
            inside = section[1] == RESOURCES
        elif inside:
            yield line
