"""Shorter statements mean the same."""

from __future__ import annotations

import ast
import re

import pytest

from generator import inline_shorter as unit


def _shortened(source: str, step=unit.shorter) -> str:
    made = ast.Module(step(ast.parse(source).body), [])
    return ast.unparse(ast.fix_missing_locations(made))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _answer(source: str, *given):
    space: dict = {}
    exec(compile(source, "made.py", "exec"), space)  # noqa: S102 - it is ours
    return space["handler"](*given)


UNUSED = """
import json, time
from math import pi, tau
LIMIT: 'Later' = 3
Later = time.time
OTHER, HIDDEN = 1, 2
class Kept:
    def told(self) -> 'Later': return LIMIT
class Gone:
    pass
def gone(): return json.dumps(HIDDEN)
def twice(x): return [x for LIMIT in (1, 2)]
def handler(event, context): return Kept().told() + tau
"""


def test_what_the_handler_does_not_reach_is_left_out() -> None:
    text = _shortened(UNUSED, unit.used)
    assert not {"json", "pi", "Gone", "gone", "twice"} & {*_words(text)}
    assert "from math import tau" in text
    assert _answer(text, None, None) == _answer(UNUSED, None, None)


def test_what_does_something_stays() -> None:
    assert "print(1)" in _shortened("print(1)\ndef handler(e, c): pass\n", unit.used)


CHOICE = '''
def sign(x):
    """Tell the sign."""
    if x > 0:
        return "+"
    if x < 0:
        return "-"
    return "0"
def nothing(x):
    if x:
        return
    return 1
def handler(x, _): return sign(x), nothing(x)
'''


@pytest.mark.parametrize("given", [-1, 0, 1])
def test_returns_become_one_expression_that_chooses_alike(given: int) -> None:
    text = _shortened(CHOICE)
    assert _answer(text, given, None) == _answer(CHOICE, given, None)
    assert "sign = lambda x: '+' if x > 0 else '-' if x < 0 else '0'" in text
    assert "def nothing" in text  # which gives nothing in one branch


def test_a_function_of_one_expression_keeps_its_parameters() -> None:
    source = (
        "def f(a: int, /, b=2, *c: int, d=4, **e: int) -> str: return (a, b, c, d, e)\n"
        "def handler(x, _): return f(x), f(x, 5, 6, d=7, z=8)\n"
    )
    text = _shortened(source)
    assert "f = lambda a, /, b=2, *c, d=4, **e:" in text
    assert _answer(text, 1, None) == _answer(source, 1, None)


def test_the_handler_stays_a_function_and_a_decorated_one_keeps_its_decorator() -> None:
    source = (
        "from functools import cache\n@cache\ndef f(): return 1\ndef handler(x, _): return f()\n"
    )
    assert _shortened(source) == ast.unparse(ast.parse(source))


ATTRIBUTES = """
class Box:
    def __init__(self, size):
        self.content = {}
        self.size = size
        self.count = 0
    def fill(self, name):
        self.content[name] = self.size
        self.count += [name].count(name)
        return self
def handler(x, _):
    box = Box(x).fill("a")
    return box.content, box.size, box.count
"""


def test_attributes_of_ours_are_short_unless_another_object_has_the_name() -> None:
    text = _shortened(ATTRIBUTES)
    assert _answer(text, 3, None) == ({"a": 3}, 3, 1)
    for gone in ("content", "fill"):
        assert gone not in text
    assert "self.count +=" in text


def test_more_attributes_than_letters_have_names_of_their_own() -> None:
    sets = "; ".join(f"self.attribute{at} = {at}" for at in range(60))
    total = " + ".join(f"box.attribute{at}" for at in range(60))
    source = (
        f"class Box:\n    def __init__(self): {sets}\n"
        f"def handler(x, _):\n    box = Box()\n    return {total}\n"
    )
    text = _shortened(source)
    assert "attribute" not in text
    assert _answer(text, None, None) == sum(range(60))


def _body(source: str, step) -> str:
    """Give the shortened body of ``def f`` around some statements."""
    text = _shortened("def f(a, b):\n    " + source.replace("\n", "\n    "), step)
    return re.sub(r"(?m)^    ", "", text.partition("\n")[2])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = []\nx.append(a)", "x = []\nx += [a]"),
        ("a['k'].append(b)", "a['k'] += [b]"),
        ("a.k.append(b)", "a.k += [b]"),
        ("a.append(b)", "a.append(b)"),  # of a caller, and of a global, it may be anything
        ("return a.append(b)", "return a.append(b)"),
    ],
)
def test_a_list_of_its_own_is_added_to(source: str, expected: str) -> None:
    assert _body(source, unit.lists) == expected


def test_zips_default_is_not_said() -> None:
    assert _body("return zip(a, b, strict=False)", unit.defaults) == "return zip(a, b)"
    strict = "return zip(a, b, strict=True)"
    assert _body(strict, unit.defaults) == strict


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a + 1\nreturn x", "return a + 1"),
        ("x = a()\ny = x.k\nreturn y", "return a().k"),
        ("x = a()\nreturn [x, b()]", "return [a(), b()]"),
        ("x = a\nreturn [b(), x]", "return [b(), a]"),
        ("x = a()\nif x:\n    return b", "if a():\n    return b"),
        ("x = a()\nfor y in x:\n    b(y)", "for y in a():\n    b(y)"),
        ("x = a()\nreturn [y for y in x]", "return [y for y in a()]"),
    ],
)
def test_a_value_that_is_read_once_stands_where_it_is_read(source: str, expected: str) -> None:
    assert _body(source, unit.folded) == expected


@pytest.mark.parametrize(
    "source",
    [
        "x = a()\nreturn [b(), x]",  # b would come first
        "x = a['k']\nreturn [b(a), x]",  # b may change it
        "x = a.k\nreturn [b(a), x]",
        "x = a()\nreturn b and x",  # a would not always be called
        "x = a()\nreturn b if b else x",
        "x = a()\nreturn x + x",
        "x = a()\nb()\nreturn x",
        "x = a()\nreturn [x for y in b]",  # a would be called for each
        "x = a()\nreturn lambda: x",
        "x = a()\nwhile x:\n    b()",
        "x = a()\nb += x",
    ],
)
def test_a_value_stays_where_its_order_counts(source: str) -> None:
    assert _body(source, unit.folded) == source
