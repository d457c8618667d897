"""Lambda sources become one readable file that runs."""

from __future__ import annotations

import ast
import builtins
import dis
import re
import types
from typing import TYPE_CHECKING

import pytest

from generator import inline as unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PACKAGES = sorted(path.parent.name for path in unit.SOURCES.glob("*/handler.py"))


@pytest.fixture
def inlined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Give a function: modules of a package, name=text -> its inline text."""
    monkeypatch.setattr(unit, "SOURCES", tmp_path)
    unit.inline.cache_clear()

    def run(**modules: str) -> str:
        folder = tmp_path / "made"
        folder.mkdir()
        for name, text in modules.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return unit.inline("made")

    yield run
    unit.inline.cache_clear()


def test_a_module_comes_after_what_it_needs_and_the_handler_last(inlined) -> None:
    text = inlined(
        handler="from lambda_src.made.alpha import alpha\n"
        "def handler(event, context):\n    return alpha(event)\n",
        alpha="from lambda_src.made.omega import OMEGA\ndef alpha(x):\n    return x + OMEGA\n",
        omega="import json\nOMEGA = len(json.dumps([1]))\n",
    )
    assert "lambda_src.made" not in text
    space: dict = {}
    exec(compile(text, "index.py", "exec"), space)  # noqa: S102 - it is ours
    assert space["handler"](1, None) == 4
    assert text.index("def handler") > text.index("lambda")


def test_two_modules_with_one_name_are_refused(inlined) -> None:
    with pytest.raises(unit.InlineError, match=r"made: made\.one and made\.two both define same"):
        inlined(
            handler="from lambda_src.made.one import same\nfrom lambda_src.made.two import same\n",
            one="def same(): ...\n",
            two="same: int = 1\n",
        )


def test_modules_that_need_each_other_are_refused_with_the_circle(inlined) -> None:
    with pytest.raises(unit.InlineError, match=r"made\.one -> made\.two -> made\.one"):
        inlined(
            handler="from lambda_src.made.one import a\n",
            one="from lambda_src.made.two import b\ndef a(): ...\n",
            two="from lambda_src.made.one import a\ndef b(): ...\n",
        )


def test_a_package_without_a_handler_is_refused(inlined) -> None:
    with pytest.raises(unit.InlineError, match=r"no handler\.py"):
        inlined(other="x = 1\n")


def test_an_import_for_types_alone_is_dropped_and_a_shared_one_is_there_once(inlined) -> None:
    text = inlined(
        handler="from __future__ import annotations\nimport json\nfrom typing import Any\n"
        "from lambda_src.made.one import twice\n"
        "def handler(event: Any, context: Any) -> str:\n    return twice(json.dumps(event))\n",
        one="import json\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import enum\n"
        "def twice(x):\n    '''Say it again.'''\n    return json.dumps(x)\n",
    )
    assert text.count("import json") == 1
    for gone in ("typing", "enum", "Say it again", "__future__", "TYPE_CHECKING"):
        assert gone not in text


def test_short_statements_share_lines_and_keep_their_order(inlined) -> None:
    text = inlined(
        handler="A = 1\nB = A + 1\nif B > 1:\n    B = 5\nC = B\n"
        "def handler(event, context):\n    return A, B, C\n",
    )
    space: dict = {}
    exec(compile(text, "index.py", "exec"), space)  # noqa: S102 - it is ours
    assert space["handler"](None, None) == (1, 5, 5)
    assert max(map(len, text.splitlines())) < unit._WIDTH + 10


def test_texts_inside_an_f_string_have_other_quotes_than_it_on_every_python(inlined) -> None:
    text = inlined(
        handler="def handler(event, context):\n"
        "    return f\"{event['name']} {', '.join(event['of'])} it's\" + f'{event[\"x\"]}'\n",
    )
    assert not re.search(r"""f"[^"]*\{[^}"]*"[^}"]+"[^}"]*\}""", text)
    space: dict = {}
    exec(compile(text, "index.py", "exec"), space)  # noqa: S102 - it is ours
    event = {"name": "a", "of": ["b", "c"], "x": "d"}
    assert space["handler"](event, None) == "a b, c it'sd"


def test_what_changes_in_a_source_is_seen(inlined, tmp_path: Path) -> None:
    assert "return 1" in inlined(handler="def handler(event, context):\n    return 1\n")
    (tmp_path / "made" / "handler.py").write_text("def handler(event, context):\n    return 2\n")
    unit.inline.cache_clear()
    assert "return 2" in unit.inline("made")


@pytest.mark.parametrize("package", PACKAGES)
class TestEveryFunction:
    def test_says_where_its_readable_source_is(self, package: str) -> None:
        first = unit.inline(package).splitlines()[0]
        assert first == f"# lambda_src/{package}, minified"

    def test_compiles_and_has_a_handler_of_two_arguments(self, package: str) -> None:
        tree = ast.parse(unit.inline(package))
        [handler] = [
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == "handler"
        ]
        assert len(handler.args.args) == 2

    def test_is_read_back_as_it_is_made(self, package: str) -> None:
        unit.inline.cache_clear()
        assert unit.inline(package) == unit._shortened(package)

    def test_carries_no_docstring_annotation_or_tab(self, package: str) -> None:
        text = unit.inline(package)
        assert "\t" not in text
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                assert ast.get_docstring(node) is None
            if isinstance(node, ast.FunctionDef):
                assert node.returns is None
                assert not any(argument.annotation for argument in node.args.args)

    def test_uses_no_name_that_it_does_not_define(self, package: str) -> None:
        code = compile(unit.inline(package), "index.py", "exec")
        known = {*dir(builtins), *_stored(code), "__name__", "__file__"}
        assert _loaded(code) - known == set()

    def test_imports_the_standard_library_and_boto3_alone(self, package: str) -> None:
        roots = set()
        for node in ast.walk(ast.parse(unit.inline(package))):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                roots.add(str(node.module).split(".")[0])
        assert not roots & {"lambda_src", "generator", "numpy", "requests"}


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def _loaded(code: types.CodeType) -> set[str]:
    return {
        str(step.argval)
        for each in _codes(code)
        for step in dis.get_instructions(each)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }


def _stored(code: types.CodeType) -> set[str]:
    """Give the module's names, and those of class bodies."""
    return {
        str(step.argval)
        for each in _codes(code)
        for step in dis.get_instructions(each)
        if step.opname in ("STORE_NAME", "STORE_GLOBAL")
    }
