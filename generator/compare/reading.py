"""A template from wherever it is: a file, a released version, a deployed stack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from generator import templates
from generator.errors import GeneratorError, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable

Json: TypeAlias = Mapping[str, Any]
VERSION = re.compile(r"\d+\.\d+\.\d+(-[\w.]+)?")
STACK = "stack:"


def text_of(source: str, edition: str, of_stack: Callable[[str], str]) -> str:
    """Give a template's text.

    Args:
        source: a file's path; a released version, as ``0.9.0``; ``current``, the edition as it is
            committed; or ``stack:NAME``.
        edition: of which a version or ``current`` is.
        of_stack: name of a stack -> its template's text.

    Raises:
        GeneratorError: there is no such template.

    """
    if source.startswith(STACK):
        return of_stack(source.removeprefix(STACK))
    if source == "current":
        return templates.read(edition)
    if VERSION.fullmatch(source):
        path = templates.released(edition, source)
        found = templates.written(path)
        if found is None:
            there = ", ".join(templates.versions(edition)) or "none"
            raise GeneratorError(f"{edition} {source} is not released; released: {there}")
        return found
    found = templates.written(Path(source))
    if found is None:
        raise WrongValueError(
            f"{source}: no such file. Give a file, a version as 0.9.0, `current` or `stack:NAME`"
        )
    return found


def parsed(text: str, source: str) -> Json:
    """Read a template's YAML or JSON, intrinsic functions in their long form.

    Raises:
        WrongValueError: it is no template.

    """
    from cfnlint.decode import decode_str  # noqa: PLC0415 - cfn-lint costs half a second

    content, matches = decode_str(text)
    if matches or not isinstance(content, Mapping) or "Resources" not in content:
        why = matches[0].message if matches else "it has no Resources"
        raise WrongValueError(f"{source} is no template: {why}")
    return content
