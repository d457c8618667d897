from __future__ import annotations

import pytest
from cfnlint.decode import decode_str

from generator.rules._reader import Reader

TEMPLATE = """
Parameters:
  Size: {Type: String, AllowedValues: [small, large]}
  Free: {Type: String, Default: x}
Mappings:
  Sizes:
    small: {Text: s, Hours: 1}
    large: {Text: l, Hours: 24}
  Regions:
    us-east-1: {A: one}
    eu-west-1: {A: two}
Conditions:
  Large: !Equals [!Ref Size, large]
  Small: !Not [!Condition Large]
  Other: !Equals [!Ref Free, '']
Resources:
  Subject: {Type: Custom::X, Properties: {Value: %s}}
"""


def read(value: str) -> list[str]:
    template, _ = decode_str(TEMPLATE % value)
    assert template is not None
    node = template["Resources"]["Subject"]["Properties"]["Value"]
    return [str(reading) for reading in Reader(template).read(node, ())]


@pytest.mark.parametrize(
    ("value", "readings"),
    [
        ("text", ["text"]),
        ("12", ["12"]),
        ("true", ["true"]),
        ("!Ref Subject", ["${Subject}"]),
        ("!Ref Free", ["${Free}"]),
        ("!Ref Size", ["small", "large"]),
        ("!Ref AWS::NoValue", []),
        ("!GetAtt Subject.A.B", ["${Subject.A.B}"]),
        ("{'Fn::GetAtt': Subject.Arn}", ["${Subject.Arn}"]),
        ("!ImportValue x", ["${?}"]),
        ("!Sub '${Subject}/${Subject.Arn}/${!Kept}'", ["${Subject}/${Subject.Arn}/${Kept}"]),
        ("!Sub ['${A}-${Size}', {A: !Ref Size}]", ["small-small", "large-large"]),
        ("!Join ['-', [a, !Ref Subject, b]]", ["a-${Subject}-b"]),
        ("!Join ['-', !Split [',', a]]", ["${?}"]),
        ("!Select [1, [a, b]]", ["b"]),
        ("!Select [1, !Split ['/', a/b]]", ["b"]),
        ("!Select [1, !Split ['/', !Ref Subject]]", ["${?}"]),
        ("!FindInMap [Sizes, !Ref Size, Hours]", ["1", "24"]),
        ("!FindInMap [Regions, !Ref AWS::Region, A]", ["one", "two"]),
        ("!FindInMap [Missing, a, b]", ["${?}"]),
        ("!If [Large, a, b]", ["a", "b"]),
        ("!If [Large, !Ref AWS::NoValue, b]", ["b"]),
    ],
)
def test_a_value_is_read_into_all_that_it_may_become(value, readings):
    assert read(value) == readings


@pytest.mark.parametrize(
    ("value", "readings"),
    [
        ("!If [Large, !If [Large, a, b], c]", ["a", "c"]),
        ("!If [Small, !If [Large, a, b], c]", ["b", "c"]),
        ("!If [Other, !If [Other, a, b], c]", ["a", "c"]),
        ("!If [Large, !Ref Size, x]", ["large", "x"]),
        ("!Join ['', [!If [Large, L, S], !FindInMap [Sizes, !Ref Size, Text]]]", ["Ll", "Ss"]),
        ("!Join ['', [!If [Large, L, S], !If [Small, s, l]]]", ["Ll", "Ss"]),
        (
            "!Sub ['${A}${B}', {A: !FindInMap [Regions, !Ref AWS::Region, A],"
            " B: !FindInMap [Regions, !Ref AWS::Region, A]}]",
            ["oneone", "twotwo"],
        ),
    ],
)
def test_readings_that_contradict_themselves_are_left_out(value, readings):
    assert read(value) == readings


def test_a_value_with_very_many_combinations_still_shows_every_part_of_each():
    conditions = ", ".join(f"!If [C{index}, y{index}, n{index}]" for index in range(12))
    found = read(f"!Join ['', [{conditions}]]")
    assert len(found) < 2**12
    assert all(f"{letter}{index}" in " ".join(found) for letter in "yn" for index in range(12))
