"""The endpoint that is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lifecycle_world import BUCKET, PREFIX

from lambda_src.lifecycle.endpoints import watched

if TYPE_CHECKING:
    from lifecycle_world import World

REFUSED = "needs data capture on, Input and Output"


def _capture(world: World, **change: Any) -> None:
    config = world.aws.endpoints[PREFIX]
    capture = config["DataCaptureConfig"] | change
    capture = {name: value for name, value in capture.items() if value is not None}
    world.aws.endpoints[PREFIX] = config | {"DataCaptureConfig": capture}


def _data(world: World, **given: str) -> dict[str, str]:
    found: dict[str, str] = world.succeed("Create", "Watched", given=given)["Data"]
    return found


def test_the_endpoint_of_the_stack_is_described(world: World) -> None:
    assert _data(world) == {
        "Name": PREFIX,
        "Config": f"{PREFIX}-config",
        "Variant": "AllTraffic",
        "Path": f"{BUCKET}/capture/{PREFIX}",
        "Bucket": BUCKET,
        "Start": "-PT1H",
        "End": "-PT0H",
    }


@pytest.mark.usefixtures("aws")
def test_without_schedules_no_window_is_wanted() -> None:
    found = watched("Create", {"Endpoint": PREFIX, "Config": "", "Variant": ""})["Data"]
    assert found.keys() == {"Name", "Config", "Variant", "Path", "Bucket"}


@pytest.mark.parametrize(
    ("frequency", "delay", "start", "end"),
    [
        ("hourly", "0", "-PT1H", "-PT0H"),
        ("hourly", "24", "-PT25H", "-PT24H"),
        ("daily", "0", "-PT24H", "-PT0H"),
        ("daily", "48", "-PT72H", "-PT48H"),
    ],
)
def test_the_windows_lie_as_far_back_as_labels_are_late(
    world: World, frequency: str, delay: str, start: str, end: str
) -> None:
    data = _data(world, Frequency=frequency, Delay=delay)
    assert (data["Start"], data["End"]) == (start, end)


def test_an_endpoint_that_is_not_there_is_named(world: World) -> None:
    reason = world.fail("Create", "Watched", given={"Endpoint": "nowhere"})
    assert "Could not find endpoint" in reason
    assert "nowhere" in reason


def test_an_endpoint_without_capture_is_refused(world: World) -> None:
    del world.aws.endpoints[PREFIX]["DataCaptureConfig"]
    assert f"Endpoint {PREFIX} {REFUSED}" in world.fail("Create", "Watched")


@pytest.mark.parametrize("change", [{"EnableCapture": False}, {"EnableCapture": None}])
def test_an_endpoint_whose_capture_is_off_is_refused(world: World, change: Any) -> None:
    _capture(world, **change)
    assert REFUSED in world.fail("Create", "Watched")


@pytest.mark.parametrize("mode", ["Input", "Output"])
def test_capture_of_one_direction_is_refused(world: World, mode: str) -> None:
    _capture(world, CaptureOptions=[{"CaptureMode": mode}])
    assert REFUSED in world.fail("Update", "Watched")


def test_capture_of_both_directions_in_one_option_is_taken(world: World) -> None:
    _capture(world, CaptureOptions=[{"CaptureMode": "InputAndOutput"}])
    _data(world)


def test_a_variant_is_taken_by_its_name(world: World) -> None:
    variants = [{"VariantName": "blue"}, {"VariantName": "green"}]
    world.aws.endpoints[PREFIX] |= {"ProductionVariants": variants}
    assert _data(world, Config="")["Variant"] == "blue"
    assert _data(world, Config="", Variant="green")["Variant"] == "green"


def test_of_the_stacks_own_endpoint_the_one_variant_is_watched(world: World) -> None:
    assert _data(world, Variant="green")["Variant"] == "AllTraffic"


def test_an_unknown_variant_is_refused_with_those_that_there_are(world: World) -> None:
    reason = world.fail("Create", "Watched", given={"Config": "", "Variant": "red"})
    assert f"Endpoint {PREFIX} has no variant red, only ['AllTraffic']" in reason


@pytest.mark.parametrize("path", ["theirs/some/prefix", "theirs"])
def test_a_capture_ending_in_a_slash_is_refused(world: World, path: str) -> None:
    _capture(world, DestinationS3Uri=f"s3://{path}/")
    assert "take the slash off its end" in world.fail("Create", "Watched")


@pytest.mark.parametrize(
    ("uri", "path"),
    [("s3://theirs/some/prefix", "theirs/some/prefix"), ("s3://theirs", "theirs")],
)
def test_the_place_of_the_capture_is_taken_apart(world: World, uri: str, path: str) -> None:
    _capture(world, DestinationS3Uri=uri)
    data = _data(world)
    assert data["Path"] == f"{path}/{PREFIX}"
    assert data["Bucket"] == "theirs"


def test_the_deletion_asks_nothing(world: World) -> None:
    world.aws.endpoints.clear()
    world.succeed("Delete", "Watched")
    assert world.aws.calls == []
