"""The price table, and the sums made of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from generator import prices
from generator.editions import EDITIONS
from generator.prices import Use, monthly

TABLE = json.loads(
    (Path(prices.__file__).parent / "data" / "prices.json").read_text(encoding="utf-8")
)
FIGURES: list[tuple[str, str, dict[str, Any]]] = [
    (region, item, figure)
    for region, items in TABLE["regions"].items()
    for item, figure in items.items()
]


def resources(kind: str) -> list[dict[str, Any]]:
    """Give the properties of all of a type that the edition on Model Monitor has."""
    found = EDITIONS["model-monitor"]().template.to_dict()["Resources"].values()
    return [each["Properties"] for each in found if each["Type"] == kind]


@pytest.mark.parametrize(("region", "item", "figure"), FIGURES, ids=str)
def test_every_figure_has_a_source_and_a_date_or_says_that_the_source_has_none(
    region: str, item: str, figure: dict[str, Any]
) -> None:
    assert figure["source"] in TABLE["sources"]
    day = figure["read"]
    assert day is None or dt.date.fromisoformat(day).isoformat() == day
    assert figure["usd"] == prices.price(region, item).usd > 0
    assert figure["source"] != "estimate" or figure["how"]


def test_no_figure_was_read_after_the_table_was_compiled() -> None:
    days = [figure["read"] for _, _, figure in FIGURES]
    assert max(day for day in days if day) <= TABLE["compiled"]


def test_every_source_is_used() -> None:
    assert {figure["source"] for _, _, figure in FIGURES} == set(TABLE["sources"])


def test_every_region_has_the_same_items() -> None:
    items = [set(found) for found in TABLE["regions"].values()]
    assert all(found == items[0] for found in items)


def test_daily_jobs_cost_a_24th_of_hourly_ones() -> None:
    hourly, daily = monthly(Use(frequency="hourly")), monthly(Use(frequency="daily"))
    assert hourly["analysis"] == pytest.approx(24 * daily["analysis"])
    assert hourly["endpoint"] == daily["endpoint"]


def test_an_endpoint_is_paid_for_730_hours() -> None:
    hour = prices.price("eu-west-1", "hosting ml.m5.large").usd
    bill = monthly(Use(region="eu-west-1", instance="ml.m5.large"))
    assert bill["endpoint"] == pytest.approx(730 * hour)


def test_an_endpoint_that_is_there_anyway_costs_this_stack_nothing() -> None:
    assert monthly(Use(instance=""))["endpoint"] == 0


def test_without_model_quality_there_is_one_job_a_run_in_place_of_three() -> None:
    both, one = monthly(Use()), monthly(Use(model_quality=False))
    assert both["analysis"] == pytest.approx(3 * one["analysis"])
    assert one["metrics"] < both["metrics"]
    assert one["alarms"] < both["alarms"]


def test_a_figure_that_is_missing_is_an_error_that_lists_what_there_is() -> None:
    with pytest.raises(
        prices.UnknownPriceError, match=r"no price of .* in xx-nowhere-1.*us-east-1"
    ):
        monthly(Use(region="xx-nowhere-1"))
    with pytest.raises(prices.UnknownPriceError, match=r"hosting ml.p5.48xlarge in us-east-1.*t2"):
        monthly(Use(instance="ml.p5.48xlarge"))


def test_the_alarms_that_are_paid_are_those_of_the_template() -> None:
    found = EDITIONS["model-monitor"]().template.to_dict()["Resources"].values()
    alarms = [each for each in found if each["Type"] == "AWS::CloudWatch::Alarm"]
    assert len([each for each in alarms if "Condition" not in each]) == (
        prices.ALARMS_WITHOUT_MODEL_QUALITY
    )
    assert len(alarms) == prices.ALARMS_WITHOUT_MODEL_QUALITY + prices.ALARMS_OF_MODEL_QUALITY


def test_the_responder_is_as_large_and_as_busy_as_the_template_makes_it() -> None:
    sizes = [function["MemorySize"] for function in resources("AWS::Lambda::Function")]
    assert sizes == [prices.RESPONDER_GB * 1024]
    clocks = [rule.get("ScheduleExpression") for rule in resources("AWS::Events::Rule")]
    minutes = prices.HOURS_A_MONTH * 60 / prices.RESPONDER_STARTS_A_MONTH
    assert f"rate({minutes:.0f} minutes)" in clocks


def test_the_defaults_are_those_of_the_template() -> None:
    defaults = EDITIONS["model-monitor"]().template.to_dict()["Parameters"]
    use = Use()
    assert use.instance == defaults["InstanceType"]["Default"]
    assert use.job_instance == defaults["JobInstanceType"]["Default"]
    assert use.frequency == defaults["MonitoringFrequency"]["Default"]
    assert str(use.model_quality).lower() == defaults["EnableModelQuality"]["Default"]
