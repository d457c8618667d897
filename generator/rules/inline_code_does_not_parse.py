"""E9142: inline Python that does not parse."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._inline import inlines, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader


class InlineCodeDoesNotParse(Check):
    """Parses inline Python; what `Fn::Sub` fills in may be anything."""

    id = "E9142"
    shortdesc = "Inline Python with a syntax error"
    description = (
        "Lambda takes any text as code and fails at the first call, before the first line runs; a "
        "custom resource then never answers, and its stack hangs for up to an hour"
    )
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html"
    tags: ClassVar[list[str]] = ["resources", "lambda", "python"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield each piece of code that no Python of its runtime could read."""
        for inline in inlines(reader):
            found = parse(inline)
            if isinstance(found, SyntaxError):
                yield Problem(inline.path, _words(found, inline.runtime))


def _words(fault: SyntaxError, runtime: str) -> str:
    line = (fault.text or "").strip()
    shown = f" ('{line}')" if line else ""
    return (
        f"line {fault.lineno} of this code{shown} is no Python: {fault.msg}. {runtime} fails on it "
        "at every call with Runtime.UserCodeSyntaxError, and a custom resource hangs its stack. "
        "Mend the line; in an Fn::Sub, write ${!name} for a ${name} of the code's own"
    )
