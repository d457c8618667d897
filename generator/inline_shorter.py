"""Shorter statements of the same meaning, where python-minifier leaves them long. No I/O.

Each pass takes the statements of a joined file (see `inline`) and gives others. They rely on what
our sources keep to: top-level statements do nothing but define, operators have no side effects, and
no method or function of a module is replaced. A line costs as much as `LINE` letters: the template
indents it.
"""

from __future__ import annotations

import ast
import builtins
import copy
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
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Body = list[ast.stmt]
    Steps = Iterator[tuple[ast.expr, bool]]

ENTRANCE = "handler"
LINE = 6
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
        wanted |= {name for node in found for name in _loaded(node)}
    kept = [node for node in body if node in needed or not [*defined(node)]]
    for node in kept:
        if isinstance(node, ast.Import | ast.ImportFrom):
            node.names = [each for each in node.names if (each.asname or each.name) in wanted]
    return kept


def unannotated(body: Body) -> Body:
    """Leave out docstrings and annotations, so that other passes see what is done alone."""
    for node in _walk(body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    for block in _blocks(ast.Module(body, [])):
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


def constants(body: Body) -> Body:
    """Write a named constant where its name is read, unless its definition costs less.

    A text is always written there: python-minifier names it anew, together with its equals.
    """
    bound, read = _bindings(body), Counter(_loaded(ast.Module(body, [])))
    values: dict[str, ast.expr] = {}
    kept: Body = []
    for node in body:
        pairs = _pairs(node)
        put = {
            name: value
            for name, value in pairs
            if bound[name] == 1 and name != ENTRANCE and _is_shorter(value, read[name])
        }
        values |= put
        left = [(name, value) for name, value in pairs if name not in put]
        if put and left:
            kept += [ast.Assign([ast.Name(name, ast.Store())], value) for name, value in left]
        elif left or not pairs:
            kept.append(node)
    put_in = _Values(values)
    return [put_in.visit(node) for node in kept]


_NAME = 2  # letters of a name that is not among the first


def _is_shorter(value: ast.expr, times: int) -> bool:
    """Tell whether a value is shorter where its name is read ``times``, than with a definition."""
    match value:
        case ast.Constant(value=str()):
            return True
        case ast.Constant(value=int() | float() as number):
            size = min(len(repr(number)), len(hex(number)) if isinstance(number, int) else 99)
            return size * times <= _NAME * times + _NAME + len("=;") + size
        case ast.Tuple(elts=parts):
            return times == 1 and all(isinstance(each, ast.Constant) for each in parts)
    return False


class _Values(ast.NodeTransformer):
    """Puts values in the place of names."""

    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.values.get(node.id)
        return copy.deepcopy(value) if value else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """Put a text into the text around it, where it is shorter or its name would be needed."""
        self.generic_visit(node)
        node.values = [_text_in(each) for each in node.values]
        return node


_SHORT_TEXT = 4  # letters of "{A}", or one more


def _text_in(node: ast.expr) -> ast.expr:
    match node:
        case ast.FormattedValue(
            value=ast.Constant(value=str() as text), conversion=-1, format_spec=None
        ) if len(text) <= _SHORT_TEXT or not re.fullmatch(r"[\w %/.:-]*", text):
            return ast.Constant(text)
    return node


def _pairs(node: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Give names and values of ``A = 1`` and of ``A, B = 1, 2``; nothing of any other statement."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return [(name, value)]
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            names = [each.id for each in targets if isinstance(each, ast.Name)]
            starred = any(isinstance(each, ast.Starred) for each in values)
            if len({*names}) == len(targets) == len(values) and not starred:
                return [*zip(names, values, strict=True)]
    return []


def conditional(body: Body) -> Body:
    """Write a choice between two statements as one statement.

    ``if a: return b`` with a ``return c`` behind it becomes ``return b if a else c``; likewise with
    assignments, and with one that an ``if`` replaces, whose value must have no effect then: it may
    not be evaluated any more. An ``if`` that holds but another one becomes one of both conditions.
    """
    for function in _functions(body):
        inner = {name for each in _inner(function) for name in _names(each)}
        for block in _blocks(function):
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
        ] if _effect(value) == INERT and name not in inner.union(_names(test), _names(other)):
            if not {*_names(value)} & _walruses(test):
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
    for node in _functions(body):
        starts = (pair for each in _statements(node) for pair in _pairs(each))
        own = {name for name, value in starts if isinstance(value, ast.List | ast.ListComp)}
        for block in _blocks(node):
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
    for node in _walk(body):
        match node:
            case ast.Call(func=ast.Name(id="zip"), keywords=given):
                node.keywords = [each for each in given if ast.unparse(each) != "strict=False"]
    return body


def single(body: Body) -> Body:
    """Assign the names of ``a, b = c, d`` one by one, where ``d`` does not depend on ``a``.

    That is as long, but `folded` can do more with it. The handler of an error might tell that one
    of them was assigned before it, so that nothing changes in ``try``.
    """
    for node in _functions(body):
        tries = (each for each in ast.walk(node) if isinstance(each, ast.Try))
        tried = {id(block) for each in tries for block in _blocks(each)}
        inner = {name for each in _inner(node) for name in _names(each)}
        for block in _blocks(node):
            if id(block) not in tried:
                block[:] = [one for each in block for one in _one_by_one(each, inner)]
    return body


def _one_by_one(node: ast.stmt, inner: set[str]) -> Body:
    pairs = _pairs(node)
    for at, (name, _) in enumerate(pairs):
        later = {each for _, value in pairs[at + 1 :] for each in _names(value)}
        if name in inner | later:
            return [node]
    made: Body = [ast.Assign([ast.Name(name, ast.Store())], value) for name, value in pairs]
    return made or [node]


def folded(body: Body) -> Body:
    """Put the value of a local that is read once, in the next statement, where it is read.

    Nothing may be evaluated more or less often by it, or in another order that makes a difference.
    """
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in _walk(body)):
        return body
    for node in _functions(body):
        times = Counter(_names(node))
        for block in _blocks(node):
            kept: Body = []
            for each in block:
                while kept and _fold(kept[-1], each, times):
                    kept.pop()
                kept.append(each)
            block[:] = kept
    return body


