"""Any set of parameters is refused before anything is made, or gives a template that is valid."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st
from parameter_sets import BAD, ODD, refusals, right
from stack_renderer import TEMPLATES, Stack, load, references

from generator.checks_validate import validate
from generator.editions import EDITIONS
from generator.parameters import TERSE, Spec, specs

WRONG = {"W3030"}  # none of the allowed values: of what comes from a parameter a warning alone
BASELINES = {
    "BaselineDatasetUri": "s3://mine/baseline.csv",
    "QualityBaselineDatasetUri": "s3://mine/quality.csv",
    "InferenceAttribute": "prediction",
    "GroundTruthAttribute": "label",
}
# Whose wrong values not the template but a service refuses, once the creation has begun; it is then
# rolled back. CloudFormation cannot ask for a whole number, nor for two parts of a list.
LATE = {
    "model-monitor": {"CaptureSamplingPercentage", "PeriodsToAlarm", "ResponseAttributes"},
    "drift-monitor": {"CaptureSamplingPercentage", "PeriodsToAlarm", "AnalyzerMemory"},
}


@cache
def template(edition: str) -> dict[str, Any]:
    return load((TEMPLATES / f"{edition}.yaml").read_text("utf-8"))


def found(stack: Stack) -> list[str]:
    """Give what is wrong with the template that the values make."""
    try:
        made = stack.literal()
    except IndexError:
        return ["a list has no such part"]
    there = {*made["Resources"]}
    dangling = [
        f"nothing is {name}"
        for _, _, name in references(made)
        if name not in there and not name.startswith("AWS::")
    ]
    report = validate(json.dumps(made).encode(), regions=["us-east-1"], name="made")
    said = [
        f"{each.path}: {each.message}"
        for each in report
        if each.level == "error" or each.rule in WRONG
    ]
    return dangling + said


@pytest.mark.parametrize("edition", EDITIONS)
def test_whatever_right_values_come_together_are_refused_or_give_a_valid_template(
    edition: str,
) -> None:
    taken = []

    @seed(1)
    @settings(
        max_examples=25,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(st.fixed_dictionaries({spec.name: right(spec) for spec in specs(edition)}))
    def together(values: dict[str, str]) -> None:
        stack = Stack(template(edition), **values)
        taken.append(not [*refusals(stack)])
        assert not taken[-1] or found(stack) == []

    together()
    assert 2 < sum(taken) < len(taken)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_wrong_value_is_refused_before_anything_is_made_or_gives_a_valid_template(
    edition: str,
) -> None:
    late = set()
    for spec in specs(edition):
        if _free(spec) or (spec.refused and edition in TERSE):
            continue  # the next test; the services say it in words
        for value in (*BAD.get(spec.name, ()), *ODD):
            stack = Stack(template(edition), **{**BASELINES, spec.name: value})
            if not [*refusals(stack)] and found(stack):
                late.add(spec.name)
    assert late == LATE[edition]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("value", ODD)
def test_any_text_that_has_no_form_gives_a_valid_template(edition: str, value: str) -> None:
    free = [spec.name for spec in specs(edition) if _free(spec)]
    stack = Stack(template(edition), **{**BASELINES, **dict.fromkeys(free, value)})
    assert [*refusals(stack)] or found(stack) == []


def _free(spec: Spec) -> bool:
    return spec.type == "String" and not (spec.pattern or spec.allowed)
