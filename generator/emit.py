"""Template -> YAML that a person likes to read, byte for byte the same every time.

troposphere's own ``to_yaml`` puts Outputs before Parameters, ``Type`` after ``Properties`` and code
on one escaped line. Here: sections in CloudFormation's order, ``Type`` first, short-form
intrinsics, code in block literals, and whatever fits on a line (tags, statements, short maps) on
one line. Everything that makes the bytes deterministic stands here and in `emit_dumper`. No
network, no AWS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from generator.emit_dumper import Dumper
from generator.iam import without_sids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troposphere import Template

# Columns of a line in flow style; code and texts keep their own. A dense file has whole resources
# on a line.
WIDTH, DENSE = 300, 2000
_NEVER = 100_000  # length of what cannot stand on a line
_KEY = 14  # columns that the key before a value takes, about
SECTIONS = (
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Resources",
    "Outputs",
)
# What a reader looks for first, in the order in which one asks; any other key keeps its place.
FIRST = (
    "Type", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata",
    "ServiceToken", "ServiceTimeout", "Sid", "Effect", "Principal", "Action", "Resource",
    "Condition",
)  # fmt: skip
LAST = ("Code", "DashboardBody")
# A map with one of these keys is in flow style: a policy statement, an alarm's properties.
FLOWING = frozenset({"Effect", "AlarmDescription"})
# Always in flow style, wrapped where they are long: block style would cost a third of the bytes.
IN_FLOW = frozenset(
    {
        "Tags",
        "AssumeRolePolicyDocument",
        "Dimensions",
        "Environment",
        "Targets",
        "Parameters",
        "ParameterGroups",
        "Images",
        "Rules",
    }
)
# Rule functions have no short form [CloudFormation user guide, "Rule-specific functions"].
LONG = frozenset({"Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll"})
_SHORT = {"Ref": "!Ref", "Condition": "!Condition"}


def to_yaml(
    template: Template,
    *,
    header: str = "",
    titles: Mapping[str, str] | None = None,
    dense: bool = False,
) -> str:
    """Render ``template``.

    Args:
        template: what troposphere holds; validated by its own ``to_dict``.
        header: text for the comment at the top of the file.
        titles: logical id -> comment line that is put above that resource.
        dense: put as much on a line as there is, and leave statements' names out, where bytes count
            more than a reader's ease.

    Returns:
        The file's text, ending in a newline; it reads back to the same JSON.

    """
    content: dict[str, Any] = template.to_dict()
    if dense:
        content = without_sids(content)
    ordered = {name: content[name] for name in SECTIONS if content.get(name)}
    missing = set(content) - set(SECTIONS)
    if missing:
        raise ValueError(f"sections without a place in the file: {sorted(missing)}")
    parts = [_commented(header)] if header else []
    width = DENSE if dense else WIDTH
    parts += [_section(name, value, width) for name, value in ordered.items()]
    return _titled("\n".join(parts), titles or {})


def _section(name: str, value: Any, width: int) -> str:
    node = yaml.nodes.MappingNode(_MAP, [(_scalar(name), _node(value, top=name))], flow_style=False)
    block_depth = 2 if name == "Resources" and width == WIDTH else 1
    _lay_out(node, 0, block_depth=block_depth, width=width, key=name)
    text: str = yaml.serialize(node, Dumper=Dumper, width=width, allow_unicode=True)
    return text


def _commented(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def _titled(text: str, titles: Mapping[str, str]) -> str:
    for logical_id, title in titles.items():
        place = f"\n {logical_id}:\n"
        if text.count(place) != 1:
            raise ValueError(f"{logical_id} is not the name of exactly one resource")
        text = text.replace(place, f"\n\n # {title}{place}", 1)
    return text.replace("\nResources:\n\n", "\nResources:\n")


# --- values -> nodes -------------------------------------------------------------------------

_MAP, _SEQ, _STR = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str"


def _scalar(value: Any, tag: str = "") -> yaml.nodes.ScalarNode:
    """Give a scalar's node; text that would read back as something else is quoted."""
    if isinstance(value, bool):
        return yaml.nodes.ScalarNode("tag:yaml.org,2002:bool", str(value).lower())
    if isinstance(value, int | float):
        kind = "int" if isinstance(value, int) else "float"
        return yaml.nodes.ScalarNode(f"tag:yaml.org,2002:{kind}", str(value))
    # Quoted, since a number by YAML 1.2 would lose the leading zero of an account.
    style = "|" if "\n" in value else "'" if value.isdigit() else None
    return yaml.nodes.ScalarNode(tag or _STR, value, style=style)


