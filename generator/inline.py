"""Lambda sources -> the text that a template carries inline.

A function is a package in ``lambda_src`` with a ``handler``; CloudFormation's ``ZipFile`` takes one
file. The handler and what it imports from ``lambda_src`` are joined in the order in which they need
each other, the imports among them dropped, named numbers put in their places, and the whole is
shortened by python-minifier. The text stays plain Python in a block literal: nothing is encoded.
What was shortened once is read back (`inline_cache`) until something that it is made from changes.

No network, no AWS. The same sources give the same text on every supported Python.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path
from typing import TypeGuard

from generator import version
from generator.errors import GeneratorError
from generator.inline_cache import kept, sources_of
from generator.inline_shorter import shorter
from generator.inline_syntax import defined

SOURCES = Path(__file__).resolve().parent.parent / "lambda_src"
PACKAGE = "lambda_src"


class _OurImport(ast.ImportFrom):
    module: str


class InlineError(GeneratorError):
    """Sources that cannot become one file."""

    def __init__(self, package: str, problem: str) -> None:
        super().__init__(f"{PACKAGE}/{package}: {problem}")


@cache
def inline(package: str) -> str:
    """Give the one-file text of the function package ``package``, ending in a newline.

    Raises:
        InlineError: modules that need each other in a circle, or share a top-level name.

    """
    ours = [*sorted(Path(__file__).parent.glob("inline*.py")), Path(version.__file__)]
    made_from = [*sorted(SOURCES.rglob("*.py")), *ours, *sources_of("python_minifier")]
    return kept(SOURCES / package, made_from, lambda: _shortened(package))


def _shortened(package: str) -> str:
    import python_minifier  # noqa: PLC0415 - not needed for what is kept

    modules = _ordered(package)
    _refuse_clashes(package, modules)
    body = _joined(modules)
    tree = ast.Module(body=shorter(body), type_ignores=[])
    source = ast.unparse(ast.fix_missing_locations(tree))
    text: str = python_minifier.minify(
        source,
        remove_literal_statements=True,
        remove_annotations=True,
        remove_asserts=True,
        rename_locals=True,
        rename_globals=True,
        hoist_literals=True,
        preserve_globals=["handler"],
    )
    text = _INDENT.sub(lambda found: " " * len(found[0]), _requoted(text.rstrip()))
    text = _together(text)
    return f"# {PACKAGE}/{package}, minified\n{text}\n"


# python-minifier indents with tabs, and PyYAML writes no text that has one as a block literal. It
# escapes the line breaks of texts, so that a tab at the start of a line is always an indent.
_INDENT = re.compile(r"^\t+", re.MULTILINE)
_OTHER = {"'": '"', '"': "'"}


def _requoted(text: str) -> str:
    """Give texts inside an f-string the other quotes than its own.

    From Python 3.12 on, python-minifier repeats the outer ones, which 3.11 cannot read; 3.11, on
    which this changes nothing, does as here.
    """
    lines = text.split("\n")
    outer: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind, (row, start), (_, end) = tokenize.tok_name[token.type], token.start, token.end
        if kind == "FSTRING_START":
            outer.append(token.string[-1])
        elif kind == "FSTRING_END":
            outer.pop()
        elif kind == "STRING" and outer and token.string[0] == outer[-1]:
            other = _OTHER[outer[-1]]
            line = lines[row - 1]
            lines[row - 1] = line[:start] + other + token.string[1:-1] + other + line[end:]
    return "\n".join(lines)


_WIDTH = 1000
_COMPOUND = (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.Try, ast.With)


def _together(text: str) -> str:
    """Put short statements of the module on one line: each line costs its indent in the template.

    python-minifier does so in functions, but leaves hoisted constants one on a line.
    """
    lines = text.split("\n")
    joined: list[str] = []
    open_line = False  # whether the last line may take more
    for first, last, short in _spans(text):
        piece = "\n".join(lines[first - 1 : last])
        if open_line and short and len(joined[-1]) + len(piece) < _WIDTH:
            joined[-1] += f";{piece}"
        else:
            joined.append(piece)
        open_line = short
    return "\n".join(joined)


def _spans(text: str) -> list[tuple[int, int, bool]]:
    """List the module's statements: first line, last line, and whether it is a short one."""
    spans: dict[int, tuple[int, int, bool]] = {}
    for node in ast.parse(text).body:
        first, last = node.lineno, node.end_lineno or node.lineno
        short = first == last and not isinstance(node, _COMPOUND)
        if first in spans:  # several on one line already
            _, last_before, short_before = spans[first]
            last, short = max(last, last_before), short and short_before
        spans[first] = (first, last, short)
    return list(spans.values())


def _ordered(package: str) -> dict[str, ast.Module]:
    """Parse the handler and what it imports, each module after those that it imports itself."""
    if not (SOURCES / package / "handler.py").is_file():
        raise InlineError(package, "no handler.py: every function starts there")
    ordered: dict[str, ast.Module] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise InlineError(package, f"modules import each other: {' -> '.join((*trail, name))}")
        if name in ordered:
            return
        path = SOURCES.joinpath(*name.split(".")).with_suffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if _is_ours(node):
                visit(node.module.removeprefix(f"{PACKAGE}."), (*trail, name))
        ordered[name] = tree

    visit(f"{package}.handler", ())
    return ordered


def _is_ours(node: ast.stmt) -> TypeGuard[_OurImport]:
    """Tell an import of a module of ours, outside TYPE_CHECKING."""
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}.")


def _joined(modules: dict[str, ast.Module]) -> list[ast.stmt]:
    """Give the statements of all modules; what several of them import is imported once."""
    body: list[ast.stmt] = []
    imports: set[str] = set()
    for node in (node for tree in modules.values() for node in tree.body if _kept(node)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            text = ast.unparse(node)
            if text in imports:
                continue
            imports.add(text)
        body.append(node)
    return body


# Only annotations need these, and annotations are not kept.
_NOT_AT_RUN_TIME = ("__future__", "typing", "collections.abc")


def _kept(node: ast.stmt) -> bool:
    """Tell whether a top-level statement goes into the joined file."""
    if isinstance(node, ast.ImportFrom):
        return node.module not in _NOT_AT_RUN_TIME and not _is_ours(node)
    return not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")


def _defined(tree: ast.Module) -> set[str]:
    """Give what a module defines itself."""
    own = (node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom))
    return {name for node in own for name in defined(node)}


def _refuse_clashes(package: str, modules: dict[str, ast.Module]) -> None:
    owner: dict[str, str] = {}
    for module, tree in modules.items():
        for name in sorted(_defined(tree)):
            if name in owner:
                raise InlineError(package, f"{owner[name]} and {module} both define {name}")
            owner[name] = module
