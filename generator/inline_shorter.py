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
from typing import TYPE_CHECKING, Any, ClassVar

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
    passes: tuple[Callable[[Body], Body], ...] = (
        used, conditional, lists, defaults, folded, conditional, expressions, renamed,
    )  # fmt: skip
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


def lists(body: Body) -> Body:
    """Write ``a.append(b)`` as ``a += [b]`` where that means the same.

    That is where ``a`` is no name, or one that the function itself assigns.
    """
    for node in _functions(body):
        own = {
            each.id
            for each in ast.walk(node)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        _Appends(own).visit(node)
    return body


class _Appends(ast.NodeTransformer):
    """Rewrites appends to attributes, subscripts and the names ``own``."""

    def __init__(self, own: set[str]) -> None:
        self.own = own

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        match node.value:
            case ast.Call(
                func=ast.Attribute(value=target, attr="append"), args=[one], keywords=[]
            ) if not isinstance(target, ast.Name) or target.id in self.own:
                target = ast.parse(ast.unparse(target), mode="eval").body
                if isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
                    target.ctx = ast.Store()
                    return ast.AugAssign(target, ast.Add(), ast.List([one], ast.Load()))
        return node


def defaults(body: Body) -> Body:
    """Leave out ``strict=False``, which is what ``zip`` does by itself."""
    for node in ast.walk(ast.Module(body, [])):
        if isinstance(node, ast.Call):
            node.keywords = [each for each in node.keywords if not _is_default(each)]
    return body


def _is_default(given: ast.keyword) -> bool:
    return given.arg == "strict" and isinstance(given.value, ast.Constant) and not given.value.value


def folded(body: Body) -> Body:
    """Put the value of a local that is read once, in the next statement, where it is read."""
    for node in _functions(body):
        counts = Counter(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        for each in ast.walk(node):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(each, field, None)
                if isinstance(block, list):
                    block[:] = _fold(block, counts)
    return body


_ONCE = 2  # names: where it is assigned, and where it is read


def _fold(block: list[ast.stmt], counts: Counter[str]) -> list[ast.stmt]:
    kept: list[ast.stmt] = []
    for node in block:
        while kept:
            match kept[-1]:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if counts[name] == _ONCE:
                    reader = _Reader(name, value)
                    if not reader.put(node):
                        break
                    kept.pop()
                case _:
                    break
        kept.append(node)
    return kept


class _Reader:
    """Finds where a statement reads a name, and puts a value there if nothing changes by it."""

    # What is evaluated first in a statement, once and in any case.
    HEADS: ClassVar = {
        ast.Assign: "value",
        ast.AugAssign: "value",
        ast.Return: "value",
        ast.Expr: "value",
        ast.If: "test",
        ast.For: "iter",
    }
    # What may do something, or depend on what others do.
    ACTIVE = ast.Call, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Starred
    LATER = ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp

    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.value = name, value
        self.active = any(isinstance(each, self.ACTIVE) for each in ast.walk(value))
        # What others may change meanwhile.
        part = ast.Subscript, ast.Attribute
        self.fixed = self.active or any(isinstance(each, part) for each in ast.walk(value))
        self.done = False

    def put(self, node: ast.stmt) -> bool:
        """Put the value into ``node``; tell whether that could be done."""
        field = self.HEADS.get(type(node), "")
        head = getattr(node, field, None)
        if head is None or (isinstance(node, ast.AugAssign) and self.active):
            return False
        made = self._into(head)
        if self.done:
            setattr(node, field, made)
        return self.done

    def _into(self, node: Any) -> Any:
        """Give ``node`` with the value in it, going through it in the order of evaluation."""
        if isinstance(node, ast.Name) and node.id == self.name:
            self.done = True
            return self.value
        if isinstance(node, self.LATER):
            if isinstance(node, ast.Lambda):
                return node
            first = node.generators[0]
            first.iter = self._into(first.iter)
            return node
        for field, child in ast.iter_fields(node):
            if self.done or self._blocked(node, field):
                break
            children = child if isinstance(child, list) else [child]
            for at, each in enumerate(children):
                if isinstance(each, ast.AST) and not self.done:
                    children[at] = self._into(each)
                    if self._stops(each):
                        return node
            if not isinstance(child, list):
                setattr(node, field, children[0])
        return node

    def _stops(self, passed: ast.AST) -> bool:
        """Tell whether the value must not be evaluated behind what was ``passed``."""
        behind = self.fixed and not self.done
        return behind and any(isinstance(each, self.ACTIVE) for each in ast.walk(passed))

    def _blocked(self, node: ast.AST, field: str) -> bool:
        """Tell a part that is not always evaluated, where the value does something."""
        chosen = isinstance(node, ast.IfExp) and field != "test"
        return self.active and (chosen or isinstance(node, ast.BoolOp))


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
