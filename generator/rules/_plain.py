"""Documents inside a template, read as the plain JSON that AWS gets.

A state machine or an event pattern stands in a template as an object with intrinsic functions in
it, or as JSON text that `Fn::Sub` completes. Both are read into the same thing: objects, lists,
texts and numbers, and a `Hole` where only AWS knows what stands there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.rules._pieces import Hole
from generator.rules._reader import intrinsic

if TYPE_CHECKING:
    from generator.rules._pieces import Path, Reading
    from generator.rules._reader import Reader

_NOTHING = {"Ref": "AWS::NoValue"}
_PLACE = re.compile(r"\$\{[^{}]*\}")
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')


def plain(reader: Reader, node: Any, path: Path) -> Any:
    """Give `node` without intrinsic functions; `AWS::NoValue` takes its entry away."""
    if intrinsic(node):
        return _text(reader, node, path)
    if isinstance(node, Mapping):
        kept = {str(key): value for key, value in node.items() if value != _NOTHING}
        return {key: plain(reader, value, (*path, key)) for key, value in kept.items()}
    if isinstance(node, list):
        kept_items = [value for value in node if value != _NOTHING]
        return [plain(reader, value, (*path, index)) for index, value in enumerate(kept_items)]
    return node


def _text(reader: Reader, node: Any, path: Path) -> Any:
    found = [] if intrinsic(node) == "Fn::If" else reader.read(node, path)
    if len(found) != 1:
        return Hole()
    return found[0].only_hole or str(found[0])


def json_of(reading: Reading) -> tuple[Any, str]:
    """Parse JSON text: what it holds, and the parser's complaint ('' when there is none).

    A hole inside a JSON string stays as its `${...}`; one outside stands for the number 0. The
    `${...}` of a state machine's `DefinitionSubstitutions` are such holes too.
    """
    text, end, quoted = str(reading), 0, False
    done: list[str] = []
    for found in _PLACE.finditer(text):
        before = text[end : found.start()]
        quoted ^= len(_QUOTE.findall(before)) % 2 == 1
        done += [before, found[0] if quoted else "0"]
        end = found.end()
    try:
        return json.loads("".join([*done, text[end:]])), ""
    except ValueError as error:
        return None, str(error)