def _node(value: Any, *, top: str = "") -> yaml.nodes.Node:
    if isinstance(value, dict):
        return _intrinsic(value, top) or _mapping(value, top)
    if isinstance(value, list | tuple):
        return yaml.nodes.SequenceNode(_SEQ, [_node(item) for item in value])
    return _scalar(value)


def _mapping(value: dict[str, Any], top: str) -> yaml.nodes.MappingNode:
    # A section's own keys are names: their order is the composer's.
    keys = list(value) if top else sorted(value, key=_place)
    return yaml.nodes.MappingNode(_MAP, [(_scalar(key), _node(value[key])) for key in keys])


def _place(key: str) -> tuple[int, int]:
    """Rank a key; keys of one rank keep the order in which they were given (sorting is stable)."""
    if key in FIRST:
        return (0, FIRST.index(key))
    return (2 if key in LAST else 1, 0)


def _intrinsic(value: dict[str, Any], top: str) -> yaml.nodes.Node | None:
    """Give the short form of an intrinsic function, or None if ``value`` is none."""
    if len(value) != 1 or top:
        return None
    ((name, argument),) = value.items()
    if name in _SHORT and isinstance(argument, str):
        return _scalar(argument, _SHORT[name])
    if not name.startswith("Fn::") or name in LONG:
        return None
    tag = f"!{name.removeprefix('Fn::')}"
    if tag == "!GetAtt" and isinstance(argument, list):
        return _scalar(".".join(argument), tag)
    node = _node(argument)
    if node.tag not in (_MAP, _SEQ, _STR):  # a short form cannot stand right behind another
        return yaml.nodes.MappingNode(_MAP, [(_scalar(name), node)])
    node.tag = tag
    return node


# --- layout ----------------------------------------------------------------------------------


def _flow_length(node: yaml.nodes.Node) -> int:
    """Estimate the characters that ``node`` takes on one line; very long if it cannot."""
    tag = len(node.tag) + 1 if node.tag.startswith("!") else 0
    if isinstance(node, yaml.nodes.ScalarNode):
        return _NEVER if node.style == "|" else tag + len(node.value) + 2
    if isinstance(node, yaml.nodes.SequenceNode):
        return tag + 2 + sum(_flow_length(item) + 1 for item in node.value)
    pairs = node.value
    return tag + 2 + sum(_flow_length(key) + _flow_length(item) for key, item in pairs)


def _lay_out(
    node: yaml.nodes.Node, depth: int, *, block_depth: int, width: int, key: str = ""
) -> None:
    """Choose flow style below ``block_depth``: for what fits, for statements, and what is named."""
    if not isinstance(node, yaml.nodes.CollectionNode):
        return
    node.flow_style = depth > block_depth and _flows(node, depth, width, key)
    if isinstance(node, yaml.nodes.SequenceNode):
        for item in node.value:
            _lay_out(item, depth + 1, block_depth=block_depth, width=width)
        return
    for name, item in node.value:
        below = name.value if depth != 1 else key
        _lay_out(item, depth + 1, block_depth=block_depth, width=width, key=below)


def _flows(node: yaml.nodes.Node, depth: int, width: int, key: str) -> bool:
    length = _flow_length(node)
    if length >= _NEVER:
        return False
    told_by_keys = isinstance(node, yaml.nodes.MappingNode) and any(
        name.value in FLOWING for name, _ in node.value
    )
    return told_by_keys or key in IN_FLOW or length + depth + _KEY <= width
