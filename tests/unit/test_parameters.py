"""The table of parameters is right in itself, and has what every edition promises."""

from __future__ import annotations

import re

import pytest
from parameter_sets import BAD, GOOD

from generator import parameters
from generator.editions import EDITIONS
from generator.parameters import SPECS, Spec, interface, specs

DEFAULTS = {
    "EmailAddress": None,
    "Environment": "dev",
    "MonitoringFrequency": "hourly",
    "InstanceType": "ml.t2.medium",
    "EnableModelQuality": "true",
    "ModelName": "demo",
    "ModelDataUrl": "",
    "ModelImageUri": "",
    "ExistingEndpointName": "",
    "VariantName": "",
    "BaselineDatasetUri": "",
    "QualityBaselineDatasetUri": "",
    "ProblemType": "BinaryClassification",
    "GroundTruthDelay": "0",
    "CaptureSamplingPercentage": "100",
    "DriftThreshold": "0.1",
    "MinimumRecords": "100",
    "PeriodsToAlarm": "1",
    "ExcludeFeatures": "",
    "KmsKeyArn": "",
    "SubnetIds": "",
    "SecurityGroupIds": "",
    "RetrainingPipelineArn": "",
    "PermissionsBoundaryArn": "",
}
OF_ONE_EDITION = {
    parameters.MODEL_MONITOR: {"JobInstanceType": "ml.m5.xlarge"},
    parameters.DRIFT_MONITOR: {
        "DriftVerdict": "exact",
        "AnalyzerMemory": "1769",
        "PublishFeatureMetrics": "false",
    },
}


def named(name: str) -> Spec:
    [found] = [spec for spec in SPECS if spec.name == name]
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_every_edition_promises_is_there_with_its_default(edition: str) -> None:
    have = {spec.name: spec.default for spec in specs(edition)}
    promised = {**DEFAULTS, **OF_ONE_EDITION.get(edition, {})}
    assert {name: have.get(name, "missing") for name in promised} == promised


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_three_that_everyone_may_give_come_first(edition: str) -> None:
    first = [spec.name for spec in specs(edition)][:3]
    assert first == ["EmailAddress", "Environment", "MonitoringFrequency"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_only_the_address_must_be_given(edition: str) -> None:
    assert [s.name for s in specs(edition) if s.default is None] == ["EmailAddress"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_console_shows_every_parameter_once(edition: str) -> None:
    groups = interface(edition)["ParameterGroups"]
    assert isinstance(groups, list)
    shown = [name for group in groups for name in group["Parameters"]]
    assert sorted(shown) == sorted(
        spec.name
        for spec in specs(edition)
        if edition not in parameters.TERSE or spec.group == parameters.BASICS
    )
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_default_is_one_of_the_values_that_are_allowed(spec: Spec) -> None:
    if spec.default is None:
        return
    if spec.allowed:
        assert spec.default in spec.allowed
    if spec.pattern:
        assert re.fullmatch(spec.pattern, spec.default)
    if spec.type == "Number":
        assert spec.minimum is None or float(spec.default) >= spec.minimum
        assert spec.maximum is None or float(spec.default) <= spec.maximum


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_pattern_has_words_for_people_and_spans_the_whole_text(spec: Spec) -> None:
    assert bool(spec.pattern) == bool(spec.said)
    if spec.pattern:
        assert spec.pattern.startswith("^")
        assert spec.pattern.endswith("$")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_parameter_stays_within_the_quotas_of_cloudformation(spec: Spec) -> None:
    assert re.fullmatch(r"[A-Za-z0-9]{1,255}", spec.name)
    assert 0 < len(spec.help.encode()) <= 4000
    assert len(spec.said.encode()) <= 4000
    assert len((spec.default or "").encode()) <= 4096


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in GOOD.items() for v in values])
def test_a_good_value_is_taken(name: str, value: str) -> None:
    assert re.fullmatch(named(name).pattern, value)


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in BAD.items() for v in values])
def test_a_bad_value_is_refused(name: str, value: str) -> None:
    assert not re.fullmatch(named(name).pattern, value)


def test_every_pattern_has_good_and_bad_values_here() -> None:
    same = {
        "QualityBaselineDatasetUri": "BaselineDatasetUri",
        "VariantName": "ExistingEndpointName",
    }
    for spec in SPECS:
        if spec.pattern:
            alike = same.get(spec.name, spec.name)
            assert alike in GOOD
            assert alike in BAD
            assert named(alike).pattern == spec.pattern


def test_bounds_become_those_of_the_type() -> None:
    number = (
        Spec("N", "g", "h", "1", type="Number", minimum=1, maximum=2)
        .parameter(terse=False)
        .to_dict()
    )
    text = Spec("T", "g", "h", minimum=1, maximum=2).parameter(terse=False).to_dict()
    assert (number["MinValue"], number["MaxValue"]) == (1, 2)
    assert (text["MinLength"], text["MaxLength"]) == (1, 2)


def test_an_empty_default_is_a_default() -> None:
    assert Spec("T", "g", "h").parameter(terse=False).to_dict()["Default"] == ""
    assert "Default" not in Spec("T", "g", "h", None).parameter(terse=False).to_dict()
