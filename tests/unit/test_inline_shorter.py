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
def handler(x, _): return sign(x), nothing(x), sign(1), nothing(1)
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
        ("x = a()\nb += x", "b += a()"),
        ("x = a.k\nb[a] += x", "b[a] += a.k"),
        ("x = a()\nreturn b.k(x)", "return b.k(a())"),
        ("x = a()\nreturn {'k': b, a: x}", "return {'k': b, a: a()}"),
        ("x = a()\nb[x] = a", "b[a()] = a"),
        ("x = a\ny = [x]\nz = (b, y)\nreturn z", "return (b, [a])"),
        ("x = a + 1\nreturn f'{x}'", "return f'{a + 1}'"),
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
        "x = a()\nb.k += x",  # b.k would come first
        "x = a()\nb[a()] += x",
        "x = a()\nreturn {a(): b, b: x}",
        "x = a()\nreturn b < a < x",
        "x = a\nreturn (a := b) + x",
        "x = (a := b)\nreturn a + x",
        "x = (yield a)\nreturn x",
        "x = 'text'\nreturn f'{a}{x}'",  # Python 3.11 reads no quotes like the outer ones there
        "x = 1\nx += 2",
        "x = 1\nreturn (x := 2)",
    ],
)
def test_a_value_stays_where_its_order_counts(source: str) -> None:
    assert _body(source, unit.folded) == source


def test_a_function_that_rebinds_names_of_others_is_left_alone() -> None:
    source = "def f():\n    global a\n    a = 1\n\ndef g():\n    x = f()\n    return a + x"
    assert _shortened(source, unit.folded) == source


def test_what_is_for_readers_is_left_out() -> None:
    source = (
        "class A:\n    'A.'\n    b: int = 1\n"
        "def f(a: int, *, b: int=2) -> int:\n    'F.'\n    c: int = a\n    d: int\n    return c\n"
    )
    assert _shortened(source, unit.unannotated) == (
        "class A:\n    b = 1\n\ndef f(a, *, b=2):\n    c = a\n    d: int\n    return c"
    )


def test_imports_come_first_and_once_for_each_module() -> None:
    source = "from a import b\nx = b()\nimport c\nfrom a import d, b\nimport e as f\n"
    assert _shortened(source, unit.imports) == ("from a import b, d\nimport c, e as f\nx = b()")


@pytest.mark.parametrize("again", ["b = 2", "def b(): pass", "from z import b"])
def test_imports_stay_where_one_of_their_names_has_two_meanings(again: str) -> None:
    source = f"from a import b\nx = b()\n{again}"
    assert _shortened(source, unit.imports) == _shortened(source, lambda body: body)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("A = 42\nf(A, A)", "f(42, 42)"),
        ("A, B = 1, f()\ng(A, B)", "B = f()\ng(1, B)"),
        ("A = 0xffffffffffffffff\nf(A)", "f(18446744073709551615)"),
        ("A = ('long text', 1)\nf(A)", "f(('long text', 1))"),
        ("A = 'is'\nf(f'{A}:{x}')", "f(f'is:{x}')"),
        ("A = 'a \"quote\"'\nf(f'{A}:{x}')", "f(f'a \"quote\":{x}')"),
        ("A = 'a name'\nf(f'{A}:{A:>9}')", "f(f\"{'a name'}:{'a name':>9}\")"),
    ],
)
def test_a_constant_stands_where_its_name_is_read(source: str, expected: str) -> None:
    assert _shortened(source, unit.constants) == expected


