"""The demo's customers."""

from __future__ import annotations

from lambda_src.lifecycle.demo import FEATURES, artefact, datasets, sample, served


def test_the_same_seed_gives_the_same_customers() -> None:
    assert sample(50, 3) == sample(50, 3)
    assert sample(50, 3) != sample(50, 4)


def test_fewer_customers_are_the_first_of_more() -> None:
    assert sample(50, 3).startswith(sample(10, 3) + "\n")


def test_a_customer_has_every_feature_and_lies_in_its_range() -> None:
    for row in sample(500, 7).split("\n"):
        customer = dict(zip(FEATURES.split(","), row.split(","), strict=True))
        assert 18 <= int(customer["age"]) <= 78
        assert 20_000 <= float(customer["income"]) <= 80_000
        assert 0 <= int(customer["visits"]) <= 12
        assert 0 <= float(customer["discount"]) <= 0.2
        assert customer["member"] in ("0", "1")
        assert customer["channel"] in ("web", "app", "branch")


def test_each_customer_gets_one_answer() -> None:
    assert len(served(sample(20, 5)).split("\n")) == 20


def test_more_income_never_makes_a_sale_less_likely() -> None:
    rows = "\n".join(f"40,{income},3,0.1,1,web" for income in range(0, 200_000, 20_000))
    chances = [float(answer.split(",")[1]) for answer in served(rows).split("\n")]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]


def test_an_unknown_channel_and_an_empty_cell_count_nothing() -> None:
    assert served("40,0,3,0.1,1,kiosk") == served("40,,3,0.1,1,")


def test_the_header_names_prediction_first_as_the_captured_data_has_it() -> None:
    data, quality = datasets()
    assert data.split("\n")[0] == f"prediction,probability,{FEATURES}"
    assert quality.split("\n")[0] == "prediction,probability,label"


def test_the_artefact_is_small() -> None:
    assert len(artefact()) < 2000
