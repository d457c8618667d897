"""Looking at the syntax of sources: blocks, functions, names. No I/O."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

    Body = list[ast.stmt]

ENTRANCE = "handler"  # what a function is called by


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


def walked(body: Body) -> Iterator[ast.AST]:
    """Give every node of some statements."""
    return ast.walk(ast.Module(body, []))


def functions_of(body: Body) -> Iterator[ast.FunctionDef]:
    """Give every function that has a name, inner ones, too."""
    return (node for node in walked(body) if isinstance(node, ast.FunctionDef))


def inner_of(node: ast.FunctionDef) -> Iterator[ast.AST]:
    """Give the functions within a function."""
    kinds = ast.FunctionDef | ast.Lambda
    return (each for each in ast.walk(node) if isinstance(each, kinds) and each is not node)


def blocks_of(node: ast.AST) -> Iterator[Body]:
    """Give every list of statements below a node, inner ones first."""
    for _, value in ast.iter_fields(node):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.stmt | ast.excepthandler):
                yield from blocks_of(each)
        if is_block(value):
            yield value


def names_in(node: ast.AST) -> Iterator[str]:
    """Give the name in each place that has one."""
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def walruses_in(node: ast.AST) -> set[str]:
    """Give the names that expressions assign."""
    return {each.target.id for each in ast.walk(node) if isinstance(each, ast.NamedExpr)}


def bindings_of(body: Body) -> Counter[str]:
    """Count the places that give a name its meaning, in any scope."""
    found = Counter[str]()
    for node in walked(body):
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


def statements_of(node: ast.AST) -> Iterator[ast.stmt]:
    """Give every statement in a node."""
    return (each for each in ast.walk(node) if isinstance(each, ast.stmt))


def loaded_names(node: ast.AST) -> Iterator[str]:
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


def pairs_of(node: ast.stmt) -> list[tuple[str, ast.expr]]:
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


def is_block(value: object) -> TypeGuard[Body]:
    """Tell a list of statements."""
    return isinstance(value, list) and any(isinstance(each, ast.stmt) for each in value)


def suites_of(node: ast.stmt) -> Iterator[Body]:
    """Give the blocks of one statement."""
    for each in (node, *getattr(node, "handlers", [])):
        yield from (block for _, block in ast.iter_fields(each) if is_block(block))


def copied(node: Any) -> Any:
    """Copy a node and what is below it, but nothing that python-minifier keeps in it."""
    if isinstance(node, list):
        return [copied(each) for each in node]
    if not isinstance(node, ast.AST):
        return node
    return type(node)(**{field: copied(value) for field, value in ast.iter_fields(node)})
