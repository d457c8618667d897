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