_ONCE = 2  # times that a local is named: where it is assigned, and where it is read


def _fold(node: ast.stmt, reader: ast.stmt, times: Counter[str]) -> bool:
    """Put what ``node`` assigns into ``reader``, and tell whether that could be done."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if times[name] == _ONCE:
            if _takes(reader, name, value):
                _Values({name: value}).generic_visit(reader)
                return True
    return False


def _takes(reader: ast.stmt, name: str, value: ast.expr) -> bool:
    """Tell whether ``value`` can as well be evaluated where ``reader`` reads ``name``."""
    steps = [*_head(reader)]
    at = next((at for at, (step, _) in enumerate(steps) if _is_read(step, name)), None)
    if at is None or _kinds(value) & {ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await}:
        return False
    if any(_walruses(step) & {*_names(value)} for step, _ in steps):
        return False
    texts = (each for each in ast.walk(reader) if isinstance(each, ast.JoinedStr))
    if _kinds(value) & _NOT_IN_TEXT and any(name in _names(each) for each in texts):
        return False
    before = max((_own_effect(step) for step, _ in steps[:at]), default=INERT)
    effect, (_, sure) = _effect(value), steps[at]
    return effect == INERT or (sure and effect + before <= ACTIVE)


def _is_read(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _kinds(value: ast.expr) -> set[type]:
    """Give the types of all parts of an expression, and those of constants in it."""
    parts = [*ast.walk(value)]
    constants = {type(each.value) for each in parts if isinstance(each, ast.Constant)}
    return {type(each) for each in parts} | constants


# What Python 3.11 cannot read within an f-string, or not always.
_NOT_IN_TEXT = {str, bytes, ast.JoinedStr, ast.Lambda}
# What evaluating an expression does: nothing that matters when; see what others did; do something.
INERT, READING, ACTIVE = 0, 1, 2


def _effect(value: ast.expr) -> int:
    return max(_own_effect(step) for step, _ in _evaluated(value))


def _own_effect(node: ast.expr) -> int:
    """Tell what evaluating does beyond that of the parts."""
    match node:
        case ast.Dict(keys=keys) if None not in keys:
            return INERT if all(isinstance(key, ast.Constant) for key in keys) else READING
        case ast.Name() | ast.Constant() | ast.Tuple() | ast.List() | ast.Lambda() | ast.Slice():
            return INERT
        case ast.BinOp() | ast.UnaryOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
            return READING
        case ast.Attribute() | ast.Subscript() | ast.JoinedStr() | ast.FormattedValue():
            return READING
    return ACTIVE


def _head(node: ast.stmt) -> Steps:
    """Give what a statement evaluates first, and once, as `_evaluated` does."""
    match node:
        case ast.Assign(targets=[target], value=value):
            yield from _evaluated(value)
            if not isinstance(target, ast.Tuple):
                yield from _evaluated(target)
        case ast.AugAssign(target=target, value=value):
            yield from _evaluated(target)
            yield from _evaluated(value)
        case ast.Return(value=ast.expr() as value) | ast.Expr(value=value):
            yield from _evaluated(value)
        case ast.If(test=value) | ast.For(iter=value) | ast.Raise(exc=ast.expr() as value):
            yield from _evaluated(value)


def _evaluated(node: ast.expr, sure: bool = True) -> Steps:  # noqa: FBT001, FBT002 - own
    """Give the parts of an expression, and it, in the order in which Python evaluates them.

    With each comes whether it is evaluated in any case. What is evaluated later, or more than once,
    is left out.
    """
    for part, certain in _parts(node):
        yield from _evaluated(part, sure and certain)
    yield node, sure


def _parts(node: ast.expr) -> Steps:
    match node:
        case ast.Lambda(args=args):
            parts = [*args.defaults, *filter(None, args.kw_defaults)]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            parts = [node.generators[0].iter]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            parts = [each for pair in pairs for each in pair if each]
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Constant() as owner)):
            # Its method, or a module's function, is the same one before and after.
            parts = [owner, *node.args, *(each.value for each in node.keywords)]
        case ast.Call(func=function):
            parts = [function, *node.args, *(each.value for each in node.keywords)]
        case _:
            parts = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
    certain = {ast.IfExp: 1, ast.BoolOp: 1, ast.Compare: 2}.get(type(node), len(parts))
    for at, part in enumerate(parts):
        yield part, at < certain


def together(body: Body) -> Body:
    """Write an ``if`` or a ``for`` as an expression where the lines that it saves cost more.

    Only simple statements can share a line: ``c and f(x)`` or ``[f(x) for x in y]`` can.
    """
    for node in _functions(body):
        ast.fix_missing_locations(node)
        while _improved(node):
            pass
    return body


def _improved(node: ast.FunctionDef) -> bool:
    """Rewrite where it saves most; tell whether it does."""
    best = _cost(node)
    change: tuple[list[ast.stmt], Body] | None = None
    outside = Counter(_names(node))
    for block in _blocks(node):
        for made in _variants(block, outside):
            before, block[:] = block[:], made
            cost = _cost(node)
            block[:] = before
            if cost < best:
                best, change = cost, (block, made)
    if change:
        change[0][:] = change[1]
    return change is not None


def _variants(block: Body, times: Counter[str]) -> Iterator[Body]:
    """Give a block with one of its statements as an expression, and with all that can be."""
    every = [_as_expression(each, times) or each for each in block]
    for at, (made, each) in enumerate(zip(every, block, strict=True)):
        if made is not each:
            yield [*block[:at], made, *block[at + 1 :]]
    if every != block:
        yield every


def _as_expression(node: ast.stmt, times: Counter[str]) -> ast.Expr | None:
    match node:
        case ast.If(test=test, body=yes, orelse=no):
            one, other = _value(yes, times), _value(no, times)
            if one and other:
                return ast.Expr(ast.IfExp(test, one, other))
            if one and not no:
                if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
                    return ast.Expr(ast.BoolOp(ast.Or(), [test.operand, one]))
                return ast.Expr(ast.BoolOp(ast.And(), [test, one]))
        case ast.For(target=target, iter=found, body=inner, orelse=[]):
            return _as_list(node, target, found, inner, times)
    return None


def _as_list(
    node: ast.For, target: ast.expr, found: ast.expr, inner: Body, times: Counter[str]
) -> ast.Expr | None:
    """Write a loop as a list that nobody reads, unless its names are used elsewhere."""
    tests: list[ast.expr] = []
    match inner:
        case [ast.If(test=test, body=deeper, orelse=[])]:
            tests, inner = [test], deeper
    value = _value(inner, times)
    within, kinds = Counter(_names(node)), {type(each) for each in ast.walk(node)}
    if (
        value is None
        or kinds & {ast.NamedExpr, ast.Assign, ast.Lambda, ast.Yield, ast.YieldFrom}
        or any(within[name] != times[name] for name in _names(target))
        or not isinstance(target, ast.Name | ast.Tuple)
    ):
        return None
    loop = ast.comprehension(target, found, tests, 0)
    match value:
        case ast.ListComp(elt=element, generators=loops) if not tests:
            return ast.Expr(ast.ListComp(element, [loop, *loops]))
    return ast.Expr(ast.ListComp(value, [loop]))


def _value(block: Body, times: Counter[str]) -> ast.expr | None:
    """Give statements as one expression, if they can be."""
    parts = []
    for node in block:
        made = node if isinstance(node, ast.Expr) else _as_expression(node, times)
        match made or node:
            case ast.Expr(value=value):
                parts.append(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                parts.append(ast.NamedExpr(ast.Name(name, ast.Store()), value))
            case _:
                return None
    if len(parts) > 1:
        return ast.Tuple(parts, ast.Load())
    return parts[0] if parts else None


def _cost(node: ast.FunctionDef) -> int:
    """Measure a function in letters, with what its lines cost."""
    return len(re.sub(r"\n *", "", ast.unparse(node))) + _suite(node.body, 1)


def _suite(block: Body, depth: int) -> int:
    """Measure the lines of a block: none if its statements can stand behind its head."""
    if not any(map(_is_compound, block)):
        return len(block)
    cost, is_open = 0, False
    for node in block:
        cost += 1 if is_open and not _is_compound(node) else LINE + depth
        is_open = not _is_compound(node)
        for at, inner in enumerate(_suites(node)):
            cost += _suite(inner, depth + 1) + (LINE + depth if at else 0)
    return cost


def _suites(node: ast.stmt) -> Iterator[Body]:
    """Give the blocks of one statement."""
    for each in (node, *getattr(node, "handlers", [])):
        yield from (block for _, block in ast.iter_fields(each) if _is_block(block))


def _is_compound(node: ast.stmt) -> bool:
    return any(True for _ in _suites(node))


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
    return min(size * times, _NAME * times + _NAME + len("=;") + size)


def procedures(body: Body) -> Body:
    """Let a function return its last expression where nobody reads what it returns."""
    tree = ast.Module(body, [])
    dropped = Counter(name for node in _statements(tree) for name in _dropped(node))
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
    read = Counter(_loaded(tree))
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
        chosen = [at for at in ready if not _is_compound(body[at])][:1] or ready
        order += chosen
        done |= {name for at in chosen for name in defined(body[at])}
        left = [at for at in left if at not in chosen]
    return [body[at] for at in order]


def _needs(node: ast.stmt, owner: dict[str, ast.stmt]) -> set[str]:
    """Give the names of ours that must be defined before a statement runs."""
    found, new = set[str](), {*_at_once(node)} & {*owner}
    while new:
        found |= new
        new = {name for each in new for name in _loaded(owner[each])} & {*owner} - found
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
    for node in _walk(body):
        if isinstance(node, ast.Attribute):
            node.attr = short.get(node.attr, node.attr)
    for member in (member for each in classes for member in each.body):
        if isinstance(member, ast.FunctionDef):
            member.name = short.get(member.name, member.name)
    return body


PASSES: tuple[Callable[[Body], Body], ...] = (
    used, unannotated, imports, constants, constants, conditional, defaults, single, folded,
    conditional, folded, together, lists, dictionaries, procedures, renamed, expressions, gathered,
)  # fmt: skip


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


def _walk(body: Body) -> Iterator[ast.AST]:
    return ast.walk(ast.Module(body, []))


def _functions(body: Body) -> Iterator[ast.FunctionDef]:
    return (node for node in _walk(body) if isinstance(node, ast.FunctionDef))


def _inner(node: ast.FunctionDef) -> Iterator[ast.AST]:
    """Give the functions within a function."""
    kinds = ast.FunctionDef | ast.Lambda
    return (each for each in ast.walk(node) if isinstance(each, kinds) and each is not node)


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    return (each for each in ast.walk(node) if isinstance(each, ast.stmt))


def _blocks(node: ast.AST) -> Iterator[Body]:
    """Give every list of statements below a node, inner ones first."""
    for _, value in ast.iter_fields(node):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.stmt | ast.excepthandler):
                yield from _blocks(each)
        if _is_block(value):
            yield value


def _is_block(value: object) -> TypeGuard[Body]:
    return isinstance(value, list) and any(isinstance(each, ast.stmt) for each in value)


def _names(node: ast.AST) -> Iterator[str]:
    """Give the name in each place that has one."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _walruses(node: ast.AST) -> set[str]:
    return {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr)}


def _bindings(body: Body) -> Counter[str]:
    """Count the places that give a name its meaning, in any scope."""
    found = Counter[str]()
    for node in _walk(body):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found[name] += 1
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found[name] += 1
            case ast.ExceptHandler(name=str() as name):
                found[name] += 1
            case ast.alias(name=name, asname=other):
                found[other or name] += 1
    return found


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
