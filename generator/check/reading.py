"""Templates as a user names them: files, or ``-`` for standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Mapping

STDIN = "-"
SIGNS = frozenset({"Resources", "AWSTemplateFormatVersion"})
"""Sections of which a template has one at least."""
_SHOWN = 4  # keys of what is no template


class UncheckableError(GeneratorError):
    """A file that no checker can look at."""

    def __init__(self, name: str, why: str, mend: str) -> None:
        super().__init__(f"{name} {why}, so that nothing in it was checked. {mend}")
        self.name = name


class BrokenCheckerError(UncheckableError):
    """A file over which a checker broke: a fault of the checker's, or of ours."""

    def __init__(self, name: str, error: Exception) -> None:
        why = f"broke a checker ({type(error).__name__}: {' '.join(str(error).split())})"
        mend = "--only asks the others. Report it, please, with the file"
        super().__init__(name, why, mend)


@dataclass(frozen=True)
class Source:
    """A template's text, the name that messages have for it, and its file if it is one."""

    name: str
    text: bytes
    file: str | None = None


def read(name: str) -> Source:
    """Read a file, or standard input if it is named ``-``.

    Raises:
        UncheckableError: it is not there, may not be read, is no file, or holds no text.

    """
    if name == STDIN:
        return _text(Source("standard input", sys.stdin.buffer.read()))
    try:
        return _text(Source(name, Path(name).read_bytes(), file=name))
    except FileNotFoundError:
        raise UncheckableError(name, "is not there", "Look for a typing error") from None
    except IsADirectoryError:
        mend = "Name the templates in it, such as *.yaml"
        raise UncheckableError(name, "is a folder", mend) from None
    except OSError as error:
        why = f"cannot be read ({error.strerror})"
        raise UncheckableError(name, why, "See who may read it") from None


def _text(source: Source) -> Source:
    try:
        words = source.text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = f"is no text in UTF-8 (byte {error.start:,} is {source.text[error.start]:#04x})"
        raise UncheckableError(source.name, why, "Name a template in YAML or JSON") from None
    if not words.strip():
        raise UncheckableError(source.name, "is empty", "Name a template in YAML or JSON")
    return replace(source, text=words.encode())


def demand_template(name: str, content: Mapping[str, Any]) -> None:
    """Refuse what is YAML or JSON, and no template.

    A template without resources that says it is one is left to the checkers.

    Raises:
        UncheckableError: it has nothing of a template.

    """
    if SIGNS & {*map(str, content)}:
        return
    keys = [*map(str, content)]
    shown = ", ".join(keys[:_SHOWN]) + (", …" if len(keys) > _SHOWN else "")
    has = f"it has {shown}, and no Resources" if keys else "it is no object with Resources"
    why = f"is no CloudFormation template ({has})"
    raise UncheckableError(name, why, "Leave it out")
