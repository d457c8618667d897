"""The demo's customers, and what the model says of them."""

from __future__ import annotations

import io
import tarfile

from lambda_src.lifecycle.demo import files, served


def test_the_files_are_the_same_every_time() -> None:
    first, second = files(), files()
    assert (first["baseline.csv"], first["quality.csv"]) == (
        second["baseline.csv"],
        second["quality.csv"],
    )


def test_a_customer_has_every_feature_and_lies_in_its_range() -> None:
    head, *rows = files()["baseline.csv"].split("\n")
    assert head == "prediction,probability,age,income,channel"
    for row in rows:
        customer = dict(zip(head.split(","), row.split(","), strict=True))
        assert 18 <= int(customer["age"]) <= 78
        assert 0 <= float(customer["income"]) <= 80_000
        assert customer["channel"] in ("web", "app", "shop")


def test_each_customer_gets_one_answer() -> None:
    assert len(served([["40", "0", "web"]] * 20).split("\n")) == 20


def test_more_income_never_makes_a_sale_less_likely() -> None:
    rows = [["40", str(income), "web"] for income in range(0, 200_000, 20_000)]
    chances = [float(answer.split(",")[1]) for answer in served(rows).split("\n")]
    assert chances == sorted(chances)
    assert chances[0] < 0.5 < chances[-1]


def test_an_unknown_channel_and_an_empty_cell_count_nothing() -> None:
    assert served([["40", "0", "kiosk"]]) == served([["40", "", ""]])


def test_the_artefact_is_small_and_holds_the_script_whole() -> None:
    packed = files()["model.tar.gz"]
    assert len(packed) < 2000
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as tar:
        script = tar.extractfile("code/inference.py")
        assert script
        compile(script.read(), "inference.py", "exec")
