"""Keys that YAML reads as something else than text, unless they are quoted.

In YAML 1.1, which CloudFormation's templates are written in, `On` and `Yes` are true, `No` is
false, `1` is a number. cfn-lint takes each key for a text: such a name of a resource or of a
condition breaks it, and two in one object are one key to Python.
https://yaml.org/type/bool.html, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import yaml

from generator.check.reading import SIGNS, UncheckableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_READ_AS = {"int": "a number", "float": "a number", "timestamp": "a date"}
_NAMES = 2
"""How deep sections and the names in them stand. What is deeper cfn-lint judges: the accounts in
a mapping, for example, are numbers in many a template."""


def demand_text_keys(name: str, text: bytes) -> None:
    """Refuse a template's sections and names that are no text, and keys that are one only so.

    Raises:
        UncheckableError: there is such a key.

    """
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return  # no YAML: what is found says so
    sections = node.value if isinstance(node, yaml.MappingNode) else ()
    if SIGNS.isdisjoint(key.value for key, _ in sections if isinstance(key, yaml.ScalarNode)):
        return  # no template: an `on:` is right in a workflow of GitHub's
    for key in chain(_odd(node, _NAMES), _doubled(node, set())):
        line, kind = key.start_mark.line + 1, key.tag.removeprefix(_TAG)
        read = _READ_AS.get(kind) or str(_loaded(key)).lower()
        why = f"has a key that is no text (line {line}: {key.value} is read as {read})"
        raise UncheckableError(name, why, f'Quote it: "{key.value}"')


def _loaded(key: yaml.ScalarNode) -> object:
    """Give what YAML reads; a day that there is not stays its text."""
    try:
        return yaml.safe_load(key.value)
    except ValueError:
        return key.value


def _odd(node: yaml.Node | None, deep: int) -> Iterator[yaml.ScalarNode]:
    """Yield the keys that are no text, down to a depth."""
    if not deep or not isinstance(node, yaml.MappingNode):
        return
    for key, value in node.value:
        if _is_odd(key):
            yield key
        yield from _odd(value, deep - 1)


def _doubled(node: yaml.Node | None, seen: set[int]) -> Iterator[yaml.ScalarNode]:
    """Yield the keys that are no text of each object in which two of them are the same."""
    if not isinstance(node, yaml.CollectionNode) or id(node) in seen:
        return
    seen.add(id(node))
    inner = node.value
    if isinstance(node, yaml.MappingNode):
        odd = [key for key, _ in node.value if _is_odd(key)]
        if len({*map(_loaded, odd)}) < len(odd):
            yield from odd
        inner = [value for _, value in node.value]
    for each in inner:
        yield from _doubled(each, seen)


def _is_odd(key: yaml.Node) -> bool:
    kind = key.tag.removeprefix(_TAG)
    return isinstance(key, yaml.ScalarNode) and (kind == "bool" or kind in _READ_AS)
