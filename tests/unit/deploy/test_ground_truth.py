"""Labels: read, refused all at once, and written as the merge reads them."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.deploy.ground_truth import Label, lines, made, read
from generator.errors import GeneratorError
from lambda_src.analyzer.quality import labels_of
from lambda_src.analyzer.records import Unread

BINARY, MANY, NUMBER = "BinaryClassification", "MulticlassClassification", "Regression"


def test_the_merge_reads_what_is_written_whatever_is_in_a_label() -> None:
    labels = [Label("a", "1"), Label("b", 'red, "dark"'), Label("ç", "two\nlines")]
    unread = Unread()
    numbered = [("", line) for line in lines(labels).splitlines()]
    assert labels_of(numbered, unread) == {each.id: [each.label] for each in labels}
    assert not unread.reasons


def test_a_csv_gives_labels_and_the_time_of_their_requests() -> None:
    text = "note,label,inference_id,time\nx,1,a,2026-11-24T10:30Z\ny,0,b,\n"
    at = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)
    assert read(text, "l.csv", BINARY) == [Label("a", "1", at), Label("b", "0")]


def test_json_lines_give_labels_also_in_the_layout_of_ground_truth() -> None:
    text = '{"inference_id": "a", "label": 1}\n\n' + lines([Label("b", "0")])
    assert read(text, "l.jsonl", BINARY) == [Label("a", "1"), Label("b", "0")]


def test_all_bad_lines_are_named_at_once() -> None:
    text = "inference_id,label,time\na,1,\n,1,\nb,,\nc,maybe,\na,0,\nd,1,noon\ne,1,,5\n"
    with pytest.raises(GeneratorError) as failure:
        read(text, "l.csv", BINARY)
    said = str(failure.value).splitlines()
    assert said[0] == "nothing was uploaded:"
    assert [line.partition(": ")[0] for line in said[1:]] == [f"l.csv:{at}" for at in range(3, 9)]
    assert "a has a label already, at l.csv:2" in said[4]


def test_of_many_bad_lines_the_first_are_named_and_the_rest_counted() -> None:
    with pytest.raises(GeneratorError, match="and 80 more"):
        read("\n".join(["{"] * 100), "l.jsonl", BINARY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("id,label\na,1\n", "no column inference_id, it has id, label"),
        ("inference_id,label\n", "has no labels"),
        ('{"inference_id": "a"}', "no label"),
        ('{"groundTruthData": {"data": "1"}}', "l.csv:1: "),
        ("{[1]", "no JSON object"),
    ],
)
def test_what_holds_no_labels_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(GeneratorError, match=said):
        read(text, "l.csv", BINARY)


@pytest.mark.parametrize(("problem", "label"), [(NUMBER, "red"), (NUMBER, "inf"), (BINARY, "2x")])
def test_a_label_must_be_of_the_problem_type(problem: str, label: str) -> None:
    with pytest.raises(GeneratorError, match=problem):
        read(f"inference_id,label\na,{label}\n", "l.csv", problem)


def test_classes_have_any_name() -> None:
    assert read("inference_id,label\na,red\n", "l.csv", MANY) == [Label("a", "red")]


@pytest.mark.parametrize(
    ("problem", "said", "others"),
    [
        (BINARY, ["1", "0"], ["0", "1"]),
        (MANY, ["red", "blue"], ["blue", "red"]),
        (MANY, ["red", "red"], ["not red", "not red"]),
        (NUMBER, ["1", "3"], ["3.0", "5.0"]),
    ],
)
def test_labels_agree_with_predictions_or_all_disagree(
    problem: str, said: list[str], others: list[str]
) -> None:
    assert made(said, problem, "agree") == said
    assert made(said, problem, "disagree") == others
