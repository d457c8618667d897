"""Statements as expressions, where the lines that this saves cost more. No I/O.

A line costs as much as `LINE` letters: the template indents it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

from generator.inline_syntax import blocks_of, functions_of, names_in, suites_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    Body = list[ast.stmt]

LINE = 6


def together(body: Body) -> Body:
    """Write an ``if`` or a ``for`` as an expression where the lines that it saves cost more.

    Only simple statements can share a line: ``c and f(x)`` or ``[f(x) for x in y]`` can.
    """
    for node in functions_of(body):
        ast.fix_missing_locations(node)
        while _improved(node):
            pass
    return body


def _improved(node: ast.FunctionDef) -> bool:
    """Rewrite where it saves most; tell whether it does."""
    best = _cost(node)
    change: tuple[list[ast.stmt], Body] | None = None
    outside = Counter(names_in(node))
    for block in blocks_of(node):
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
    within, kinds = Counter(names_in(node)), {type(each) for each in ast.walk(node)}
    if (
        value is None
        or kinds & {ast.NamedExpr, ast.Assign, ast.Lambda, ast.Yield, ast.YieldFrom}
        or any(within[name] != times[name] for name in names_in(target))
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
    if not any(map(is_compound, block)):
        return len(block)
    cost, is_open = 0, False
    for node in block:
        cost += 1 if is_open and not is_compound(node) else LINE + depth
        is_open = not is_compound(node)
        for at, inner in enumerate(suites_of(node)):
            cost += _suite(inner, depth + 1) + (LINE + depth if at else 0)
    return cost


def is_compound(node: ast.stmt) -> bool:
    """Tell a statement that has others in it."""
    return any(True for _ in suites_of(node))
