"""The whole rehearsal for both editions; and what is wrong in a template makes it fail by name."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from mutations.cases import good, mutations
from mutations.table import kept
from silence import Silence

from generator.editions import EDITIONS
from generator.rehearsal.rehearsal import Plan, Rehearsal
from generator.rehearsal.steps import steps
from generator.rehearsal.traffic import demo, usual_drifts

if TYPE_CHECKING:
    from collections.abc import Callable

    from mutations.cases import Mutation

    from generator.rehearsal import EmbeddedAws

PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_everything_that_is_promised_is_seen(run: Callable[..., Any], edition: str) -> None:
    said = run(PROGRAM, "rehearse", "--edition", edition, "--json")
    told = [*map(json.loads, said.stdout.splitlines())]
    broken = [one for one in told if one["type"] == "promise" and not one["kept"]]
    assert (said.returncode, broken, said.stderr) == (0, [], "")
    assert told[-1]["type"] == "result"
    assert told[-1]["promised"] == told[-1]["seen"] >= 40
    assert [one["number"] for one in told if one["type"] == "step-done"] == [*range(1, 9)]
    mail = next(one for one in told if one["type"] == "mail")
    assert mail["subject"].startswith("[dev] demo: data drift: income, channel")
    (cost,) = [one for one in told if one["type"] == "cost"]
    assert 20 < cost["usd"] < 200
    stands_in = [one["what"] for one in told if one["type"] == "stands-in"]
    assert stands_in == ["Real", "Imitated", "Not to be seen here"]


CASES = [pytest.param(each, id=each.key) for each in mutations() if each.suite]


@pytest.mark.parametrize("mutation", CASES)
def test_a_fault_in_the_template_is_seen_and_named(aws: EmbeddedAws, mutation: Mutation) -> None:
    seen, data = kept()[mutation.key], demo()
    plan = Plan(mutation.edition, mutation.text, data, usual_drifts(data))
    played = [each for each in steps() if each[0] in (steps()[0][0], seen["step"])]
    promises = Rehearsal(plan, aws, Silence()).play(played)
    assert seen["promised"] in [one.promised for one in promises.broken]


def test_a_template_that_is_refused_is_seen_with_the_reason(aws: EmbeddedAws) -> None:
    data, text = demo(), good("drift-monitor").replace("AWS::SQS::Queue", "AWS::SQS::Queueue", 1)
    plan = Plan("drift-monitor", text, data, usual_drifts(data))
    (broken,) = Rehearsal(plan, aws, Silence()).play(steps()[:1]).broken
    assert broken.promised == "the step can be done"
    assert "AWS::SQS::Queueue" in broken.seen