@pytest.mark.parametrize(
    "source",
    [
        "A = 18446744073709551615\nf(A, A)",  # its name is shorter
        "A = (1, 2)\nf(A, A)",
        "A = [1]\nf(A)",  # f may add to it
        "A = 1\nA = 2\nf(A)",
        "A = 1\n\ndef f(A):\n    return A",  # which A is it?
    ],
)
def test_a_constant_keeps_its_name(source: str) -> None:
    assert _shortened(source, unit.constants) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1\nif a:\n    x = b\nreturn x", "x = b if a else 1\nreturn x"),
        ("if a:\n    x = 1\nelse:\n    x = b", "x = 1 if a else b"),
        ("if a:\n    return 1\nelse:\n    return b", "return 1 if a else b"),
        ("for x in a:\n    if x:\n        return 1\n    return 2",
         "for x in a:\n    return 1 if x else 2"),
        ("if a:\n    if b:\n        a()", "if a and b:\n    a()"),
    ],
)  # fmt: skip
def test_two_statements_become_one_that_chooses(source: str, expected: str) -> None:
    assert _body(source, unit.conditional) == expected


@pytest.mark.parametrize(
    "source",
    [
        "x = b()\nif a:\n    x = 1",  # b would not always be called
        "x = 1\nif x:\n    x = b",
        "x = 1\nif a:\n    x = b(x)",
        "x = b\nif (b := a):\n    x = 1",
        "x = 1\nif a(lambda: x):\n    x = b",
        "x = 1\nif a:\n    y = b",
        "x = 1\nif a:\n    x += b",
        "x = 1\nif a:\n    x = b\nelse:\n    b()",
        "if a:\n    if b:\n        a()\nelse:\n    b()",
        "if a:\n    if b:\n        a()\n    else:\n        b()",
    ],
)
def test_two_statements_stay_where_one_would_do_something_else(source: str) -> None:
    assert _body(source, unit.conditional) == source


def test_names_are_assigned_one_by_one() -> None:
    assert _body("x, y = a, b\nx()", unit.single) == "x = a\ny = b\nx()"


@pytest.mark.parametrize(
    "source",
    [
        "a, b = (b, a)",
        "x, y = (*a, b)",
        "x, a[0] = (a, b)",
        "x, y = a",
        "x, y = (1, b())\nb(lambda: x)",
        "try:\n    x, y = (a, b())\nexcept b:\n    pass",
    ],
)
def test_names_are_assigned_at_once_where_one_by_one_is_not_the_same(source: str) -> None:
    assert _body(source, unit.single) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if b:\n    a()", "b and a()"),  # behind "def f(a, b):"
        ("a()\nif b:\n    a(1)\nb()", "a()\nb and a(1)\nb()"),
        ("a()\nif not b:\n    a(1)\nb()", "a()\nb or a(1)\nb()"),
        ("a()\nif b:\n    x = a(1)\n    b(x)\nb(2)",
         "a()\nb and ((x := a(1)), b(x))\nb(2)"),
        ("a()\nif b:\n    a(1)\nelse:\n    a(2)\nb()", "a()\na(1) if b else a(2)\nb()"),
        ("a()\nfor x in b:\n    a(x)\nb()", "a()\n[a(x) for x in b]\nb()"),
        ("a()\nfor x in b:\n    if x:\n        a(x)\nb()",
         "a()\n[a(x) for x in b if x]\nb()"),
        ("a()\nfor x in b:\n    for y in x:\n        a(y)\nb()",
         "a()\n[a(y) for x in b for y in x]\nb()"),
    ],
)  # fmt: skip
def test_what_can_share_a_line_does(source: str, expected: str) -> None:
    assert _body(source, unit.together) == expected


@pytest.mark.parametrize(
    "source",
    [
        "while a():\n    a(1)\nif b:\n    a()\nwhile b():\n    a(2)",  # it saves no line
        "a()\nif b:\n    return 1\nb()",
        "a()\nif b:\n    a.k = b\nb()",
        "a()\nfor x in b:\n    a(x)\nb(x)",  # x is read behind the loop
        "a()\nfor x in b:\n    yield x\nb()",
        "a()\nfor x in b:\n    a(lambda: x)\nb()",
        "a()\nfor x in b:\n    y = a(x)\nb()",  # the list would hold all y
        "a()\nfor x in b:\n    a(x)\nelse:\n    a()\nb()",
        "a()\nfor a.k in b:\n    a()\nb()",
    ],
)
def test_what_cannot_share_a_line_stays(source: str) -> None:
    assert _body(source, unit.together) == source


