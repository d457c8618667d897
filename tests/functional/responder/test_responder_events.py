"""Events twice, at the same moment, late, out of order, and never: each thing is told once."""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from edition_world import DATA, HANDLERS, HOUR, NOON, QUALITY, START, EditionWorld
from failing_calls import DENIED

if TYPE_CHECKING:
    from collections.abc import Callable

OPENED, RECOVERED = ": DriftedFeatures rings: age", ": data-quality recovered"


@pytest.fixture(params=HANDLERS)
def world(request: pytest.FixtureRequest, begin: Callable[[str], EditionWorld]) -> EditionWorld:
    return begin(request.param)


def told(world: EditionWorld) -> list[str]:
    """Give the subjects of the mails, without what all begin with."""
    return [mail["subject"].removeprefix("[prod] demo") for mail in world.aws.mails]


def counts(world: EditionWorld) -> tuple[int, int, int]:
    """Count mails, events and starts of the pipeline."""
    return len(world.aws.mails), len(world.aws.events), len(world.aws.started)


def test_every_event_twice_tells_everything_once(world: EditionWorld) -> None:
    world.report(0)
    for _ in range(3):
        world.call()
        world.call(0)
    assert counts(world) == (1, 1, 1)


@pytest.mark.parametrize("call", range(2))
def test_two_events_at_the_same_moment_tell_everything_once(
    begin: Callable[[str], EditionWorld], call: int
) -> None:
    """One event's invocation runs as a whole between any two calls of the other's."""
    for edition in HANDLERS:
        at, more = 0, True
        while more:
            world = begin(edition)
            world.report(0)
            for _ in range(call):
                world.call()
            world.watch(at=at)
            world.wire.meanwhile = lambda world=world: world.call(1)
            world.call()
            more = world.wire.meanwhile is None  # there was such a call
            world.call(20)
            world.call(20)
            assert counts(world) == (1, 1, 1), (edition, at)
            assert world.aws.state()["outbox"] == []
            at += 1
        assert at > 8


def test_hours_without_an_event_are_caught_up_by_the_next_one(
    world: EditionWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    for hour in range(4):
        world.report(hour, drifted=hour == 3)
        world.aws.now += dt.timedelta(hours=1)
    world.call()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    runs = [line["scheduled"] for line in lines if line.get("event") == "run"]
    assert runs == [f"{START + hour * HOUR:%FT%TZ}" for hour in range(4)]
    world.call()
    assert told(world) == [OPENED]


def test_an_alarms_event_that_comes_hours_late_tells_nothing_again(world: EditionWorld) -> None:
    world.report(0)
    world.call()
    world.call()
    world.report(1, drifted=False)
    world.call()
    world.call(180)  # of the alarm that had rung
    world.call()
    assert told(world) == [OPENED, RECOVERED]


def test_reports_out_of_order_are_recorded_all_and_once(
    begin: Callable[[str], EditionWorld], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of our own analyzer: labels that come late have an older window written anew."""
    world = begin("drift-monitor")
    for hour in (2, 0, 1):
        world.report(hour, QUALITY, drifted=False)
        world.call()
        world.call(0)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["scheduled"][11:13] for line in lines] == ["03", "01", "02"]
    assert world.aws.state()[QUALITY]["covered"] == (START + 2 * HOUR).timestamp()


def test_of_two_reports_of_one_second_the_later_is_recorded_though_it_could_not_be_read_at_first(
    begin: Callable[[str], EditionWorld],
) -> None:
    world = begin("drift-monitor")
    world.report(0, drifted=False)
    world.report(1)
    world.watch(DENIED, 5)  # the later one's
    (_,) = world.deliver()
    world.deliver()
    assert told(world) == [OPENED]  # nothing so far


def test_a_report_that_never_comes_is_told_once_and_its_coming_too(world: EditionWorld) -> None:
    world.aws.now = NOON
    world.aws.traffic = [NOON]
    for _ in range(30):
        world.call()
    assert told(world) == [": HoursSinceLastReport rings: runs"]
    for monitor in (DATA, QUALITY):
        world.report(14, monitor, drifted=False)
    for _ in range(3):
        world.call()
    assert told(world)[1:] == [": runs recovered"]


def test_silence_without_traffic_is_no_silence(world: EditionWorld) -> None:
    for _ in range(30):
        world.call()
    assert told(world) == []


@pytest.mark.parametrize("seed", range(8))
def test_whatever_comes_in_whatever_order_each_incident_is_told_once(
    world: EditionWorld, seed: int
) -> None:
    draw = random.Random(seed)
    reports: list[bool] = []
    expected: list[str] = []
    for _ in range(12):
        if what := draw.choice(["drift", "clean", "", ""]):
            world.report(len(reports), drifted=what == "drift")
            reports.append(what == "drift")
        for pause in draw.choice([[10.0], [10.0, 0.0], [0.0, 0.0, 10.0], [200.0]]):
            world.call(pause)
        world.call(1)  # the alarm's, once the figures are in
        open_ = expected[-1:] == [OPENED]
        if what == "drift" and not open_:
            expected.append(OPENED)
        elif what == "clean" and open_:
            expected.append(RECOVERED)
    assert told(world) == expected
    assert len(world.aws.events) == expected.count(OPENED)
    assert len(world.aws.started) == min(1, len(world.aws.events)) or _days(world) > 1


def _days(world: EditionWorld) -> Any:
    return (world.aws.now - NOON).days + 1
