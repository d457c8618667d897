from __future__ import annotations

import json

import pytest

RULES = ("E9138",)
TEMPLATE = """
Parameters:
  Source: {Type: String}
  Sources: {Type: CommaDelimitedList}
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: {EventPattern: %s}
"""

WRONG = [
    ("{source: aws.s3}", "source", "must be a list"),
    ("{source: !Ref Source}", "source", "must be a list"),
    ("{account: !Ref AWS::AccountId}", "account", "must be a list"),
    ("{source: [aws.s3], detail: {state: ALARM}}", "detail/state", "must be a list"),
    ("{source: [aws.s3], detail: ALARM}", "detail", "must be a list"),
    ("{source: [], detail-type: [a]}", "source", "an empty list"),
    ("{source: [a], detail: {}}", "detail", "an empty object"),
    ("{source: [[a]]}", "source/0", "a list in a list"),
    ("{source: {prefix: [aws.]}}", "source", "is no object in any event"),
    ("{source: [a], detail: [b]}", "detail", "is an object in every event"),
    ("{detailType: [a]}", "detailType", "Write 'detail-type'"),
    ("{detail_type: [a]}", "detail_type", "Write 'detail-type'"),
    ("{Source: [a]}", "Source", "Write 'source'"),
    ("{source: [a], state: [b]}", "state", "stand below 'detail'"),
    ("{source: [{begins-with: a}]}", "source/0", "'begins-with' is no operator"),
    ("{source: [{prefix: a, suffix: b}]}", "source/0", "has 2 (prefix, suffix)"),
    ("{source: [{prefix: [a]}]}", "source/0", "'prefix' wants a text"),
    ("{detail: {n: [{numeric: ['>', '0']}]}}", "detail/n/0", "'numeric' wants a list"),
    ("{detail: {n: [{numeric: ['>=', 0, '<']}]}}", "detail/n/0", "'numeric' wants a list"),
    ("{detail: {n: [{numeric: '>0'}]}}", "detail/n/0", "'numeric' wants a list"),
    ("{detail: {n: [{exists: maybe}]}}", "detail/n/0", "'exists' wants true or false"),
    ("{detail: {n: [{anything-but: {contains: a}}]}}", "detail/n/0", "'anything-but' wants"),
    ("{detail: {n: [{anything-but: []}]}}", "detail/n/0", "'anything-but' wants"),
    ("{detail: {n: [{anything-but: [x, null]}]}}", "detail/n/0", "'anything-but' wants"),
    ("{detail: {n: [{anything-but: [[x]]}]}}", "detail/n/0", "'anything-but' wants"),
    ("{detail: {$or: [{a: b}, {c: [d]}]}}", "detail/$or/0/a", "must be a list"),
    ("{$or: [{kind: [a]}, {source: [b]}]}", "$or/0/kind", "no event has a field 'kind'"),
]
RIGHT = [
    "{source: [aws.s3], detail-type: [Object Created], detail: {bucket: {name: [!Ref Source]}}}",
    "{source: !Ref Sources}",
    "{source: [!Ref Source, {prefix: !Sub '${Source}.'}], account: [!Ref AWS::AccountId]}",
    "{source: !If [A, [a], [b]]}",
    "{source: [a], time: !Ref AWS::NoValue}",
    "{detail: {a: [1, null, true, x]}, resources: [{wildcard: '*:alarm:*'}]}",
    "{detail: {a: [{prefix: {equals-ignore-case: x}}, {suffix: x}, {equals-ignore-case: x}]}}",
    "{detail: {a: [{anything-but: [x, y]}], b: [{anything-but: 1}]}}",
    "{detail: {a: [{anything-but: {prefix: x}}], b: [{anything-but: {wildcard: [x, y]}}]}}",
    "{detail: {a: [{numeric: ['>', 0, '<=', 5]}, {exists: false}, {cidr: 10.0.0.0/24}]}}",
    "{detail: {$or: [{a: [1]}, {b: [{exists: true}]}]}}",
    "{$or: [{source: [a]}, {detail: {b: [c]}}]}",
    "{region: [eu-west-1], id: [a], version: ['0'], replay-name: [{exists: false}]}",
    "!If [A, {source: a}, {source: [b]}]",
]


@pytest.mark.parametrize(("pattern", "below", "words"), WRONG)
def test_a_pattern_of_the_wrong_shape_is_found(faults, pattern, below, words):
    [(rule, path, message)] = faults(TEMPLATE % pattern)
    assert (rule, path) == ("E9138", f"Resources/Rule/Properties/EventPattern/{below}")
    assert words in message


@pytest.mark.parametrize("pattern", RIGHT)
def test_a_pattern_of_the_right_shape_passes(faults, pattern):
    assert faults(TEMPLATE % pattern) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ({"source": "aws.s3"}, "at source: 'source' must be a list"),
        ({"detail-type": ["a"], "detail": {"b": ["${Source}", {"is": 1}]}}, "at detail/b/1: 'is'"),
        ([], "a pattern is an object of fields"),
    ],
)
def test_a_pattern_that_is_text_is_parsed_with_its_holes(faults, pattern, words):
    [(_, path, message)] = faults(TEMPLATE % f"!Sub '{json.dumps(pattern)}'")
    assert path == "Resources/Rule/Properties/EventPattern"
    assert words in message
