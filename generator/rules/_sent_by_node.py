"""What the publish calls of inline code that is not Python, such as Node.js, publish to.

Stage: code -> the names of the environment variables, and the substitutions (`${Topic}`), from
which the topic of each publish call comes. The code is not parsed: only what stands in the call's
own argument counts, and a word only where the code assigns it exactly once. Of all else nothing
is certain, and nothing is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUBLISHES = re.compile(r"\.publish(?:Batch)?\s*\(|\bPublish(?:Batch)?Command\s*\(")
_MARK = re.compile(
    r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`|//[^\n]*|/\*.*?\*/|.", re.DOTALL
)
_TO = re.compile(r"\s*['\"]?(?:TopicArn|TargetArn)['\"]?\s*[:=](?!=)(?P<value>.*)", re.DOTALL)
_ALONE = re.compile(r"\s*(?:TopicArn|TargetArn)\s*")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_HOLE = re.compile(r"\$\{[^}]*\}")
_VARIABLE = re.compile(r"\b(?:process\.env|environ(?:\.get)?|getenv)[\s?.(\['\"`]+(\w+)")
_UNPACKED = re.compile(r"\{(?P<names>[^{}]*)\}\s*=\s*process\.env\b(?!\s*[.?\[])")


def sent_by_node(code: str) -> Iterator[str]:
    """Yield what the topics of all publish calls are made of."""
    code = "".join(mark for mark in _MARK.findall(code) if mark[:2] not in ("//", "/*"))
    for call in _PUBLISHES.finditer(code):
        given = _pieces(code, call.end(), ")")
        for value in _topics(code, given):
            yield from _made_of(code, value)


def _pieces(code: str, start: int, ends: str) -> list[str]:
    """Split at the commas outside brackets and texts, up to the first such end; [] without one."""
    pieces, deep = [""], 0
    for found in _MARK.finditer(code, start):
        mark = found[0]
        if not deep and mark in ends:
            return pieces
        deep += (mark in "([{") - (mark in ")]}")
        if mark == "," and not deep:
            pieces.append("")
        else:
            pieces[-1] += mark
    return []


def _topics(code: str, given: list[str]) -> list[str]:
    """Give the topics in a call's arguments: Python's keywords, else the first one's members."""
    if not given:
        return []
    first = given[0].strip()
    if not _WORD.fullmatch(first):
        return _members(first) or _named(given)
    objects = _assigned(code, first)
    later = re.findall(rf"(?<![\w.$]){re.escape(first)}\.((?:TopicArn|TargetArn)\s*=[^;\n]+)", code)
    topics = [*(one for made in objects for one in _members(made)), *_named(later)]
    return topics if len(objects) == len(topics) == 1 else []


def _members(text: str) -> list[str]:
    return _named(_pieces(text, 1, "}")) if text.startswith("{") else []


def _named(pieces: list[str]) -> list[str]:
    """Give the values of those that are named as a topic; `{TopicArn}` is its own value."""
    values = [piece for piece in pieces if _ALONE.fullmatch(piece)]
    return values + [found["value"] for found in map(_TO.match, pieces) if found]


def _made_of(code: str, value: str) -> Iterator[str]:
    """Yield the variables and substitutions in a value, once its words are followed."""
    seen: set[str] = set()
    while _WORD.fullmatch(word := value.strip()):
        made = _assigned(code, word)
        if word in seen or len(made) != 1:
            return
        seen.add(word)
        value = made[0]
    yield from _HOLE.findall(value)
    yield from _VARIABLE.findall(value)


def _assigned(code: str, word: str) -> list[str]:
    """Give all that a word may stand for; an '' for each that only a run tells."""
    assigns = re.compile(rf"(?<![\w.$]){re.escape(word)}\s*[-+*/|&?]*=(?![=>])\s*")
    values = ["".join(_pieces(f"{code}\n", one.end(), "\n;,)]}")) for one in assigns.finditer(code)]
    for unpacked in _UNPACKED.finditer(code):
        for piece in unpacked["names"].split(","):
            name, _, local = piece.partition("=")[0].partition(":")
            if (local or name).strip() == word:
                values.append(f"process.env.{name.strip()}")
    return values + ["" for _ in _taken(code, word)]


def _taken(code: str, word: str) -> Iterator[re.Match[str]]:
    """Find functions that have a parameter of this name."""
    its = rf"(?<![\w.$]){re.escape(word)}(?![\w$])"
    among = rf"\([^()]*{its}[^()]*\)"
    yield from re.finditer(
        rf"{its}\s*=>|{among}\s*=>|\bfunction\b[^()]*{among}"
        rf"|\b(?!(?:if|while|for|switch)\b)[\w$]+\s*{among}\s*\{{|\bdef\b[^()]*{among}",
        code,
    )
