"""Names in Python code and what each is bound to, scope by scope, as Python looks them up."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_OPENS_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, *_COMPREHENSIONS)


@dataclass(frozen=True)
class Bound:
    """What a name is bound to: an expression and its scope; None for what only a run tells."""

    node: ast.AST | None
    scope: Scope


@dataclass(eq=False)
class Scope:
    """A module, a function, a class or a comprehension.

    Attributes of objects (`self.client`) stand in the module's scope under `.client`.
    """

    parent: Scope | None = None
    comprehension: bool = False
    names: dict[str, list[Bound]] = field(default_factory=lambda: defaultdict(list))
    global_names: set[str] = field(default_factory=set)

    def find(self, name: str) -> list[Bound]:
        """Give all that the name may stand for here: what the innermost scope with it binds."""
        if name in self.names:
            return self.names[name]
        return self.parent.find(name) if self.parent else []

    def bind(self, name: str, node: ast.AST | None, *, by: Scope | None = None) -> None:
        """Note one more thing that the name may stand for, seen from the scope `by`."""
        if self.parent and (name in self.global_names or name.startswith(".")):
            self.root.bind(name, node, by=by or self)
        else:
            self.names[name].append(Bound(node, by or self))

    @property
    def root(self) -> Scope:
        """The module's scope."""
        return self.parent.root if self.parent else self

    @property
    def body(self) -> Scope:
        """The scope in which `:=` binds: the nearest that is no comprehension."""
        return self.parent.body if self.parent and self.comprehension else self


class Scopes:
    """A module, walked once: every node of interest with the scope in which it stands."""

    def __init__(self, module: ast.Module) -> None:
        self.attributes: list[tuple[ast.Attribute, Scope]] = []
        self.calls: list[tuple[ast.Call, Scope]] = []
        self.inner: dict[ast.AST, Scope] = {}
        self._walk(module, Scope())

    def _walk(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Attribute):
            self.attributes.append((node, scope))
        elif isinstance(node, ast.Call):
            self.calls.append((node, scope))
        elif isinstance(node, ast.Global):
            scope.global_names.update(node.names)
        for target, value in _bindings(node):
            home = scope.body if isinstance(node, ast.NamedExpr) else scope
            _bind(home, target, value)
        if isinstance(node, _OPENS_SCOPE):
            scope = self.inner[node] = Scope(scope, isinstance(node, _COMPREHENSIONS))
            for name in _parameters(node):
                scope.bind(name, None)
        for child in ast.iter_child_nodes(node):
            self._walk(child, scope)


def _bindings(node: ast.AST) -> Iterator[tuple[ast.AST | str, ast.AST | None]]:
    """Yield what this node binds, a target or a name, and to what."""
    match node:
        case ast.Assign():
            yield from ((target, node.value) for target in node.targets)
        case ast.AnnAssign() | ast.NamedExpr():
            yield node.target, node.value
        case ast.AugAssign() | ast.For() | ast.AsyncFor() | ast.comprehension():
            yield node.target, None
        case ast.withitem(optional_vars=ast.AST() as target):
            yield target, None
        case ast.ExceptHandler(name=str(name)):
            yield name, None
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name, None if isinstance(node, ast.ClassDef) else node
        case ast.Import() | ast.ImportFrom():
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0], node
        case ast.Nonlocal():
            yield from ((name, None) for name in node.names)


def _bind(scope: Scope, target: ast.AST | str, value: ast.AST | None) -> None:
    match target:
        case str():
            scope.bind(target, value)
        case ast.Name():
            scope.bind(target.id, value)
        case ast.Attribute():
            scope.bind(f".{target.attr}", value)
        case ast.Starred():
            _bind(scope, target.value, None)
        case ast.Tuple() | ast.List():
            same = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
            values: list[ast.expr | None] = [None] * len(target.elts)
            if same and isinstance(value, (ast.Tuple, ast.List)):
                values = list(value.elts)
            for one, its in zip(target.elts, values, strict=True):
                _bind(scope, one, its)


def _parameters(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        yield from (one.arg for one in every if one)
