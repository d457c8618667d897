"""The CDK's doors know of each parameter what conditions and rules ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from stack_renderer import TEMPLATES, load, walk

from generator import parameters
from generator.doors import cdk, cdk_acknowledged
from generator.doors.outputs import CONDITIONAL, OUTPUTS
from generator.editions import EDITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=EDITIONS)
def template(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load((TEMPLATES / f"{request.param}.yaml").read_text("utf-8"))


def asked(template: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield parameter and the innermost comparison in which a condition or a rule refers to it."""
    for section in ("Conditions", "Rules"):
        found = list(walk(template[section]))
        for path, value in found:
            if path and path[-1] == "Ref":
                comparisons = (
                    i for i, key in enumerate(path) if key in ("Fn::Equals", "Fn::EachMemberEquals")
                )
                *_, at = comparisons
                yield value, dict(found)[path[: at + 1]]


def test_conditions_ask_of_all_others_only_whether_they_are_empty(template) -> None:
    known = {spec.name for spec in parameters.SPECS if spec.allowed} | set(cdk.COMPARED)
    more = {name for name, (_, other) in asked(template) if other != ""}
    assert more
    assert more <= known


def test_every_output_is_described(template) -> None:
    assert list(OUTPUTS) == list(template["Outputs"])
    conditional = {name for name, each in template["Outputs"].items() if "Condition" in each}
    assert set(CONDITIONAL) == conditional


def test_what_is_acknowledged_has_a_resource_and_one_reason() -> None:
    everything = {
        name
        for edition in EDITIONS
        for name in load((TEMPLATES / f"{edition}.yaml").read_text("utf-8"))["Resources"]
    }
    rows = cdk_acknowledged.acknowledged()
    assert {resource for resource, _, _ in rows} - everything == {cdk_acknowledged.WHOLE}
    assert len({row[:2] for row in rows}) == len(rows)
    assert all(reason.endswith(".") for _, _, reason in rows)


def test_a_parameters_name_becomes_a_propertys() -> None:
    assert cdk.camel("ModelDataUrl") == "modelDataUrl"
    assert cdk.snake("ModelDataUrl") == "model_data_url"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("EmailAddress", "text"),
        ("Environment", "text"),
        ("EnableModelQuality", "flag"),
        ("PeriodsToAlarm", "integer"),
        ("DriftThreshold", "number"),
        ("SubnetIds", "list"),
    ],
)
def test_a_value_is_written_as_its_parameter_asks(name: str, kind: str) -> None:
    assert {each.spec.name: each.kind for each in cdk.PROPERTIES}[name] == kind
