"""Which calls of AWS some Python code makes through boto3's clients and resources.

Stage: code -> syntax tree -> what each name stands for -> calls. A client, or a resource with the
methods of the client that it uses, is followed through names, attributes, `cache(boto3.client)`
and helpers that return one. A name that may stand for anything else is not followed: what is
yielded is certain.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from generator.rules._resource_calls import method_of
from generator.rules._scopes import Bound, Function, Scope, Scopes

if TYPE_CHECKING:
    from collections.abc import Iterator

Meaning: TypeAlias = tuple[str, str]
"""What an expression is: ("client", "s3"), ("text", "s3"), ("boto3", ""), ... or `_UNKNOWN`.

("resource", "s3") is boto3.resource("s3"), ("factory", "s3.Bucket") its Bucket, and
("thing", "s3.Bucket") one bucket.
"""

_UNKNOWN: Meaning = ("?", "")
_MAKES = ("client", "resource")
_DEEP = 12
_OTHER_IDENTITY = ("aws_access_key_id", "aws_session_token", "endpoint_url", "profile_name", None)
"""Keywords with which a client does not act under the function's role, or not on AWS."""


@dataclass(frozen=True)
class Call:
    """A call: boto3's name of the service, the client's method, the line in the code."""

    service: str
    method: str
    line: int


@lru_cache(maxsize=64)
def calls(code: str) -> tuple[Call, ...]:
    """Give each call that is certain, once, in the order of the code; none for broken code."""
    try:
        scopes = Scopes(ast.parse(code))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(_Reading(scopes).calls()))


class _Reading:
    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes

    def calls(self) -> Iterator[Call]:
        for node, scope in self._scopes.attributes:
            yield from self._of(node, node.attr, scope)
        for call, scope in self._scopes.calls:
            if isinstance(call.func, ast.Attribute) and call.func.attr == "get_paginator":
                for kind, method in self.meanings(call.args[0], scope) if call.args else ():
                    if kind == "text":
                        yield from self._of(call.func, method, scope)

    def _of(self, node: ast.Attribute, method: str, scope: Scope) -> Iterator[Call]:
        found = self.meanings(node.value, scope)
        kind, of = next(iter(found)) if len(found) == 1 else _UNKNOWN
        if kind == "client":
            yield Call(of, method, node.lineno)
        elif kind == "thing" and (behind := method_of(of, method)):
            yield Call(of.partition(".")[0], behind, node.lineno)

    def meanings(self, node: ast.AST | None, scope: Scope, deep: int = 0) -> set[Meaning]:
        """Say all that an expression may be."""
        found = {_UNKNOWN}
        if deep > _DEEP:
            return found
        match node:
            case ast.Constant(value=str(text)):
                found = {("text", text)}
            case ast.Name():
                found = self._bound(scope.find(node.id), node.id, deep)
            case ast.Attribute():
                found = self._attribute(node, scope, deep)
            case ast.Call():
                found = self._called(node, scope, deep)
            case ast.NamedExpr():
                found = self.meanings(node.value, scope, deep + 1)
            case ast.IfExp():
                found = self._either([node.body, node.orelse], scope, deep)
            case ast.BoolOp():
                found = self._either(node.values, scope, deep)
        return found

    def _either(self, nodes: list[ast.expr], scope: Scope, deep: int) -> set[Meaning]:
        return {one for node in nodes for one in self.meanings(node, scope, deep + 1)}

    def _bound(self, found: list[Bound], name: str, deep: int) -> set[Meaning]:
        every: set[Meaning] = set()
        for bound in found:
            if isinstance(bound.node, (ast.Import, ast.ImportFrom)):
                every.add(_imported(bound.node, name))
            elif not (isinstance(bound.node, ast.Constant) and bound.node.value is None):
                every |= self.meanings(bound.node, bound.scope, deep + 1)
        return every or {_UNKNOWN}

    def _attribute(self, node: ast.Attribute, scope: Scope, deep: int) -> set[Meaning]:
        of = self.meanings(node.value, scope, deep + 1)
        if of == {("boto3", "")} and node.attr == "session":
            return {("boto3", "")}
        if of == {("boto3", "")} and node.attr == "Session":
            return {("Session", "")}
        if of in ({("boto3", "")}, {("session", "")}) and node.attr in _MAKES:
            return {("make", node.attr)}
        kind, what = next(iter(of)) if len(of) == 1 else _UNKNOWN
        if kind in ("resource", "thing") and node.attr[:1].isupper():
            return {("factory", f"{what.partition('.')[0]}.{node.attr}")}
        return self._bound(scope.root.names.get(f".{node.attr}", []), "", deep)

    def _called(self, node: ast.Call, scope: Scope, deep: int) -> set[Meaning]:
        function = self.meanings(node.func, scope, deep + 1)
        kind, what = next(iter(function)) if len(function) == 1 else _UNKNOWN
        if kind == "make":
            return self._made(what, node, scope, deep)
        if kind == "factory":
            return {("thing", what)}
        if function == {("Session", "")}:
            return {_UNKNOWN} if _other(node) or node.args else {("session", "")}
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if function == {("cache", "")} or name in ("cache", "lru_cache"):
            inner = [*node.args, None][0]
            return self.meanings(inner, scope, deep + 1) if inner else {("cache", "")}
        return self._helper(node, scope, deep)

    def _made(self, what: str, node: ast.Call, scope: Scope, deep: int) -> set[Meaning]:
        named = [one.value for one in node.keywords if one.arg == "service_name"]
        first = [*node.args, *named]
        if _other(node) or not first:
            return {_UNKNOWN}
        found = self.meanings(first[0], scope, deep + 1)
        return {(what, text) if kind == "text" else _UNKNOWN for kind, text in found}

    def _helper(self, node: ast.Call, scope: Scope, deep: int) -> set[Meaning]:
        """Say what a function of the code returns, its parameters bound to what it is given."""
        if not isinstance(node.func, ast.Name):
            return {_UNKNOWN}
        bound = scope.find(node.func.id)
        definition = bound[0].node if len(bound) == 1 else None
        if not isinstance(definition, Function):
            return {_UNKNOWN}
        body = self._scopes.inner[definition]
        inside = Scope(body.parent, names=dict(body.names))
        for parameter, given in zip(definition.args.args, node.args, strict=False):
            inside.names[parameter.arg] = [Bound(given, scope)]
        for keyword in node.keywords:
            if keyword.arg:
                inside.names[keyword.arg] = [Bound(keyword.value, scope)]
        returned = list(_returned(definition))
        return self._either(returned, inside, deep) if returned else {_UNKNOWN}


def _imported(node: ast.Import | ast.ImportFrom, name: str) -> Meaning:
    for alias in node.names:
        if (alias.asname or alias.name.partition(".")[0]) == name:
            whole = alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
            if whole in ("boto3.Session", "boto3.session.Session"):
                return ("Session", "")
            if whole in ("functools.cache", "functools.lru_cache"):
                return ("cache", "")
            if whole in ("boto3.client", "boto3.resource"):
                return ("make", alias.name)
            if whole in ("boto3", "boto3.session"):
                return ("boto3", "")
    return _UNKNOWN


def _other(node: ast.Call) -> bool:
    return any(keyword.arg in _OTHER_IDENTITY for keyword in node.keywords)


def _returned(function: Function) -> Iterator[ast.expr]:
    """Yield what the function itself returns, not what functions inside it do."""
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    queue: list[ast.AST] = [*function.body]
    while queue:
        node = queue.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            queue += ast.iter_child_nodes(node)
