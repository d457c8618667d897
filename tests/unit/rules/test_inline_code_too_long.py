from __future__ import annotations

import pytest

RULES = ("E9136",)
TEMPLATE = """
Parameters:
  Name: {Type: String, Default: a}
Resources:
  Subject:
    Type: %s
    Properties: %s
"""
LAMBDA = ("AWS::Lambda::Function", "{Code: {ZipFile: %s}}", 4_194_304)
SERVER = ("AWS::EC2::Instance", "{UserData: {'Fn::Base64': %s}}", 16_384)
LAUNCH = (
    "AWS::EC2::LaunchTemplate",
    "{LaunchTemplateData: {UserData: {'Fn::Base64': %s}}}",
    16_384,
)
EDGE = ("AWS::CloudFront::Function", "{FunctionCode: %s}", 10_240)


@pytest.mark.parametrize(("kind", "place", "most"), [SERVER, LAUNCH, EDGE, LAMBDA])
def test_code_is_measured_by_the_byte(faults, kind, place, most):
    assert faults(TEMPLATE % (kind, place % ("x" * most))) == []
    [(rule, path, message)] = faults(TEMPLATE % (kind, place % ("x" * (most + 1))))
    assert rule == "E9136"
    assert path.startswith("Resources/Subject/Properties")
    assert f"{most + 1:,} bytes" in message
    assert f"takes {most:,}" in message


def test_what_a_hole_will_hold_counts_nothing(faults):
    text = f"!Sub '{'x' * 10_236}${{Name}}'"
    assert faults(TEMPLATE % (EDGE[0], EDGE[1] % text)) == []


def test_letters_beyond_ascii_count_as_the_bytes_they_take(faults):
    assert faults(TEMPLATE % (EDGE[0], EDGE[1] % ("é" * 5_121))) != []


def test_five_thousand_characters_are_no_fault_of_a_function(faults):
    assert faults(TEMPLATE % (LAMBDA[0], LAMBDA[1] % ("x" * 5_000))) == []
