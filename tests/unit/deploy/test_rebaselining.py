"""A new baseline keeps what was edited in the old one, and no interruption goes unseen."""

from __future__ import annotations

import copy
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from generator.deploy.awsclient import AwsClient, AwsError
from generator.deploy.edits import carried
from generator.deploy.operations import Stack
from generator.deploy.rebaselining import HalfPlacedError, Rebaseline, prepared, put_in_place
from lambda_src.analyzer.dataset import Dataset, statistics, suggested

if TYPE_CHECKING:
    from collections.abc import Callable

STACK = Stack(
    "monitor",
    {
        "EnableModelQuality": "false",
        "DriftThreshold": "0.1",
        "ProblemType": "Regression",
        "BaselineDatasetUri": "s3://data/train.csv",
    },
    {"BucketName": "bucket"},
    "analyzer",
)
IN_PLACE = [f"baseline/data-quality/{name}.json" for name in ("statistics", "constraints")]


def baseline(channels: str, ages: range) -> list[dict[str, Any]]:
    data = Dataset(["channel", "age"])
    data.read([channels[at % len(channels)], str(age)] for at, age in enumerate(ages))
    found = statistics(data.named(), data.rows)
    return [found, suggested(found, 0.1)]


class Bucket(AwsClient):
    """S3 and the analyzer in memory; ``cut`` is called before each copy."""

    def __init__(self, cut: Callable[[int], None] = lambda _: None) -> None:
        self.objects = dict(zip(IN_PLACE, map(json.dumps, baseline("wa", range(9))), strict=True))
        self.cut, self.copies = cut, 0

    def invoke(self, _: str, event: dict[str, Any]) -> Any:
        for key, content in zip(IN_PLACE, baseline("wap", range(20)), strict=True):
            self.objects[key.replace("baseline", event["Into"], 1)] = json.dumps(content)

    def call(self, service: str, operation: str, **request: Any) -> Any:
        key = request.get("Key", "")
        if operation == "list_objects_v2":
            found = [{"Key": each} for each in self.objects if each.startswith(request["Prefix"])]
            return {"Contents": found, "IsTruncated": False}
        if operation == "get_object" and key not in self.objects:
            answer: Any = {"Error": {"Code": "NoSuchKey", "Message": "none"}}
            raise AwsError(f"{service} {operation}", ClientError(answer, "GetObject"))
        if operation == "get_object":
            return {"Body": io.BytesIO(self.objects[key].encode())}
        if operation == "put_object":
            self.objects[key] = request["Body"].decode()
        elif operation == "copy_object":
            self.copies += 1
            self.cut(self.copies)
            self.objects[key] = self.objects[request["CopySource"]["Key"]]
        else:
            assert operation == "delete_object"
            self.objects.pop(key, None)
        return {}

    @property
    def staged(self) -> list[str]:
        return [key for key in self.objects if "staging" in key]

    def constraints(self) -> Any:
        return json.loads(self.objects[IN_PLACE[1]])


def rebaselined(aws: Bucket, *, place: bool = True) -> Rebaseline:
    with prepared(aws, STACK) as made:
        if place:
            put_in_place(aws, STACK, made)
    return made


def edited(aws: Bucket) -> None:
    constraints = aws.constraints()
    constraints["monitoring_config"]["distribution_constraints"]["comparison_threshold"] = 0.3
    channel, age = constraints["features"]
    channel["string_constraints"]["domains"] = ["w", "shop"]
    channel["monitoring_config_overrides"] = {"evaluate_constraints": "Disabled"}
    del age["num_constraints"]
    aws.objects[IN_PLACE[1]] = json.dumps(constraints)


def test_what_was_edited_is_kept_and_said() -> None:
    aws = Bucket()
    edited(aws)

    made = rebaselined(aws)

    found = aws.constraints()
    channel, age = found["features"]
    limits = found["monitoring_config"]["distribution_constraints"]
    assert (limits["comparison_threshold"], limits["categorical_comparison_threshold"]) == (
        0.3,
        0.1,
    )
    assert channel["string_constraints"]["domains"] == ["w", "p", "shop"]
    assert channel["monitoring_config_overrides"] == {"evaluate_constraints": "Disabled"}
    assert "num_constraints" not in age
    assert {each["path"]: (each["edited"], each["kept"]) for each in made.edits} == {
        "channel.string_constraints.domains": (["w", "shop"], True),
        "channel.monitoring_config_overrides": ({"evaluate_constraints": "Disabled"}, True),
        "age.num_constraints": (None, True),
        "monitoring_config.distribution_constraints.comparison_threshold": (0.3, True),
    }
    assert not aws.staged


def test_an_edit_of_a_column_that_is_gone_is_said_to_be_lost() -> None:
    _, was = baseline("wa", range(9))
    before, now = copy.deepcopy(was), copy.deepcopy(was)
    was["features"][0]["completeness"] = 0.5
    del now["features"][0]

    found, [edit] = carried(was, before, now)

    assert found == now
    assert edit.told() == {
        "path": "channel.completeness", "suggested": 1.0, "edited": 0.5, "kept": False,
    }  # fmt: skip


def test_without_an_edit_the_new_constraints_are_as_suggested() -> None:
    aws = Bucket()
    made = rebaselined(aws)
    assert (aws.constraints(), made.edits) == (baseline("wap", range(20))[1], [])
    assert [each["name"] for each in made.changes] == ["channel", "age"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (None, "is not there"),
        ("{", "is broken"),
        ('{"features": [{}]}', "is broken"),
        ("[]", "is b"),
    ],
)
@pytest.mark.parametrize("key", IN_PLACE)
def test_a_broken_old_baseline_is_said_and_replaced(key, broken, said) -> None:
    aws = Bucket()
    aws.objects.pop(key)
    if broken:
        aws.objects[key] = broken

    made = rebaselined(aws)

    assert said in made.problems[0]
    assert [json.loads(aws.objects[each]) for each in IN_PLACE] == baseline("wap", range(20))
    assert not aws.staged


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_whatever_ends_it_before_leaves_nothing_behind(error) -> None:
    aws = Bucket()
    before = dict(aws.objects)

    with pytest.raises(error), prepared(aws, STACK):
        raise error

    assert aws.objects == before
    rebaselined(aws, place=False)
    assert aws.objects == before


@pytest.mark.parametrize("error", [KeyboardInterrupt(), AwsError("s3", ValueError("cut"))])
def test_what_is_cut_off_between_two_files_is_said_at_once_and_by_the_next_call(error) -> None:
    def cut(copies: int) -> None:
        if copies == 2:
            raise error

    aws = Bucket(cut)
    with pytest.raises(HalfPlacedError, match=r"new are data-quality/statistics.json, old perhaps"):
        rebaselined(aws)

    looked = rebaselined(aws, place=False)
    again = rebaselined(aws)

    assert "may be a mixture" in looked.problems[0]
    assert "may be a mixture" in again.problems[0]
    assert not aws.staged
    assert not rebaselined(aws).problems


def test_what_an_earlier_call_left_is_deleted_once_nobody_waits_for_it() -> None:
    aws = Bucket()
    aws.objects |= {"baseline/staging/1/data-quality/statistics.json": "{}",
                    "baseline/staging/9999999999/data-quality/statistics.json": "{}"}  # fmt: skip

    rebaselined(aws, place=False)

    assert aws.staged == ["baseline/staging/9999999999/data-quality/statistics.json"]
