"""Shorter statements of the same meaning, where python-minifier leaves them long. No I/O.

Each pass takes the statements of a joined file (see `inline`) and gives others. They rely on what
our sources keep to: top-level statements do nothing but define, operators have no side effects, and
no method or function of a module is replaced.
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

from generator.inline_folding import INERT, NAME, constants, effect_of, folded, single
from generator.inline_once import once
from generator.inline_syntax import (
    ENTRANCE,
    blocks_of,
    defined,
    functions_of,
    inner_of,
    loaded_names,
    names_in,
    pairs_of,
    statements_of,
    walked,
    walruses_in,
)
from generator.inline_together import is_compound, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Body = list[ast.stmt]

# Attributes of objects that are not ours; an attribute of ours with one of these names keeps it.
FOREIGN = {
    name
    for one in (*vars(builtins).values(), Counter, io.BufferedReader, math, re, time, json)
    for name in dir(one)
}


def shorter(body: Body) -> Body:
    """Apply every pass."""
    return reduce(lambda made, step: step(made), PASSES, body)


def used(body: Body) -> Body:
    """Leave out what the handler does not need, directly or through what it needs."""
    needed, wanted = list[ast.stmt](), {ENTRANCE}
    while found := [node for node in body if node not in needed and wanted & {*defined(node)}]:
        needed += found
        wanted |= {name for node in found for name in loaded_names(node)}
    kept = [node for node in body if node in needed or not [*defined(node)]]
    for node in kept:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [each for each in node.names if (each.asname or each.name) in wanted]
    return kept


def unannotated(body: Body) -> Body:
    """Leave out docstrings and annotations, so that other passes see what is done alone."""
    for node in walked(body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    for block in blocks_of(ast.Module(body, [])):
        block[:] = map(_assigned, block)
    return [node for node in body if not _is_text(node)]


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _assigned(node: ast.stmt) -> ast.stmt:
    match node:
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return ast.Assign([target], value)
    return node


def imports(body: Body) -> Body:
    """Put all imports first, what comes from one module in one statement."""
    found = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    origin: dict[str, str] = {}
    for node in found:
        for each in node.names:
            text = f"{_module(node)} {each.name}"
            if origin.setdefault(each.asname or each.name, text) != text:
                return body  # a name has two meanings
    others = [node for node in body if node not in found]
    if any(name in origin for node in others for name in defined(node)):
        return body
    merged: dict[str, ast.Import | ast.ImportFrom] = {}
    for node in found:
        first = merged.setdefault(_module(node), node)
        if first is not node:
            known = [ast.unparse(each) for each in first.names]
            first.names += [each for each in node.names if ast.unparse(each) not in known]
    return [*merged.values(), *others]


def _module(node: ast.Import | ast.ImportFrom) -> str:
    return f"{node.level} {node.module}" if isinstance(node, ast.ImportFrom) else ""


def conditional(body: Body) -> Body:
    """Write a choice between two statements as one statement.

    ``if a: return b`` with a ``return c`` behind it becomes ``return b if a else c``; likewise with
    assignments, and with one that an ``if`` replaces, whose value must have no effect then: it may
    not be evaluated any more. An ``if`` that holds but another one becomes one of both conditions.
    """
    for function in functions_of(body):
        inner = {name for each in inner_of(function) for name in names_in(each)}
        for block in blocks_of(function):
            at = len(block) - 1
            while at >= 0:
                size, node = _choice(block[at : at + 2], inner)
                if node:
                    block[at : at + size] = [node]
                else:
                    at -= 1
    return body


def _choice(pair: Body, inner: set[str]) -> tuple[int, ast.stmt | None]:
    """Give how many of two statements can be one, and that one."""
    match pair:
        case [ast.If(test=test, body=[ast.If(test=more, body=deep, orelse=[])], orelse=[]), *_]:
            return 1, ast.If(ast.BoolOp(ast.And(), [test, more]), deep, [])
        case [ast.If(test=test, body=[yes], orelse=[no]), *_]:
            return 1, _chosen(test, yes, no)
        case [ast.If(test=test, body=[ast.Return() as yes], orelse=[]), ast.Return() as no]:
            return 2, _chosen(test, yes, no)
        case [
            ast.Assign(targets=[ast.Name(id=name)], value=value) as no,
            ast.If(test=test, body=[ast.Assign(value=other) as yes], orelse=[]),
        ] if effect_of(value) == INERT and name not in inner.union(names_in(test), names_in(other)):
            if not {*names_in(value)} & walruses_in(test):
                return 2, _chosen(test, yes, no)
    return 0, None


def _chosen(test: ast.expr, yes: ast.stmt, no: ast.stmt) -> ast.stmt | None:
    match yes, no:
        case ast.Return(value=ast.expr() as one), ast.Return(value=ast.expr() as other):
            return ast.Return(ast.IfExp(test, one, other))
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=one),
            ast.Assign(targets=[ast.Name(id=same)], value=other),
        ) if name == same:
            return ast.Assign([ast.Name(name, ast.Store())], ast.IfExp(test, one, other))
    return None


def lists(body: Body) -> Body:
    """Write ``a.append(b)`` as ``a += [b]`` where that means the same.

    That is where ``a`` is an attribute or an element, or a local that starts as a list.
    """
    for node in functions_of(body):
        starts = (pair for each in statements_of(node) for pair in pairs_of(each))
        own = {name for name, value in starts if isinstance(value, ast.List | ast.ListComp)}
        for block in blocks_of(node):
            block[:] = [_added(each, own) for each in block]
    return body


def _added(node: ast.stmt, own: set[str]) -> ast.stmt:
    match node:
        case ast.Expr(
            ast.Call(func=ast.Attribute(value=target, attr="append"), args=[one], keywords=[])
        ) if isinstance(target, ast.Attribute | ast.Subscript) or (
            isinstance(target, ast.Name) and target.id in own
        ):
            target.ctx = ast.Store()
            return ast.AugAssign(target, ast.Add(), ast.List([one], ast.Load()))
    return node


def defaults(body: Body) -> Body:
    """Leave out ``strict=False``, which is what ``zip`` does by itself."""
    for node in walked(body):
        match node:
            case ast.Call(func=ast.Name(id="zip"), keywords=given):
                node.keywords = [each for each in given if ast.unparse(each) != "strict=False"]
    return body


def dictionaries(body: Body) -> Body:
    """Write ``{"a": b}`` as ``dict(a=b)`` where its quotes cost more.

    A text that stands elsewhere, too, is better left to python-minifier, which names it.
    """
    tree = ast.Module(body, [])
    times = Counter(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    _Dictionaries(times).visit(tree)
    return body


class _Dictionaries(ast.NodeTransformer):
    """Rewrites displays of dictionaries; ``times`` counts how often each text is written."""

    COST = len("D()") - len("{}")

    def __init__(self, times: Counter[str]) -> None:
        self.times = times

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        self.generic_visit(node)
        keys = [each.value for each in node.keys if isinstance(each, ast.Constant)]
        names = [each for each in keys if isinstance(each, str) and each.isidentifier()]
        if len({*names}) < len(node.keys) or any(map(iskeyword, names)):
            return node
        fewer = self.times - Counter(names)
        saved = sum(_named(each, self.times[each]) - _named(each, fewer[each]) for each in names)
        if saved - len("".join(names)) <= self.COST:
            return node
        self.times = fewer
        given = zip(names, node.values, strict=True)
        return ast.Call(
            ast.Name("dict", ast.Load()), [], [ast.keyword(name, value) for name, value in given]
        )


def _named(text: str, times: int) -> int:
    """Measure a text that is written so often, by a name if that is shorter."""
    size = len(repr(text))
    return min(size * times, NAME * times + NAME + len("=;") + size)


def procedures(body: Body) -> Body:
    """Let a function return its last expression where nobody reads what it returns."""
    tree = ast.Module(body, [])
    dropped = Counter(name for node in statements_of(tree) for name in _dropped(node))
    for node, key, times in _callables(body):
        is_generator = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
        if all(isinstance(each, ast.Expr) for each in node.body) and (
            is_generator or times == dropped[key]
        ):
            values = [each.value for each in node.body if isinstance(each, ast.Expr)]
            value = ast.Tuple([*values], ast.Load()) if len(values) > 1 else values[0]
            node.body = [ast.Return(value)]
    return body


def _callables(body: Body) -> Iterator[tuple[ast.FunctionDef, str, int]]:
    """Give functions, and methods that nothing else is called as: key, and how often it is read."""
    tree = ast.Module(body, [])
    read = Counter(loaded_names(tree))
    read.update(f".{each.attr}" for each in ast.walk(tree) if isinstance(each, ast.Attribute))
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    members = [each for node in classes for each in node.body if isinstance(each, ast.FunctionDef)]
    shared = Counter(each.name for each in members)
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name != ENTRANCE:
            yield node, node.name, read[node.name]
    for node in members:
        if shared[node.name] == 1 and node.name not in FOREIGN:
            yield node, f".{node.name}", read[f".{node.name}"]


def _dropped(node: ast.AST) -> Iterator[str]:
    """Give what is called for a value that nobody reads: functions, and methods with a dot."""
    match node:
        case ast.Expr(value=part) | ast.ListComp(elt=part) | ast.BoolOp(values=[*_, part]):
            yield from _dropped(part)
        case ast.IfExp(body=one, orelse=other):
            yield from _dropped(one)
            yield from _dropped(other)
        case ast.Tuple(elts=parts):
            for part in parts:
                yield from _dropped(part)
        case ast.Call(func=ast.Name(id=name)):
            yield name
        case ast.Call(func=ast.Attribute(attr=name)):
            yield f".{name}"


def expressions(body: Body) -> Body:
    """Write a function, or method, that is one expression as a ``lambda``: it can share a line."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and not each.args.posonlyargs:
                    # Without its name for callers, python-minifier gives it a short one.
                    each.args.posonlyargs, each.args.args = each.args.args[:1], each.args.args[1:]
            node.body = expressions(node.body)
    return [_as_lambda(node) for node in body]


