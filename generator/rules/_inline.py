"""Inline code of Lambda functions, parsed where it is Python.

CloudFormation puts `ZipFile` into a file named `index`. A hole in the code (`${...}` of an
`Fn::Sub`) may stand in a string, in a number's or in a statement's place: the code counts as right
if any of a few fillings makes it so.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.rules._pieces import Hole, merge
from generator.rules._serverless import FUNCTION
from generator.rules._walk import as_written, at, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path, Reading
    from generator.rules._reader import Reader

_PLACES: dict[str, Path] = {
    "AWS::Lambda::Function": ("Code", "ZipFile"),
    FUNCTION: ("InlineCode",),  # which SAM makes a ZipFile of
}
_FILLINGS = ("0", "_hole", "", "''")
_PYTHON = re.compile(r"python3\.(\d+)")
_OLDEST = 7
"""Runtimes below python3.7 had another grammar, which `ast` cannot be asked for."""
_NEWER = re.compile(
    r"""\b[rR]?[fFtT][rR]?["']  # f-strings of any content, and t-strings
      | ^\s*type\s+\w
      | \b(?:def|class)\s+\w+\s*\[
      | \bexcept\*?\s[^:(]*,  # no parentheses
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What Python 3.12 to 3.14 added to the grammar."""


@dataclass(frozen=True)
class Inline:
    """A function's inline code with its handler and runtime, under one set of assumptions.

    `path` is the property that holds the code.
    """

    path: Path
    code: Reading
    handler: Reading
    runtime: str

    @property
    def minor(self) -> int | None:
        """The 12 of python3.12; None for another language, and for Pythons of another grammar."""
        found = _PYTHON.fullmatch(self.runtime)
        return int(found[1]) if found and int(found[1]) >= _OLDEST else None


def inlines(reader: Reader) -> Iterator[Inline]:
    """Yield each inline code that is more than one hole, with what goes with it.

    Yields nothing where a macro may put other code there.
    """
    if not as_written(reader.template):
        return
    for name, kind, given in resources(reader.template, *_PLACES):
        place = _PLACES.get(kind, ())
        for reading in reader.read(at(given, place) if place else None, (*root(name), *place)):
            if reading.only_hole is None:
                yield from _with(reader, given, (*root(name), *place), reading)


def _with(reader: Reader, given: Mapping[str, Any], path: Path, code: Reading) -> Iterator[Inline]:
    beside = path[:3]
    for handler in reader.read(given.get("Handler"), (*beside, "Handler")):
        for runtime in reader.read(given.get("Runtime"), (*beside, "Runtime")):
            hole = runtime.only_hole
            called = hole.default if hole else runtime.literal
            both = merge(code.assumed, handler.assumed)
            if called and both is not None and merge(both, runtime.assumed) is not None:
                yield Inline(path, code, handler, called)


def parse(inline: Inline) -> ast.Module | SyntaxError | None:
    """Parse Python code: its tree, its fault, or None where this Python cannot judge."""
    if inline.minor is None:
        return None
    fault: SyntaxError | None = None
    for filling in _FILLINGS if inline.code.holes else ("",):
        pieces = [filling if isinstance(each, Hole) else each for each in inline.code.pieces]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about escapes; not what is asked here
                return ast.parse("".join(pieces))
        except SyntaxError as error:
            fault = fault or error
        except ValueError:  # a null byte
            return None
    newer = sys.version_info[1] < inline.minor and fault and _may_be_newer(fault, inline.code)
    return None if newer else fault


def _may_be_newer(fault: SyntaxError, code: Reading) -> bool:
    """Say whether what this Python objects to may be grammar that a later one knows."""
    lines = str(code).splitlines()
    line = lines[(fault.lineno or 1) - 1 :][:1]
    return fault.msg.startswith("f-string") or bool(_NEWER.search("\n".join(line)))
