"""Rows that requests are made of: as they were, shifted, or broken."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest

from generator.deploy.rows import Table, of_statistics, of_text, plan
from generator.errors import GeneratorError
from lambda_src.analyzer.dataset import Dataset, statistics as statistics_of
from lambda_src.lifecycle import demo

TABLE = of_text(demo.files()["baseline.csv"], "baseline.csv").without(2)
COUNT = 2000


def column(name: str, *drift: str, scenario: str = "normal", table: Table = TABLE) -> list[str]:
    drawn = plan(table, seed=3, scenario=scenario, drift=drift)
    at = table.names.index(name)
    return [drawn.row(number)[at] for number in range(COUNT)]


def numbers(name: str, *drift: str, scenario: str = "normal") -> list[float]:
    return [float(cell) for cell in column(name, *drift, scenario=scenario)]


def test_the_features_are_what_is_left_without_the_predictions() -> None:
    assert TABLE.names == ["age", "income", "channel"]
    assert len(TABLE.rows[0]) == 3


def test_a_row_depends_on_seed_and_number_alone() -> None:
    one, other = (plan(TABLE, seed=7, scenario="normal", drift=[]) for _ in range(2))
    assert [one.row(9), one.row(4)] == [other.row(9), other.row(4)]
    assert plan(TABLE, seed=8, scenario="normal", drift=[]).row(9) != one.row(9)


def test_normal_rows_are_rows_of_the_dataset() -> None:
    drawn = plan(TABLE, seed=1, scenario="normal", drift=[])
    assert all(drawn.row(number) in TABLE.rows for number in range(50))


def test_a_number_shifts_by_standard_deviations() -> None:
    spread = statistics.pstdev(float(row[1]) for row in TABLE.rows)
    for shift in "income=1.5", "income=1.5sd":
        moved = statistics.mean(numbers("income", shift)) - statistics.mean(numbers("income"))
        assert moved == pytest.approx(1.5 * spread, abs=0.01)


def test_a_number_shifts_as_it_stands_and_integers_stay_integers() -> None:
    before, after = column("age"), column("age", "age=-5abs")
    assert [int(cell) - 5 for cell in before] == [*map(int, after)]


def test_a_category_is_replaced_or_flipped_and_a_value_may_be_missing() -> None:
    assert {*column("channel", "channel=tv")} == {"tv"}
    assert {*column("age", "age=empty")} == {""}
    flipped = zip(column("channel"), column("channel", "channel=flip"), strict=True)
    assert all(before != after for before, after in flipped)


def test_a_binary_feature_is_flipped_or_set_even_if_it_is_a_number() -> None:
    table = Table(["member"], [["0"], ["1"], ["1"], [""]])
    assert Counter(column("member", "member=1", table=table)) == {"1": COUNT}
    flipped = zip(column("member", table=table), column("member", "member=flip", table=table))  # noqa: B905
    assert {*flipped} == {("0", "1"), ("1", "0"), ("", "")}


def test_the_scenario_of_drift_moves_a_number_and_a_category_and_leaves_the_rest() -> None:
    assert column("age", scenario="drifted") == column("age")
    assert len({*column("channel", scenario="drifted")}) == 1
    moved = statistics.mean(numbers("income", scenario="drifted"))
    assert moved > 2 * statistics.mean(numbers("income"))


def test_the_scenario_of_drift_takes_the_rarest_value() -> None:
    table = Table(["kind"], [["often"], ["often"], ["seldom"]])
    assert {*column("kind", scenario="drifted", table=table)} == {"seldom"}


def test_the_scenario_of_drift_moves_what_is_asked_for_and_nothing_else() -> None:
    assert column("channel", "age=1", scenario="drifted") == column("channel")
    assert column("age", "age=1", scenario="drifted") != column("age")


def test_of_three_broken_rows_one_lacks_a_value_and_one_has_a_text_for_a_number() -> None:
    drawn = plan(TABLE, seed=1, scenario="broken", drift=[])
    rows = [drawn.row(number) for number in range(300)]
    assert sum("" in row for row in rows) == 100
    assert sum("broken" in row[:2] for row in rows) == 100
    assert not any(row[2] == "broken" for row in rows)


def test_all_that_is_wrong_with_a_drift_is_said_at_once() -> None:
    wrong = ["nope=1", "income=far", "age"]
    with pytest.raises(GeneratorError) as failure:
        plan(TABLE, seed=1, scenario="normal", drift=wrong)
    lines = str(failure.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [f"--drift {each}" for each in wrong]
    assert "age, income, channel" in lines[0]
    assert "500abs" in lines[1]


def test_many_values_cannot_be_flipped() -> None:
    with pytest.raises(GeneratorError, match="cannot be flipped"):
        plan(TABLE, seed=1, scenario="normal", drift=["income=flip"])


def test_statistics_give_rows_of_the_same_distributions() -> None:
    data = Dataset(["age", "income", "channel"])
    data.read([row if at % 4 else ["", *row[1:]] for at, row in enumerate(TABLE.rows)])
    made = of_statistics(statistics_of(data.named(), data.rows))
    assert made.names == TABLE.names
    ages = [cell for cell in made.column("age").cells if cell]
    assert len(ages) / len(made.rows) == pytest.approx(0.75, abs=0.05)
    assert {*ages} <= {row[0] for row in TABLE.rows}
    shares = made.column("channel").counts
    assert {*shares} == {"web", "app", "shop"}
    assert min(shares.values()) > 250


@pytest.mark.parametrize("text", ["", "age,income\n", "\n\n"])
def test_a_dataset_without_rows_is_refused(text: str) -> None:
    with pytest.raises(GeneratorError, match=r"my\.csv has no rows"):
        of_text(text, "my.csv")


def test_json_lines_are_a_dataset_too_and_short_rows_lack_values() -> None:
    lines = '{"age": 3, "channel": "web"}\n{"age": 4}\n'
    assert of_text(lines, "my.jsonl", lines=True) == Table(
        ["age", "channel"], [["3", "web"], ["4", ""]]
    )
