"""Shorter statements of the same meaning, where python-minifier leaves them long. No I/O.

Each pass takes the statements of a joined file (see `inline`) and gives others. They rely on what
our sources keep to: top-level statements do nothing but define.
"""

from __future__ import annotations

import ast
import builtins
import io
import json
import math
import re
import time
from collections import Counter
from functools import reduce
from itertools import count, product
from keyword import iskeyword
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Body = list[ast.stmt]

ENTRANCE = "handler"
# Attributes of objects that are not ours; an attribute of ours with one of these names keeps it.
FOREIGN = {
    name
    for one in (*vars(builtins).values(), Counter, io.BufferedReader, math, re, time, json)
    for name in dir(one)
}


def shorter(body: Body) -> Body:
    """Apply every pass."""
    passes: tuple[Callable[[Body], Body], ...] = (used, conditional, expressions, renamed)
    return reduce(lambda made, step: step(made), passes, body)


def used(body: Body) -> Body:
    """Leave out what the handler does not need, directly or through what it needs."""
    needed, wanted = list[ast.stmt](), {ENTRANCE}
    while found := [node for node in body if node not in needed and wanted & {*defined(node)}]:
        needed += found
        wanted |= {name for node in found for name in _loaded(node)}
    kept = [node for node in body if node in needed or not [*defined(node)]]
    for node in kept:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [each for each in node.names if (each.asname or each.name) in wanted]
    return kept


def conditional(body: Body) -> Body:
    """Write ``if a: return b`` and the ``return c`` behind it as ``return b if a else c``."""
    for node in _functions(body):
        while True:
            match node.body[-2:]:
                case [
                    ast.If(test=test, body=[ast.Return(value=ast.expr() as yes)], orelse=[]),
                    ast.Return(value=ast.expr() as no),
                ]:
                    node.body[-2:] = [ast.Return(ast.IfExp(test, yes, no))]
                case _:
                    break
    return body


def expressions(body: Body) -> Body:
    """Write a function that is one expression as a ``lambda``: it can share a line."""
    return [_as_lambda(node) for node in body]


def renamed(body: Body) -> Body:
    """Give attributes of our classes short names, unless other objects have one of that name."""
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    names = dict.fromkeys(name for each in classes for name in _attributes(each))
    made = ("".join(each) for size in count(1) for each in product(ascii_lowercase, repeat=size))
    free = (name for name in made if not iskeyword(name) and name not in {*names, *FOREIGN})
    short = {name: next(free) for name in names if name not in FOREIGN}
    for node in ast.walk(ast.Module(body, [])):
        if isinstance(node, ast.Attribute):
            node.attr = short.get(node.attr, node.attr)
    for member in (member for each in classes for member in each.body):
        if isinstance(member, ast.FunctionDef):
            member.name = short.get(member.name, member.name)
    return body


def defined(node: ast.stmt) -> Iterator[str]:
    """Give the names that a top-level statement defines; none of one that does something."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (each.asname or each.name for each in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for each in (each for target in targets for each in ast.walk(target)):
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                yield each.id


def _loaded(node: ast.AST) -> Iterator[str]:
    """Give the names that a statement reads, but for annotations: they are not kept."""
    below = list[ast.AST]([node])
    while below:
        each = below.pop()
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            yield each.id
        for field, value in ast.iter_fields(each):
            if field not in ("annotation", "returns"):
                below += [
                    child
                    for child in (value if isinstance(value, list) else [value])
                    if isinstance(child, ast.AST)
                ]


def _functions(body: Body) -> Iterator[ast.FunctionDef]:
    """Give every function, without its docstring."""
    for node in ast.walk(ast.Module(body, [])):
        if isinstance(node, ast.FunctionDef):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:] or [ast.Pass()]
            yield node


def _as_lambda(node: ast.stmt) -> ast.stmt:
    match node:
        case ast.FunctionDef(
            name=name, args=args, body=[ast.Return(value=ast.expr() as value)], decorator_list=[]
        ) if name != ENTRANCE:
            for each in ast.walk(args):
                if isinstance(each, ast.arg):
                    each.annotation = None
            return ast.Assign([ast.Name(name, ast.Store())], ast.Lambda(args, value))
    return node


def _attributes(kind: ast.ClassDef) -> Iterator[str]:
    """Give the names of a class's methods, and of what they set on ``self``."""
    for node in ast.walk(kind):
        match node:
            case ast.FunctionDef(name=name) if not name.startswith("__"):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
