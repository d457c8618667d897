"""E9143: a handler that the inline code does not have."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._inline import Inline, inlines, parse
from generator.rules._pieces import Hole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.rules._reader import Reader

_FILE = "index"
_BINDERS = ("globals", "exec", "eval", "setattr", "vars")
"""Built-in functions that may define a name without writing it down."""
_USUAL = ("handler", "lambda_handler", "main")
_EXPORTED = re.compile(r"\bexports\.(\w+)\s*=")
_ELSEWHERE = re.compile(r"module\.exports\s*=\s*require|\.\.\.|Object\.assign|export\s*\*|\beval\b")


class HandlerNotInCode(Check):
    """Looks the handler up among the names that inline code defines."""

    id = "E9143"
    shortdesc = "A handler that does not exist in the inline code"
    description = (
        "CloudFormation puts inline code into a file named index: the handler is index and a name "
        "that the code defines at its top"
    )
    source_url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "aws-properties-lambda-function-code.html"
    )
    tags: ClassVar[list[str]] = ["resources", "lambda", "handlers"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield each handler that names another file, or a function that is not there."""
        for inline in inlines(reader):
            handler = inline.handler.literal
            if handler and inline.runtime.startswith(("python", "nodejs")):
                words = _objection(inline, handler)
                if words:
                    yield Problem(inline.handler.origin, words)


def _objection(inline: Inline, handler: str) -> str:
    file, dot, function = handler.rpartition(".")
    if not dot:
        why = f"the handler '{handler}' is one word, and a file and a function are needed"
        return _words(why, _instead(inline, "" if handler == _FILE else handler))
    if file != _FILE:
        why = f"the handler's file is '{file}', and inline code stands in a file named index"
        return _words(why, _instead(inline, function))
    if _has(inline, function) is not False:
        return ""
    return _words(f"the inline code defines no '{function}'", _instead(inline, function))


def _instead(inline: Inline, function: str) -> str:
    """Propose a function that the code has: the one that is named, a usual one, or the first."""
    known = _functions(inline)
    found = [name for name in _USUAL if name in known] or known
    if function and _has(inline, function):
        found = [function]
    return (
        f"Write index.{found[0]}"
        if found
        else "Write index.NAME, with the name of a function in the code"
    )


def _functions(inline: Inline) -> list[str]:
    if inline.runtime.startswith("nodejs"):
        return _EXPORTED.findall(str(inline.code))
    tree = parse(inline)
    body = tree.body if isinstance(tree, ast.Module) else []
    return [node.name for node in body if isinstance(node, ast.FunctionDef)]


def _has(inline: Inline, function: str) -> bool | None:
    """Say whether the code has such a name; None where only running it would tell."""
    if inline.runtime.startswith("nodejs"):
        return None if _ELSEWHERE.search(str(inline.code)) else _script_has(inline, function)
    return _python_has(inline, function)


def _script_has(inline: Inline, function: str) -> bool:
    """Say whether a script mentions the name at all: JavaScript has too many ways to export."""
    return (
        bool(inline.code.holes)
        or re.search(rf"\b{re.escape(function)}\b", str(inline.code)) is not None
    )


def _python_has(inline: Inline, function: str) -> bool | None:
    """Say whether Python code defines a name; None where only running it would tell."""
    tree = parse(inline)
    if not isinstance(tree, ast.Module) or _code_in_a_hole(inline):
        return None
    names = set(_defined(tree.body))
    if function in names:
        return True
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return None if "*" in names or used.intersection(_BINDERS) else False


def _code_in_a_hole(inline: Inline) -> bool:
    """Say whether a hole makes up a whole line, and so may hold statements."""
    lines = "".join(
        "\0" if isinstance(piece, Hole) else piece for piece in inline.code.pieces
    ).splitlines()
    return any(line.strip() == "\0" for line in lines)


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    """Yield each name that statements bind, in branches and loops too; '*' for `import *`."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, ast.alias):
                yield (node.asname or node.name).split(".")[0]
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield node.name


def _words(why: str, mend: str) -> str:
    return (
        f"{why}. Lambda takes it, and every call fails, with Runtime.ImportModuleError, "
        f"HandlerNotFound or MalformedHandlerName; a custom resource hangs its stack. {mend}"
    )
