"""Finding the properties of a template that a rule is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from generator.rules._reader import intrinsic, section

if TYPE_CHECKING:
    from generator.rules._pieces import Path


def resources(
    template: Mapping[str, Any], *prefixes: str
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield logical id, type and properties of each resource whose type has such a prefix."""
    for name, resource in section(template, "Resources").items():
        if isinstance(resource, Mapping) and isinstance(resource.get("Properties"), Mapping):
            kind = str(resource.get("Type", ""))
            if kind.startswith(prefixes or ("",)):
                yield str(name), kind, resource["Properties"]


def as_written(template: Mapping[str, Any]) -> bool:
    """Say whether no macro but AWS's own rewrites the template before CloudFormation reads it."""
    given = template.get("Transform")
    macros = given if isinstance(given, list) else [given] if given else []
    return all(str(macro).startswith("AWS::") for macro in macros)


def types(template: Mapping[str, Any]) -> dict[str, str]:
    """Give the type of each resource by its logical id."""
    return {
        str(name): str(resource.get("Type", ""))
        for name, resource in section(template, "Resources").items()
        if isinstance(resource, Mapping)
    }


def root(logical_id: str) -> Path:
    """Give the path of a resource's properties."""
    return ("Resources", logical_id, "Properties")


def children(node: Any) -> Iterator[tuple[str | int, Any]]:
    """Yield the entries below `node`; of an intrinsic function only the branches of `Fn::If`."""
    name = intrinsic(node)
    if name and name != "Fn::If":
        return
    if isinstance(node, Mapping):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)


def named(node: Any, path: Path, names: Collection[str]) -> Iterator[tuple[Path, Any]]:
    """Yield each value that stands under one of `names`, however deep, with its path."""
    for key, value in children(node):
        if key in names:
            yield (*path, key), value
        else:
            yield from named(value, (*path, key), names)


def expressions(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield each scalar and each whole intrinsic function, with its path."""
    name = intrinsic(node)
    if (name and name != "Fn::If") or not isinstance(node, (Mapping, list)):
        yield path, node
        return
    for key, value in children(node):
        if not (path and path[-1] == "Fn::If" and key == 0):
            yield from expressions(value, (*path, key))


def references(node: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield path, logical id and attribute ('' for `Ref`) of each reference, however nested."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            here = (*path, key)
            if key == "Ref":
                yield here, str(value), ""
            elif key == "Fn::GetAtt":
                yield here, *_name_and_attribute(value)
            elif key == "Fn::Sub":
                for variable in _variables(value):
                    yield here, *_name_and_attribute(variable)
            yield from references(value, here)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from references(value, (*path, index))


def _name_and_attribute(argument: Any) -> tuple[str, str]:
    listed = argument if isinstance(argument, list) else []
    words = argument.split(".", 1) if isinstance(argument, str) else [*map(str, listed)]
    return (words[0] if words else "", words[1] if len(words) > 1 else "")


def _variables(argument: Any) -> Iterator[str]:
    text = argument[0] if isinstance(argument, list) and argument else argument
    for part in str(text).split("${")[1:]:
        yield part.split("}")[0]


def at(template: Mapping[str, Any], path: Path) -> Any:
    """Give what stands at a path, or None."""
    node: Any = template
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return None
    return node


def properties(path: Path) -> list[str]:
    """Give the property names of a path, without indexes and without `Fn::If`."""
    return [step for step in path if isinstance(step, str) and not step.startswith("Fn::")]


def place(path: Path) -> str:
    """Write a path for a person: 'Alarm, Dimensions/0/Value'; 'Mappings/Images/us-east-1'."""
    steps = [str(step) for step in path]
    if steps[0] == "Resources" and len(steps) > 1:
        return f"{steps[1]}, {'/'.join(steps[3:])}" if steps[3:] else steps[1]
    return "/".join(steps)
