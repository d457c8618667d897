"""A function that is named once, in the place where it is named. No I/O."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Any

from generator.inline_folding import INERT, Values, head_of, own_effect, takes
from generator.inline_syntax import (
    ENTRANCE,
    bindings_of,
    copied,
    loaded_names,
    names_in,
    pairs_of,
    statements_of,
    suites_of,
    walruses_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    Body = list[ast.stmt]

_DEEP = 15  # letters of indents
# What runs later than where it stands.
_LATER = ast.Lambda, ast.GeneratorExp
# What means something else in another function.
_OF_ITS_OWN = {
    ast.Yield, ast.YieldFrom, ast.Global, ast.Nonlocal, ast.FunctionDef, ast.Import,
    ast.ImportFrom, ast.Match,
}  # fmt: skip


def once(body: Body) -> Body:
    """Put a function that is named once where it is named, so that its head and the call go.

    Its locals get names that are new there.
    """
    while True:
        read, bound = Counter(loaded_names(ast.Module(body, []))), bindings_of(body)
        for node in body:
            if isinstance(node, ast.FunctionDef) and read[node.name] == bound[node.name] == 1:
                others = [each for each in body if each is not node]
                sites = (_Site(each, node) for each in _outer(others) if _names_it(each, node))
                if _is_simple(node) and any(site.put() for site in sites):
                    body = others
                    break
        else:
            return body


def _outer(body: Body) -> Iterator[ast.FunctionDef]:
    """Give functions and methods, but no function within one."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _outer(node.body)


def _names_it(caller: ast.FunctionDef, called: ast.FunctionDef) -> bool:
    return called.name in loaded_names(caller)


def _is_simple(node: ast.FunctionDef) -> bool:
    """Tell whether a function's statements mean the same in another function."""
    given = node.args
    special = given.vararg or given.kwarg or given.kwonlyargs or given.defaults
    kinds = {type(each) for each in ast.walk(node) if each is not node}
    return (
        not (special or node.decorator_list or node.name == ENTRANCE)
        and not kinds & _OF_ITS_OWN
        and not _names_it(node, node)
    )


class _Site:
    """The place in ``caller`` where ``called`` is named."""

    def __init__(self, caller: ast.FunctionDef, called: ast.FunctionDef) -> None:
        self.caller, self.name = caller, called.name
        own = {*bindings_of([caller])}
        bound = {*bindings_of(called.body), *(each.arg for each in _parameters(called))}
        # Names that would mean a local of the caller.
        self.clash = ({*names_in(called)} - bound) & own
        taken = own.union(names_in(caller))
        new = {name: f"{name}_of_{called.name}" for name in bound & taken}
        self.called: ast.FunctionDef = _Renames(new).visit(copied(called))
        inner = (node for node in ast.walk(self.called) if isinstance(node, _LATER))
        self.later = {name for node in inner for name in names_in(node)}

    def put(self) -> bool:
        """Put the called function into the caller; tell whether that could be done."""
        return not self.clash and (self._into(self.caller.body, 1) or self._as_value())

    def _into(self, block: Body, depth: int) -> bool:
        is_near = (depth - 1) * len(self.called.body) <= _DEEP
        for at, node in enumerate(block):
            made = self._instead(node) if is_near else None
            if made is not None:
                block[at : at + 1] = made
                return True
            # What is made in a loop, and runs later, might see other values of its names.
            blocks = [] if isinstance(node, ast.For | ast.While) and self.later else suites_of(node)
            if any(self._into(inner, depth + 1) for inner in blocks):
                return True
        return False

    def _instead(self, node: ast.stmt) -> Body | None:
        """Give the called function's statements, and what is left of the one that calls it."""
        steps = [*head_of(node)]
        calls = [each for each in steps if isinstance(each[0], ast.Call) and self._is(each[0].func)]
        if not calls or any(walruses_in(step) for step, _ in steps):
            return None
        [(call, sure)] = calls
        start = next(at for at, (step, _) in enumerate(steps) if self._is(step))
        before = max((own_effect(step) for step, _ in steps[:start]), default=INERT)
        given = self._given(call)
        if not sure or before != INERT or given is None:
            return None
        values, made = given
        body = [Values(values).visit(each) for each in self.called.body]
        returns = [each for each in statements_of(self.called) if isinstance(each, ast.Return)]
        match body, node:
            case _, ast.Return(value=value) if value is call and not _yields(self.caller):
                end: Body = [] if isinstance(body[-1], ast.Return | ast.Raise) else [ast.Return()]
                return [*made, *body, *end]
            case [*first, ast.Return(value=ast.expr() as value)], _ if len(returns) == 1:
                _Replaced(call, value).generic_visit(node)
                return [*made, *first, node]
            case _, ast.Expr(value=value) if value is call and not returns:
                return [*made, *body]
        return None

    def _is(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id == self.name

    def _given(self, call: ast.expr) -> tuple[dict[str, ast.expr], Body] | None:
        """Give the arguments to write for parameters, and assignments of all others."""
        names = [each.arg for each in _parameters(self.called)]
        match call:
            case ast.Call(args=args, keywords=[]) if len(args) == len(names):
                pairs = [*zip(names, args, strict=True)]
            case _:
                return None
        if any(isinstance(value, ast.Starred) for _, value in pairs):
            return None
        bound = bindings_of(self.called.body)
        values: dict[str, ast.expr] = {}
        made: Body = []
        for name, value in pairs:
            is_fixed = isinstance(value, ast.Name) and name not in self.later
            if not bound[name] and (is_fixed or isinstance(value, ast.Constant)):
                values[name] = value
            else:
                made.append(ast.Assign([ast.Name(name, ast.Store())], value))
        return values, made

    def _as_value(self) -> bool:
        """Put a function that is one expression where it is named, whatever calls it."""
        match self.called.body:
            case [ast.Return(value=ast.expr() as value)] if not walruses_in(value):
                for node in ast.walk(self.caller):
                    if isinstance(node, ast.Call) and self._is(node.func):
                        made = self._applied(node, value)
                        if made:
                            _Replaced(node, made).visit(self.caller)
                        return made is not None
                given = self.called.args
                given.posonlyargs, given.args = [*given.posonlyargs, *given.args], []
                Values({self.name: ast.Lambda(given, value)}).visit(self.caller)
                return True
        return False

    def _applied(self, call: ast.Call, value: ast.expr) -> ast.expr | None:
        """Give the value for the arguments of a call, if each can stand where it is read."""
        given = self._given(call)
        if given is None:
            return None
        values, made = given
        reader, times = ast.Return(copied(value)), Counter(names_in(value))
        Values(values).visit(reader)
        for node in reversed(made):
            [(name, argument)] = pairs_of(node)
            if times[name] != 1 or not takes(reader, name, argument):
                return None
            Values({name: argument}).visit(reader)
        return reader.value


class _Renames(ast.NodeTransformer):
    """Gives names, parameters among them, others."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, ast.keyword | ast.FunctionDef):
            for field in {"id", "arg", "name"}.intersection(node._fields):
                name = getattr(node, field)
                setattr(node, field, self.names.get(name, name))
        return super().generic_visit(node)


class _Replaced(ast.NodeTransformer):
    """Puts one expression in the place of another."""

    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else super().visit(node)


def _parameters(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args]


def _yields(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
