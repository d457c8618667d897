"""The faster dumper writes what PyYAML's own would."""

from __future__ import annotations

import io
import random
import re
from typing import Any

import pytest
import yaml
from stack_renderer import TEMPLATES, load

from generator import emit
from generator.editions import EDITIONS
from generator.emit_dumper import Dumper

NAME_WITH_COLONS = re.compile(r"[A-Za-z][\w./*-]*(:{1,2}[\w./*-]*[\w/*])+", re.ASCII)
ODD = [
    "", " ", "a", "a b", "a  b", " a", "a ", "-", "- a", "a - b", "a-", "--- a", "...", "a: b",
    "a:b", "a:", ":a", "s3:GetObject", "AWS::Region", "a:::b", "a, b", "a #b", "a#b", "#a", "[a]",
    "a[0]", "{a}", "!a", "&a", "*a", "a*", "/a", "a/b", "é", "aé", "a\u2028b", "\ufeff", "a\tb",
    "\t", "true", "1", "1.5", "a\n", "a\nb", "a\nb\n", "a \nb\n", "a\n\n", "\na\n", " a\nb\n",
    "a\n b\n", "a\n  b \n", "a\n\tb\n", "é\n", "a\n \n", "a\n\nb\n", "a'b", 'a"b', "%a", "@a",
    "`a", "a\x85b", "a\r\nb\n", "?", "? a", "a ?b",
    "long " * 60 + "end", "lines of code: [1, 2]  # and more\n" * 3,
]  # fmt: skip


class Plain(Dumper):
    """The dumper without what makes it faster."""

    prepare_tag = yaml.SafeDumper.prepare_tag
    write_plain = yaml.SafeDumper.write_plain
    write_literal = yaml.SafeDumper.write_literal

    def analyze_scalar(self, scalar: str) -> Any:
        found = yaml.SafeDumper.analyze_scalar(self, scalar)
        if NAME_WITH_COLONS.fullmatch(scalar):  # the one thing in which the two differ
            found.allow_flow_plain = True
        return found


def texts(value: Any) -> list[str]:
    """List every text of a document, keys included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def analysis(kind: type[yaml.SafeDumper], scalar: str) -> dict[str, Any]:
    return vars(kind(io.StringIO(), allow_unicode=True).analyze_scalar(scalar))


@pytest.mark.parametrize("scalar", ODD)
def test_a_text_is_judged_as_pyyaml_judges_it(scalar: str) -> None:
    assert analysis(Dumper, scalar) == analysis(Plain, scalar)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_text_of_a_template_is_judged_as_pyyaml_judges_it(name: str) -> None:
    for scalar in set(texts(load((TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8")))):
        assert analysis(Dumper, scalar) == analysis(Plain, scalar)


@pytest.mark.parametrize("width", [20, 150])
@pytest.mark.parametrize("flow", [True, False, None])
def test_any_document_is_written_as_pyyaml_writes_it(width: int, *, flow: bool | None) -> None:
    chance = random.Random(width)

    def some(depth: int) -> Any:
        kind = chance.choice("tlm" if depth else "t")
        if kind == "t":
            return chance.choice(ODD)
        if kind == "l":
            return [some(depth - 1) for _ in range(chance.randrange(4))]
        return {chance.choice(ODD): some(depth - 1) for _ in range(chance.randrange(4))}

    how: dict[str, Any] = {"default_flow_style": flow, "width": width, "allow_unicode": True}
    for _ in range(200):
        document = {"a": some(4), "b": some(4)}
        written = yaml.dump(document, Dumper=Dumper, **how)
        assert written == yaml.dump(document, Dumper=Plain, **how)


def test_literals_are_written_as_pyyaml_writes_them() -> None:
    for scalar in ODD:
        text = yaml.nodes.ScalarNode("tag:yaml.org,2002:str", scalar, style="|")
        key = yaml.nodes.ScalarNode("tag:yaml.org,2002:str", "key")
        document = yaml.nodes.MappingNode(
            "tag:yaml.org,2002:map", [(key, text), (key, text)], flow_style=False
        )
        written = yaml.serialize(document, Dumper=Dumper, allow_unicode=True)
        assert written == yaml.serialize(document, Dumper=Plain, allow_unicode=True)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_template_is_written_as_the_plain_dumper_writes_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = EDITIONS[name]()
    written = emit.to_yaml(edition.template)
    monkeypatch.setattr(emit, "Dumper", Plain)
    assert emit.to_yaml(edition.template) == written
