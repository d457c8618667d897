"""Values in the places where they are read: constants, and locals that are read once. No I/O."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

from generator.inline_syntax import (
    ENTRANCE,
    bindings_of,
    blocks_of,
    copied,
    functions_of,
    inner_of,
    loaded_names,
    names_in,
    pairs_of,
    walked,
    walruses_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    Body = list[ast.stmt]
    Steps = Iterator[tuple[ast.expr, bool]]

NAME = 2  # letters of a name that is not among the first
_SHORT_TEXT = 4  # letters of "{A}", or one more
_ONCE = 2  # times that a local is named: where it is assigned, and where it is read
# What Python 3.11 cannot read within an f-string, or not always.
_NOT_IN_TEXT = {str, bytes, ast.JoinedStr, ast.Lambda}
# What evaluating an expression does: nothing that matters when; see what others did; do something.
INERT, READING, ACTIVE = 0, 1, 2


def constants(body: Body) -> Body:
    """Write a named constant where its name is read, unless its definition costs less.

    A text is always written there: python-minifier names it anew, together with its equals.
    """
    bound, read = bindings_of(body), Counter(loaded_names(ast.Module(body, [])))
    values: dict[str, ast.expr] = {}
    kept: Body = []
    for node in body:
        pairs = pairs_of(node)
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
    put_in = Values(values)
    return [put_in.visit(node) for node in kept]


def _is_shorter(value: ast.expr, times: int) -> bool:
    """Tell whether a value is shorter where its name is read ``times``, than with a definition."""
    match value:
        case ast.Constant(value=str()):
            return True
        case ast.Constant(value=int() | float() as number):
            size = min(len(repr(number)), len(hex(number)) if isinstance(number, int) else 99)
            return size * times <= NAME * times + NAME + len("=;") + size
        case ast.Tuple(elts=parts):
            return times == 1 and all(isinstance(each, ast.Constant) for each in parts)
    return False


class Values(ast.NodeTransformer):
    """Puts values in the place of names."""

    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Put a copy there: a value may be read several times."""
        value = self.values.get(node.id)
        return copied(value) if value else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """Put a text into the text around it, where it is shorter or its name would be needed."""
        self.generic_visit(node)
        node.values = [_text_in(each) for each in node.values]
        return node


def _text_in(node: ast.expr) -> ast.expr:
    match node:
        case ast.FormattedValue(
            value=ast.Constant(value=str() as text), conversion=-1, format_spec=None
        ) if len(text) <= _SHORT_TEXT or not re.fullmatch(r"[\w %/.:-]*", text):
            return ast.Constant(text)
    return node


def single(body: Body) -> Body:
    """Assign the names of ``a, b = c, d`` one by one, where ``d`` does not depend on ``a``.

    That is as long, but `folded` can do more with it. The handler of an error might tell that one
    of them was assigned before it, so that nothing changes in ``try``.
    """
    for node in functions_of(body):
        tries = (each for each in ast.walk(node) if isinstance(each, ast.Try))
        tried = {id(block) for each in tries for block in blocks_of(each)}
        inner = {name for each in inner_of(node) for name in names_in(each)}
        for block in blocks_of(node):
            if id(block) not in tried:
                block[:] = [one for each in block for one in _one_by_one(each, inner)]
    return body


def _one_by_one(node: ast.stmt, inner: set[str]) -> Body:
    pairs = pairs_of(node)
    for at, (name, _) in enumerate(pairs):
        later = {each for _, value in pairs[at + 1 :] for each in names_in(value)}
        if name in inner | later:
            return [node]
    made: Body = [ast.Assign([ast.Name(name, ast.Store())], value) for name, value in pairs]
    return made or [node]


def folded(body: Body) -> Body:
    """Put the value of a local that is read once, in the next statement, where it is read.

    Nothing may be evaluated more or less often by it, or in another order that makes a difference.
    """
    if any(isinstance(node, ast.Global | ast.Nonlocal) for node in walked(body)):
        return body
    for node in functions_of(body):
        times = Counter(names_in(node))
        for block in blocks_of(node):
            kept: Body = []
            for each in block:
                while kept and _fold(kept[-1], each, times):
                    kept.pop()
                kept.append(each)
            block[:] = kept
    return body


def _fold(node: ast.stmt, reader: ast.stmt, times: Counter[str]) -> bool:
    """Put what ``node`` assigns into ``reader``, and tell whether that could be done."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if times[name] == _ONCE:
            if takes(reader, name, value):
                Values({name: value}).generic_visit(reader)
                return True
    return False


def takes(reader: ast.stmt, name: str, value: ast.expr) -> bool:
    """Tell whether ``value`` can as well be evaluated where ``reader`` reads ``name``."""
    steps = [*head_of(reader)]
    at = next((at for at, (step, _) in enumerate(steps) if _is_read(step, name)), None)
    if at is None or _kinds(value) & {ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.Await}:
        return False
    if any(walruses_in(step) & {*names_in(value)} for step, _ in steps):
        return False
    texts = (each for each in ast.walk(reader) if isinstance(each, ast.JoinedStr))
    if _kinds(value) & _NOT_IN_TEXT and any(name in names_in(each) for each in texts):
        return False
    before = max((own_effect(step) for step, _ in steps[:at]), default=INERT)
    effect, (_, sure) = effect_of(value), steps[at]
    return effect == INERT or (sure and effect + before <= ACTIVE)


def _is_read(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)


def _kinds(value: ast.expr) -> set[type]:
    """Give the types of all parts of an expression, and those of constants in it."""
    parts = [*ast.walk(value)]
    constants = {type(each.value) for each in parts if isinstance(each, ast.Constant)}
    return {type(each) for each in parts} | constants


def effect_of(value: ast.expr) -> int:
    """Tell what evaluating an expression does, with all that is evaluated in it."""
    return max(own_effect(step) for step, _ in _evaluated(value))


def own_effect(node: ast.expr) -> int:
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


def head_of(node: ast.stmt) -> Steps:
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
