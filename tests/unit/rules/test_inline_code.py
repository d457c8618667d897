from __future__ import annotations

import json
import sys

import pytest

RULES = ("E9142", "E9143")
TEMPLATE = """
Parameters:
  Name: {Type: String}
  Debug: {Type: String, AllowedValues: ['0', '1']}
Conditions:
  Other: !Equals [!Ref Name, a]
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: %s
"""
GOOD = "def handler(event, context):\n    return event\n"
JS = "exports.handler = async (event) => event;"


def function(
    code: object, handler: object = "index.handler", runtime: object = "python3.13"
) -> str:
    given = {"Code": {"ZipFile": code}, "Handler": handler, "Runtime": runtime}
    return TEMPLATE % json.dumps(given)


def sub(text: str) -> dict[str, str]:
    return {"Fn::Sub": text}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("def handler(event, context)\n    return 1\n", 1),
        (GOOD + "print 'done'\n", 3),
        ("import os\n  import sys\n" + GOOD, 2),
        (sub("NAME = '${Name}'\ndef handler(event, context:\n    return NAME\n"), 2),
        ({"Fn::Join": ["\n", ["import json", "def handler(event, context):", "pass"]]}, 3),
    ],
)
def test_python_that_does_not_parse_is_found_with_its_line(faults, code, line):
    [(rule, path, message)] = faults(function(code))
    assert (rule, path) == ("E9142", "Resources/Fn/Properties/Code/ZipFile")
    assert f"line {line} of this code" in message


def test_the_line_that_does_not_parse_is_quoted(faults):
    [(_, _, message)] = faults(function(GOOD + "print 'done'\n"))
    assert "('print 'done'')" in message


@pytest.mark.parametrize(
    "code",
    [
        GOOD,
        sub("NAME = '${Name}'\nLEVEL = ${Debug}\n" + GOOD),
        sub("${Name}\n" + GOOD),
        sub("import ${Name}\n" + GOOD),
        sub("PATTERN = '${!name}'\n" + GOOD),
        "import re\nPATTERN = re.compile('\\d')\n" + GOOD,
    ],
)
def test_python_that_parses_under_some_filling_passes(faults, code):
    assert faults(function(code)) == []


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python knows the grammar of 3.14")
@pytest.mark.parametrize(
    "newer",
    ["return t'{event}'", "return f'{event['a']}'", "type X = int", "def a[T](b: T): pass"],
)
def test_grammar_that_this_python_is_too_old_for_is_left_alone(faults, newer):
    code = f"def handler(event, context):\n    {newer}\n"
    assert faults(function(code, runtime="python3.14")) == []


def test_a_fault_beside_newer_grammar_is_found_by_any_python(faults):
    code = "def handler(event, context):\n    name = f'{event}'\n    return (name\n"
    assert [rule for rule, _, _ in faults(function(code, runtime="python3.14"))] == ["E9142"]


@pytest.mark.parametrize("runtime", ["python2.7", "python3.6", "java21", "provided.al2023"])
def test_other_languages_and_older_grammars_are_left_alone(faults, runtime):
    assert faults(function("print 'done'", runtime=runtime)) == []


@pytest.mark.parametrize(
    ("code", "handler", "runtime", "words"),
    [
        (GOOD, "index.main", "python3.13", "defines no 'main'"),
        (GOOD, "handler.handler", "python3.13", "the handler's file is 'handler'"),
        (GOOD, "lambda_function.handler", "python3.13", "Write index.handler"),
        (sub("NAME = '${Name}'\n" + GOOD), "index.lambda_handler", "python3.12", "defines no"),
        (
            "class A:\n    def handler(self, event):\n        pass",
            "index.handler",
            "python3.12",
            "",
        ),
        ("def main():\n    def handler():\n        pass", "index.handler", "python3.12", ""),
        ("import handlers", "index.handler", "python3.12", "defines no 'handler'"),
        ("HOW = 'by exec and globals'", "index.handler", "python3.12", "defines no 'handler'"),
        (JS, "index.main", "nodejs22.x", "defines no 'main'"),
        (JS, "index.main", "nodejs22.x", "Write index.handler"),
        (JS, "index", "nodejs22.x", "Write index.handler"),
        (GOOD, "index.main", "python3.13", "Write index.handler"),
        (GOOD, "index", "python3.13", "the handler 'index' is one word"),
        (GOOD, "index", "python3.13", "Write index.handler"),
        ("def help(): pass\ndef run(e, c): pass", "run", "python3.13", "Write index.run"),
        ("def run(e, c): pass", "app.handler", "python3.13", "Write index.run"),
        ("run = print", "app.run", "python3.13", "Write index.run"),
        ("module.exports = { run };", "app.run", "nodejs22.x", "Write index.run"),
        ("import run", "index", "python3.13", "Write index.NAME, with the name of"),
        (JS, "app.handler", "nodejs22.x", "the handler's file is 'app'"),
    ],
)
def test_a_handler_that_is_not_in_the_code_is_found(faults, code, handler, runtime, words):
    [(rule, path, message)] = faults(function(code, handler, runtime))
    assert (rule, path) == ("E9143", "Resources/Fn/Properties/Handler")
    assert words in message


@pytest.mark.parametrize(
    "code",
    [
        GOOD,
        "async " + GOOD,
        "handler = lambda event, context: event",
        "from somewhere import handler",
        "from somewhere import main as handler",
        "from somewhere import *",
        "import handler.parts",
        "try:\n    import a\nexcept ImportError:\n    a = 1\nelse:\n    def handler(e, c): pass\n",
        "if True:\n    handler = print\n",
        "a, handler = 1, print",
        "globals()['handler'] = print",
        sub("${Name}\nimport os\n"),
        {"Ref": "Name"},
    ],
)
def test_a_handler_that_the_code_defines_in_any_way_passes(faults, code):
    assert faults(function(code)) == []


@pytest.mark.parametrize(
    "code",
    [
        JS,
        "export const handler = async () => 1;",
        "module.exports.handler = require('./x')",
        "module.exports = { handler };",
        "module.exports = { ...all };",
        "module.exports = require('x');",
        sub("exports.${Name} = () => 1;"),
    ],
)
def test_a_script_that_mentions_its_handler_passes(faults, code):
    assert faults(function(code, runtime="nodejs22.x")) == []


def test_a_handler_that_only_aws_knows_is_left_alone(faults):
    assert faults(function(GOOD, {"Ref": "Name"})) == []


def test_code_is_judged_by_the_runtime_of_its_own_branch(faults):
    code, runtime = (
        {"Fn::If": ["Other", GOOD, JS]},
        {"Fn::If": ["Other", "python3.13", "nodejs22.x"]},
    )
    assert faults(function(code, runtime=runtime)) == []
    assert faults(function(code)) != []


def test_what_a_condition_keeps_apart_is_not_mixed_up(faults):
    code = {"Fn::If": ["Other", GOOD, "def main(event, context): pass"]}
    handler = {"Fn::If": ["Other", "index.handler", "index.main"]}
    assert faults(function(code, handler)) == []
    assert faults(function(code)) != []
