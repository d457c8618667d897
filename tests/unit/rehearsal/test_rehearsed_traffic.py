"""Sample traffic: what is read of a dataset, and what drift makes of it."""

from __future__ import annotations

import io
import random
import runpy
import tarfile
from typing import TYPE_CHECKING

import pytest

from generator.rehearsal.own import replay
from generator.rehearsal.traffic import (
    DatasetError,
    DriftError,
    demo,
    drift_of,
    sample,
    usual_drifts,
)

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [f"{n % 2},{n},{n / 4},{'week' if n % 3 else 'month'},{int(n % 5 == 0)}" for n in range(200)]
TEXT = "\n".join(["churn,tenure,fee,contract,member", *ROWS])
MINE = sample(TEXT, 1)


def test_requests_come_from_all_over_the_dataset_without_the_answers() -> None:
    assert MINE.requests(4) == [
        "0,0.0,month,1", "50,12.5,week,1", "100,25.0,week,1", "150,37.5,month,1",
    ]  # fmt: skip


def test_more_requests_than_rows_begin_anew() -> None:
    assert len(MINE.requests(500)) == 500


def test_a_cell_with_a_comma_is_quoted() -> None:
    text = "answer,place\n" + '1,"here, there"\n' * 100
    assert sample(text, 1).requests(1) == ['"here, there"']


@pytest.mark.parametrize(
    ("drift", "before", "after"),
    [
        ("tenure=40abs", "12", "52"),
        ("tenure=-40abs", "12", "-28"),
        ("fee=0.5abs", "12.25", "12.75"),
        ("tenure=2sd", "12", "128"),
        ("tenure=2", "12", "128"),
        ("fee=-0.5sd", "12.25", "5.25"),
        ("contract=year", "week", "year"),
        ("contract=flip", "week", "month"),
        ("contract=flip", "month", "week"),
        ("member=flip", "0", "1"),
        ("member=7", "0", "7"),
        ("tenure=40abs", "", ""),
    ],
)
def test_a_drift_shifts_a_cell(drift: str, before: str, after: str) -> None:
    assert drift_of(drift, MINE).of(before) == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fee", "fee: it is written FEATURE=SHIFT, such as income=2sd"),
        ("churn=1", "there is no such feature; there are: tenure, fee, contract, member"),
        ("fee=", "it is written FEATURE=SHIFT"),
        ("fee=much", "fee has numbers: say 2sd, 500abs or flip"),
        ("fee=nan", "fee has numbers: say 2sd"),
        ("fee=flip", "200 values cannot be flipped"),
    ],
)
def test_a_drift_that_cannot_be_says_why(text: str, words: str) -> None:
    with pytest.raises(DriftError) as failure:
        drift_of(text, MINE)
    assert words in str(failure.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has the columns none"),
        ("answer\n1\n", "has the columns answer"),
        ("answer,a\n1,2\n", "has 1 rows: a verdict on drift needs 100"),
        ("answer,a\n" + "1,2\n" * 100 + "1,2,3\n", "line 102 of the dataset has 3 cells"),
    ],
)
def test_a_dataset_that_cannot_be_used_says_why(text: str, words: str) -> None:
    with pytest.raises(DatasetError) as failure:
        sample(text, 1)
    assert words in str(failure.value)


def test_a_continuous_feature_is_shifted_and_one_of_few_values_has_the_rarest() -> None:
    said = [drift.words for data in (demo(), MINE) for drift in usual_drifts(data)]
    assert said == ["income +48000", "channel always web", "fee +28", "contract always month"]


def test_a_column_of_whole_numbers_stays_one() -> None:
    draw = random.Random(1)
    text = "answer,age\n" + "".join(f"1,{draw.randint(18, 80)}\n" for _ in range(100))
    (drift,) = usual_drifts(sample(text, 1))
    assert drift.of("20").isdigit()


def test_data_in_which_nothing_can_drift_are_refused() -> None:
    with pytest.raises(DatasetError, match="say how, with --drift"):
        usual_drifts(sample("answer,a\n" + "1,2\n" * 100, 1))


def test_the_model_that_stands_in_answers_as_the_nearest_row(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(replay(TEXT, 1))) as tar:
        tar.extractall(tmp_path, filter="data")
    model = runpy.run_path(str(tmp_path / "code" / "inference.py"))
    known = model["model_fn"](str(tmp_path))
    requests = "7,1.75,week,0\n6,2.0,month,0\n-400,-100.0,other,0"
    answers = model["predict_fn"](model["input_fn"](requests, "text/csv"), known)
    assert model["output_fn"](answers, "*/*") == ("1\n0\n1", "text/csv")
