"""The demo model as the stack gets it: what is written, and what the endpoint would answer."""

from __future__ import annotations

import ast
import hashlib
import io
import tarfile
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lifecycle_world import World

# Another hash is another demo model: its baseline, its documents and its drift change with it.
HASHES = {
    "model/baseline.csv": "52f8ad6098e813d8f5403a3a14934add4577c94ced0f00af59e5fa896886bc75",
    "model/quality.csv": "aa05210055a9027a95c6978de685c454fc354f21352bb788262f010f46baa086",
}


def _written(world: World) -> dict[str, bytes]:
    assert world.aws.bucket is not None
    return {one["Key"]: one["body"] for one in world.aws.bucket}


def _script(world: World) -> str:
    with tarfile.open(
        fileobj=io.BytesIO(_written(world)["model/model.tar.gz"]), mode="r:gz"
    ) as tar:
        assert tar.getnames() == ["code/inference.py"]
        member = tar.extractfile("code/inference.py")
        assert member
        return member.read().decode()


def _served(world: World, body: str) -> str:
    """Answer as Amazon's container does: model_fn once, then in, predict, out."""
    module: Any = ModuleType("inference")
    exec(compile(_script(world), "inference.py", "exec"), module.__dict__)  # noqa: S102
    model = module.model_fn("/opt/ml/model")
    answer = module.output_fn(module.predict_fn(module.input_fn(body, "text/csv"), model), "*/*")
    assert answer[1] == "text/csv"
    text: str = answer[0]
    return text


def _columns(world: World, name: str) -> tuple[list[str], list[list[str]]]:
    head, *rows = _written(world)[name].decode().split("\n")
    return head.split(","), [row.split(",") for row in rows]


def test_three_files_are_written(world: World) -> None:
    world.succeed("Create", "Storage")
    assert {*_written(world)} == {"model/model.tar.gz", *HASHES}


@pytest.mark.parametrize("key", HASHES)
def test_the_datasets_are_the_same_every_time_and_everywhere(world: World, key: str) -> None:
    world.succeed("Create", "Storage")
    first = _written(world)[key]
    world.succeed("Update", "Storage")
    assert _written(world)[key] == first
    assert hashlib.sha256(first).hexdigest() == HASHES[key]


def test_the_baseline_holds_what_the_endpoint_answers(world: World) -> None:
    world.succeed("Create", "Storage")
    head, rows = _columns(world, "model/baseline.csv")
    assert head[:2] == ["prediction", "probability"]
    asked = "\n".join(",".join(row[2:]) for row in rows)
    assert _served(world, asked).split("\n") == [",".join(row[:2]) for row in rows]
    _, quality = _columns(world, "model/quality.csv")
    assert [row[:2] for row in quality] == [row[:2] for row in rows]


def test_the_script_is_python_3_8_and_needs_nothing_installed(world: World) -> None:
    world.succeed("Create", "Storage")
    tree = ast.parse(_script(world), feature_version=(3, 8))
    imported = [
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    ]
    assert imported == ["math"]
    keywords = [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    assert "strict" not in {keyword.arg for keyword in keywords}


def test_no_pickle_and_no_other_file_is_in_the_artefact(world: World) -> None:
    world.succeed("Create", "Storage")
    assert "pickle" not in _script(world)


@pytest.mark.parametrize("body", ["40,50000,web", "40,50000,web\n", "40,50000,web\r\n"])
def test_the_end_of_a_line_does_not_matter(world: World, body: str) -> None:
    world.succeed("Create", "Storage")
    assert _served(world, body) == _served(world, "40,50000,web")


def test_the_endpoint_answers_drifted_traffic_too(world: World) -> None:
    world.succeed("Create", "Storage")
    drifted = "40,900000,web\n,,kiosk\n-5,1,shop"
    answers = [row.split(",") for row in _served(world, drifted).split("\n")]
    assert [answer[0] for answer in answers] == ["1", "0", "0"]
    assert all(0 <= float(answer[1]) <= 1 for answer in answers)


def test_prediction_is_the_probabilitys_side_of_one_half(world: World) -> None:
    world.succeed("Create", "Storage")
    _, rows = _columns(world, "model/quality.csv")
    assert all(
        (float(p) > 0.5) == (prediction == "1") for prediction, p, _ in rows if p != "0.5000"
    )


def test_both_classes_are_there_and_the_model_is_of_use(world: World) -> None:
    world.succeed("Create", "Storage")
    head, rows = _columns(world, "model/quality.csv")
    assert head == ["prediction", "probability", "label"]
    assert len(rows) == 2000
    buyers = sum(label == "1" for _, _, label in rows) / len(rows)
    right = sum(prediction == label for prediction, _, label in rows) / len(rows)
    assert 0.3 < buyers < 0.7
    assert 0.7 < right < 0.95


def test_the_features_are_of_every_kind(world: World) -> None:
    world.succeed("Create", "Storage")
    head, rows = _columns(world, "model/baseline.csv")
    assert head[2:] == ["age", "income", "channel"]
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    different = {name: len(set(column)) for name, column in columns.items()}
    assert different["income"] > 1900
    assert 50 < different["age"] < 70
    assert set(columns["channel"]) == {"web", "app", "shop"}
