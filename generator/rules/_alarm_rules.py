"""The language of composite alarms' rules.

A rule is ``ALARM(name)``, ``OK(name)``, ``INSUFFICIENT_DATA(name)``, ``TRUE``, ``FALSE`` or
``AT_LEAST(2, ALARM, (name, name))``, joined by ``AND`` and ``OR``, negated by ``NOT``, grouped by
parentheses. Names stand in double quotes where they hold a parenthesis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.rules._pieces import Reading

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?P<name>"[^"]*"|[^()"]*?)\s*\)
      | AT_LEAST\s*\(\s*(?P<least>[^,()]+),(?P<which>[^,()]+),\s*\((?P<names>[^()]*)\)\s*\)
      | (?P<word>AND|OR|NOT|TRUE|FALSE)\b
      | (?P<mark>[()])
      | (?P<hole>\$\{[^}]*\})
      | (?P<other>\S+)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAST = re.compile(r"\d+%?|.*\$\{.*")
_WHICH = re.compile(r"(NOT\s+)?(ALARM|OK|INSUFFICIENT_DATA)|.*\$\{.*", re.IGNORECASE)


@dataclass
class AlarmRule:
    """A rule that was read: the alarms it names, and what is wrong with it ('' for nothing).

    Names are as they are written, without quotes. `opaque` says that a part of it is known to AWS
    only, such as a parameter that holds a whole expression.
    """

    names: list[str] = field(default_factory=list)
    complaint: str = ""
    opaque: bool = False
    constant: str = ""


def parse_rule(reading: Reading) -> AlarmRule:
    """Read a rule; a hole where an expression is expected makes it opaque, and never wrong."""
    rule = AlarmRule()
    shapes: list[str] = []
    text = str(reading)
    for found in _TOKEN.finditer(text):
        shapes.append(_shape(found, rule))
        if shapes[-1] == "?" and not rule.complaint:
            rule.complaint = f"'{found[0].strip()}' means nothing there"
    rule.opaque = "$" in shapes
    if rule.opaque:
        rule.complaint = ""
    elif not rule.complaint:
        rule.complaint = _grammar(shapes)
    rule.constant = text.strip().upper() if len(shapes) == 1 and not rule.names else ""
    return rule


def _shape(found: re.Match[str], rule: AlarmRule) -> str:
    """Give the kind of a token: X for an operand, an operator's letter, ( or ), $ or ?."""
    if found["state"]:
        rule.names.append(found["name"].strip('"'))
        return "X" if rule.names[-1] else "?"
    if found["names"] is not None:
        rule.names += [name.strip().strip('"') for name in found["names"].split(",")]
        counted = _LEAST.fullmatch(found["least"].strip())
        return "X" if counted and _WHICH.fullmatch(found["which"].strip()) else "?"
    if found["word"]:
        word = found["word"].upper()
        return {"AND": "&", "OR": "&", "NOT": "!"}.get(word, "X")
    return found["mark"] or ("$" if found["hole"] else "?")


def _grammar(shapes: Sequence[str]) -> str:
    """Complain about tokens that do not make an expression."""
    depth, operand = 0, True
    for shape in shapes:
        if (shape in "X!(") is not operand:
            return _unexpected(shape, operand=operand)
        depth += {"(": 1, ")": -1}.get(shape, 0)
        if depth < 0:
            return "a parenthesis is closed that was not opened"
        operand = shape in "!(&"
    if operand:
        return "it ends where an alarm's state is expected" if shapes else "it is empty"
    return "a parenthesis is not closed" if depth else ""


def _unexpected(shape: str, *, operand: bool) -> str:
    if not operand:
        return "two parts stand side by side without AND or OR between them"
    named = {"&": "AND or OR stands", ")": "a closing parenthesis stands"}
    return f"{named.get(shape, 'something stands')} where an alarm's state is expected"
