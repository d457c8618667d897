"""Each released version's stack becomes a current one, and keeps its data, endpoint and alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from deployed import KINDS, Deployed

from generator import templates
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

CURRENT = "current"  # where nothing is released yet
NEXT = "9.9.9"
# What holds data, what somebody has confirmed, or knows by name.
KEPT = ("Bucket", "Key", "Endpoint", "Topic", "Subscription", "DeadLetters", "Function")
HELD = ("baseline", "capture", "ground-truth", "reports")
STARTS = [
    (edition, version) for edition in KINDS for version in templates.versions(edition) or [CURRENT]
]


@pytest.fixture(params=STARTS, ids=" ".join)
def start(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.fixture
def edition(start: tuple[str, str]) -> str:
    return start[0]


@pytest.fixture
def old(start: tuple[str, str]) -> str:
    edition, version = start
    if version == CURRENT:
        return templates.read(edition)
    return templates.released(edition, version).read_text("utf-8")


@pytest.fixture
def new(edition: str, old: str) -> str:
    """The current template; where it is the old one, with the number of a next version.

    That stands in tags, output, description and in the functions' code, so that these change.
    """
    current = templates.read(edition)
    return current if current != old else current.replace(__version__, NEXT)


def held(deployed: Deployed) -> dict[str, str]:
    """Give what lies in the bucket, but for the functions' own notes: key -> text."""
    return {key: deployed.text(key) for part in HELD for key in deployed.keys(f"{part}/")}


def rich(income: str) -> str:
    return str(float(income) + 48_000)


def test_a_stack_is_updated_with_its_data_still_there_and_goes_on(
    stack: Callable[..., Deployed], old: str, new: str
) -> None:
    before = stack(old, DriftThreshold="0.15")
    before.send(before.customers(), ids="before")
    before.label(["0"] * 120, ids="before")
    before.an_hour_later()
    there = held(before)
    assert {key.split("/")[0] for key in there} == {*HELD}

    after = stack(new, DriftThreshold="0.15")
    kept = {name: before.resources[name] for name in KEPT}
    assert {name: after.resources[name] for name in KEPT} == kept
    version = after.outputs.pop("TemplateVersion")
    assert version != before.outputs.pop("TemplateVersion")
    assert after.outputs == {**before.outputs, **after.outputs}, "an output is gone"
    assert {key: text for key, text in held(after).items() if key in there} == there

    after.now = before.now
    after.hours_pass()
    after.send(after.customers(income=rich))
    after.an_hour_later()
    assert after.report()["drift"]["records"] == 120
    assert after.alarms()["DriftAlarm"] == "ALARM"
    assert [mail for mail in after.mails() if "data drift" in mail["subject"]]
    assert held(after).keys() > there.keys()
