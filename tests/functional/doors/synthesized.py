"""A template as the CDK writes it, and ours with values in place of parameters, made comparable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.compare.reading import parsed

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATES = Path(__file__).parents[3] / "templates"


def ours(edition: str, **values: Any) -> dict[str, Any]:
    """Give an edition's template with values in place of parameters, which are gone then."""
    file = TEMPLATES / f"{edition}.yaml"
    template = dict(parsed(file.read_text("utf-8"), str(file)))
    left = template["Parameters"].items()
    template["Parameters"] = {name: each for name, each in left if name not in values}
    written: dict[str, Any] = _with(template, values)
    return written


def theirs(folder: Path) -> dict[str, Any]:
    """Give the template that the CDK wrote."""
    file = folder / "SageMakerModelMonitorStack.template.json"
    written: dict[str, Any] = _with(parsed(file.read_text("utf-8"), str(file)), {})
    return written


def _with(node: Any, values: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_with(each, values) for each in node]
    if not isinstance(node, dict):
        return node
    if len(node) == 1:
        ((name, of),) = node.items()
        if name in _FUNCTIONS:
            return _FUNCTIONS[name](of, values)
    pairs = {key: _with(value, values) for key, value in node.items()}
    if depends := pairs.get("DependsOn"):  # a list to the CDK, and one that has no order
        pairs["DependsOn"] = sorted([depends] if isinstance(depends, str) else depends)
    return pairs


def _ref(of: str, values: dict[str, Any]) -> Any:
    return values.get(of, {"Ref": of})


def _get_att(of: Any, _: dict[str, Any]) -> Any:
    return {"Fn::GetAtt": of.split(".", 1) if isinstance(of, str) else of}


def _sub(of: Any, values: dict[str, Any]) -> Any:
    text, *own = of if isinstance(of, list) else [of]
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", str(value))
    return {"Fn::Sub": [text, *(_with(each, values) for each in own)] if own else text}


def _split(of: list[Any], values: dict[str, Any]) -> Any:
    at, text = of[0], _with(of[1], values)
    return text.split(at) if isinstance(text, str) else {"Fn::Split": [at, text]}


_FUNCTIONS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "Fn::GetAtt": _get_att,
    "Ref": _ref,
    "Fn::Sub": _sub,
    "Fn::Split": _split,
}