def test_a_dictionary_is_made_by_its_name_where_the_quotes_cost_more() -> None:
    text = _body("return {'one': a, 'two': {'three': b, 'four': a, 'five': 1}}", unit.dictionaries)
    assert text == "return dict(one=a, two=dict(three=b, four=a, five=1))"


@pytest.mark.parametrize(
    "source",
    [
        "return {'one': a, 'class': b}",
        "return {'one': a, 'a b': b}",
        "return {'one': a, b: a, 'two': b}",
        "return {'one': a, **b, 'two': b}",
        "return {'one': a, 'one': b, 'two': b}",
        "b('a long text', 'a long text')\nreturn {'one': 1, 'long': 2, **b}",
        "b('name_of', 'name_of')\nreturn {'name_of': a, 'b': b}",  # it has a name anyway
    ],
)
def test_a_dictionary_stays_a_display(source: str) -> None:
    assert _body(source, unit.dictionaries) == source


PROCEDURES = """
class A:
    def note(self, x): print(x)
    def add(self, x): print(x)
def dropped(x): print(x)
def both(x):
    print(x)
    dropped(x)
def made(x): yield x
def kept(x): print(x)
def handler(a, b):
    both(1)
    a and dropped(2)
    [A().note(x) for x in made(a)]
    A().add(kept(1))
"""


def test_a_value_that_nobody_reads_is_returned() -> None:
    text = _shortened(PROCEDURES, unit.procedures)
    for made in ("return print(x)\n\n    def add", "return (print(x), dropped(x))",
                 "dropped(x):\n    return print(x)", "return (yield x)"):  # fmt: skip
        assert made in text
    assert "def add(self, x):\n        print(x)" in text  # other objects have an add
    assert "def kept(x):\n    print(x)" in text  # its None is read
    assert "    A().add(kept(1))" in text  # what the handler returns is for others


def test_a_method_of_one_expression_is_a_lambda() -> None:
    source = "class A:\n    def f(self, a, b=1): return a\n    def g(self, /, a): return a"
    assert _shortened(source, unit.expressions) == (
        "class A:\n    f = lambda self, /, a, b=1: a\n    g = lambda self, /, a: a"
    )


def test_what_is_short_comes_first_where_it_can() -> None:
    source = (
        "def f():\n    return A\n"
        "B = lambda: f()\nC = [f]\nA = 1\nclass D(E):\n    pass\nE = B()\nG = lambda: D\n"
    )
    assert [
        each.split("\n")[0].split(":")[0]
        for each in re.split(r"\n+(?=\S)", _shortened(source, unit.gathered))
    ] == ["B = lambda", "A = 1", "G = lambda", "def f()", "C = [f]", "E = B()", "class D(E)"]


@pytest.mark.parametrize(
    "source", ["def f():\n    pass\nf()\nx = 1", "def f():\n    pass\nx = f\nx = 1"]
)
def test_the_order_stays_where_it_may_have_a_meaning(source: str) -> None:
    assert _shortened(source, unit.gathered) == _shortened(source, lambda body: body)


def _caller(called: str, caller: str) -> str:
    """Give what becomes of ``g``; nothing if ``f`` is not put into it."""
    source = f"def f{called}\n\ndef g{caller}"
    text = _shortened(source, unit.once)
    return "" if text == source else text.removeprefix("def g")


