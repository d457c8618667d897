"""Whatever call of AWS fails, once: it is repeated or reported; all is told, and once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from edition_world import HANDLERS, EditionWorld
from failing_calls import FAULTS, LOST, Fault, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Begin = Callable[[str], EditionWorld]

# What may be sent twice, since nobody knows whether it was sent: it is what was under way
# (`lambda_src.responder`). An answer that was lost, or the last write, which takes out of the
# outbox what was sent.
UNDER_WAY = "sns.Publish", "events.PutEvents"
LAST = ["s3.GetObject", "s3.PutObject"]


@pytest.fixture(params=HANDLERS)
def edition(request: pytest.FixtureRequest) -> str:
    return request.param


def went_on(world: EditionWorld) -> Any:
    """Let the clock strike once more, when the outbox is free, and give what came of it all."""
    assert world.deliver(31) == []
    return world.outcome()


def good(begin: Begin, edition: str) -> tuple[list[str], Any]:
    """Give the calls of two good invocations, one that records and one that tells, and the end."""
    world = begin(edition)
    world.incident()
    world.watch()
    assert world.deliver() + world.deliver() == []
    return [*world.wire.calls], went_on(world)


def test_in_a_good_run_everything_is_called_and_told(begin: Begin, edition: str) -> None:
    calls, end = good(begin, edition)
    assert {*calls} >= {
        "cloudwatch.PutMetricData", "cloudwatch.GetMetricStatistics", "cloudwatch.DescribeAlarms",
        "sns.Publish", "events.PutEvents", "sagemaker.DescribePipeline",
        "sagemaker.StartPipelineExecution", "s3.GetObject", "s3.PutObject",
    }  # fmt: skip
    assert calls[-2:] == LAST
    assert len(end["mails"]) == 2
    assert len(end["events"]) == 1
    assert len(end["pipelines"]) == 1
    assert end["left"] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_whatever_call_fails_all_is_told_in_the_end_and_once(
    begin: Begin, edition: str, fault: Fault
) -> None:
    calls, end = good(begin, edition)
    assert dict(_wrong(lambda: begin(edition), fault, calls, end)) == {}


def _wrong(
    begin: Callable[[], EditionWorld], fault: Fault, calls: list[str], end: Any
) -> Iterator[tuple[str, Any]]:
    for at in places(fault, calls):
        call = calls[at]
        world = begin()
        world.incident()
        world.watch(fault, at)
        failures = world.deliver() + world.deliver()
        code, _ = fault.said(call.partition(".")[0])
        if [code in str(each) for each in failures] != [True] * (
            world.wire.hit and not fault.mended
        ):
            yield f"{at} {call} reported", failures
        found = went_on(world)
        allowed = call in UNDER_WAY if fault is LOST else at >= len(calls) - 2
        for name, said in found.items():
            once = allowed and name in ("mails", "events") and sorted({*said})
            if said != end[name] and once != end[name]:
                yield f"{at} {call} {name}", said