def gathered(body: Body) -> Body:
    """Put what is short first, as far as it needs nothing that is not: it can share a line."""
    times = Counter(name for node in body for name in defined(node))
    if any(not {*defined(node)} for node in body) or max(times.values(), default=0) > 1:
        return body  # the order may have a meaning
    owner = {name: node for node in body for name in defined(node)}
    needs = [_needs(node, owner) for node in body]
    order, done, left = list[int](), set[str](), [*range(len(body))]
    while left:
        ready = [at for at in left if needs[at] <= done | {*defined(body[at])}] or left[:1]
        chosen = [at for at in ready if not is_compound(body[at])][:1] or ready
        order += chosen
        done |= {name for at in chosen for name in defined(body[at])}
        left = [at for at in left if at not in chosen]
    return [body[at] for at in order]


def _needs(node: ast.stmt, owner: dict[str, ast.stmt]) -> set[str]:
    """Give the names of ours that must be defined before a statement runs."""
    found, new = set[str](), {*_at_once(node)} & {*owner}
    while new:
        found |= new
        new = {name for each in new for name in loaded_names(owner[each])} & {*owner} - found
    return found


def _at_once(node: ast.AST) -> Iterator[str]:
    """Give the names that are read when a statement runs, not when what it defines is called."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    for field, value in ast.iter_fields(node):
        if field != "body" or not isinstance(node, ast.FunctionDef | ast.Lambda):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from _at_once(each)


def renamed(body: Body) -> Body:
    """Give attributes of our classes short names, unless other objects have one of that name."""
    classes = [node for node in body if isinstance(node, ast.ClassDef)]
    names = dict.fromkeys(name for each in classes for name in _attributes(each))
    made = ("".join(each) for size in count(1) for each in product(ascii_lowercase, repeat=size))
    free = (name for name in made if not iskeyword(name) and name not in {*names, *FOREIGN})
    short = {name: next(free) for name in names if name not in FOREIGN}
    for node in walked(body):
        if isinstance(node, ast.Attribute):
            node.attr = short.get(node.attr, node.attr)
    for member in (member for each in classes for member in each.body):
        if isinstance(member, ast.FunctionDef):
            member.name = short.get(member.name, member.name)
    return body


def _as_lambda(node: ast.stmt) -> ast.stmt:
    match node:
        case ast.FunctionDef(
            name=name, args=args, body=[ast.Return(value=ast.expr() as value)], decorator_list=[]
        ) if name != ENTRANCE:
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


PASSES: tuple[Callable[[Body], Body], ...] = (
    used, unannotated, imports, constants, constants, conditional, defaults, single, folded,
    conditional, once, single, folded, conditional, folded, together, lists, dictionaries,
    procedures, renamed, expressions, gathered,
)  # fmt: skip