@pytest.mark.parametrize(
    ("called", "caller", "expected"),
    [
        # Behind return, whatever its statements are.
        ("(a):\n    if a:\n        return 1\n    a.k()", "(b):\n    return f(b)",
         "(b):\n    if b:\n        return 1\n    b.k()\n    return"),
        # Where its value is the first thing that is evaluated.
        ("(a):\n    x = a()\n    return x + 1", "(b):\n    c = [b, f(b)]\n    return c",
         "(b):\n    x = b()\n    c = [b, x + 1]\n    return c"),
        ("(a):\n    x = a()\n    return x + 1", "(b):\n    for c in f(b):\n        b(c)",
         "(b):\n    x = b()\n    for c in x + 1:\n        b(c)"),
        # Where nobody reads its value.
        ("(a):\n    for x in a:\n        x()", "(b):\n    f(b)\n    b()",
         "(b):\n    for x in b:\n        x()\n    b()"),
        # Its names are its own.
        ("(a):\n    x = a()\n    return x + 1", "(x):\n    a = f(x)\n    return a + x",
         "(x):\n    x_of_f = x()\n    a = x_of_f + 1\n    return a + x"),
        ("(a, b):\n    a += 1\n    return a + b", "(a):\n    c = f(a, a())\n    return c + a",
         "(a):\n    a_of_f = a\n    b = a()\n    a_of_f += 1\n    c = a_of_f + b\n    return c + a"),  # noqa: E501
        # One expression: anywhere.
        ("(a, b):\n    return b + a + a", "(c):\n    return [f(x, x.k()) for x in c]",
         "(c):\n    return [x.k() + x + x for x in c]"),
        ("(a):\n    return a + 1", "(c):\n    return map(f, c)",
         "(c):\n    return map(lambda a, /: a + 1, c)"),
    ],
)  # fmt: skip
def test_a_function_that_is_called_once_stands_where_it_is_called(
    called: str, caller: str, expected: str
) -> None:
    assert _caller(called, caller) == expected


RETURNED = "(a):\n    x = a()\n    return x + 1"


@pytest.mark.parametrize(
    ("called", "caller"),
    [
        (RETURNED, "(b):\n    return f(b) + f(b)"),
        (RETURNED, "(b):\n    return b() + f(b)"),  # b would come second
        (RETURNED, "(b):\n    return b and f(b)"),
        (RETURNED, "(b):\n    return [f(c) for c in b]"),
        (RETURNED, "(b):\n    while f(b):\n        b()"),
        (RETURNED, "(b):\n    return f(*b)"),
        (RETURNED, "(b):\n    return f(a=b)"),
        (RETURNED, "(b):\n    return f"),
        ("(a):\n    x = a()\n    return x + z", "(z):\n    b = f(z)\n    return b"),  # which z?
        ("(a):\n    if a:\n        return 1\n    return 2", "(b):\n    c = f(b)\n    return c"),
        ("(a):\n    if a:\n        return\n    a()", "(b):\n    f(b)\n    b()"),
        ("(a):\n    if a:\n        return 1\n    return 2", "(b):\n    yield b\n    return f(b)"),
        ("(a):\n    yield a", "(b):\n    return f(b)"),
        ("(a=1):\n    return a", "(b):\n    return f(b)"),
        ("(a):\n    return f(a)", "(b):\n    return b"),
        ("(a):\n    x = a()\n    return lambda: x",
         "(b):\n    for c in b:\n        d = f(c)\n        b(d)"),  # all would read the last x
        ("(a):\n    return lambda: a", "(b):\n    return [f(c) for c in b]"),
        ("(a, b):\n    return b + a", "(c):\n    return [f(x(), x()) for x in c]"),
        ("(a):\n    return a + a", "(c):\n    return [f(x()) for x in c]"),
        ("(a):\n" + "    a()\n" * 9 + "    return a",
         "(b):\n    for c in b:\n        for d in c:\n            x = f(d)\n            x(c)"),
    ],
)  # fmt: skip
def test_a_function_stays_where_its_statements_would_mean_something_else(
    called: str, caller: str
) -> None:
    assert _caller(called, caller) == ""


def test_a_function_with_a_decorator_stays() -> None:
    source = "@h\ndef f(a):\n    return a\n\ndef g(b):\n    return f(b)"
    assert _shortened(source, unit.once) == source
