"""The steps of the rehearsal, each with what it promises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator import prices
from generator.rehearsal import deploying, inventory, onlooker, own, page
from generator.rehearsal.sights import (
    EMAIL,
    alarms,
    an_hour_of,
    figures,
    figures_above,
    follow,
    line_about,
    mails,
    plain,
)
from generator.rehearsal.stage import Stage
from generator.rehearsal.traffic import seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.rehearsal.rehearsal import Rehearsal, Step

STACK = "rehearsed"
REQUESTS = 200
LENGTH = 10  # hours that pass in all steps, and one more: they end before now
_THRESHOLD = 0.1  # the default of DriftThreshold
_FILES = ("constraint_violations", "constraints", "drift", "statistics")
_BASELINE = "baseline/data-quality/statistics.json"


def steps(*, keep: bool = False) -> list[Step]:
    """List the steps in order; to ``keep`` a stack is not to destroy it."""
    listed: list[Step] = [
        ("Deploy", deploy),
        ("Normal traffic, an hour, the run", normal),
        ("Drifted traffic, an hour, the run", drifted),
        ("Labels that disagree, an hour, the run", disagreeing),
        ("A failed run, and its recovery", failing),
        ("The schedule is switched off, and on again", silent),
        ("The report, and what the same costs on AWS", reporting),
        ("Destroy", destroy),
    ]
    return listed[:-1] if keep else listed


def deploy(now: Rehearsal) -> None:
    """Bring the stack up from its template, and ask its endpoint."""
    aws, plan, see = now.aws, now.plan, now.promises
    given = {"EmailAddress": EMAIL}
    if plan.dataset:
        given |= own.put(aws, plan.dataset, plan.sample.answers, plan.model)
    onlooker.arrive(aws)
    now.before = inventory.inventory(aws)
    follow(now, deploying.create(aws, STACK, plan.template, given), whole=True)
    found = deploying.describe(aws, STACK)
    failure = next(aws.failures(STACK), "")
    status = f"{found['StackStatus']}: {failure}" if failure else found["StackStatus"]
    see.equal("the stack comes up", status, "CREATE_COMPLETE")
    if found["StackStatus"] != "CREATE_COMPLETE":
        return
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    stage = Stage(aws, STACK, outputs, begin=-LENGTH)
    now.stage = stage
    (answer,) = stage.send(plan.sample.requests(1))
    wanted = plan.sample.names[: plan.sample.answers]
    kept = len(answer.split(",")) == len(wanted)
    see.see(f"the endpoint answers {', '.join(wanted)}", answer, kept=kept)
    limits = stage.read("baseline/data-quality/constraints.json")["monitoring_config"]
    threshold = limits["distribution_constraints"]["comparison_threshold"]
    see.equal(f"the baseline has the threshold {_THRESHOLD}", plain(threshold), plain(_THRESHOLD))
    listed = aws.client("sns").list_subscriptions_by_topic(TopicArn=stage.outputs["TopicArn"])
    subscribed = ", ".join(one["Endpoint"] for one in listed["Subscriptions"]) or "nobody"
    see.equal(f"{EMAIL} is subscribed", subscribed, EMAIL)
    now.say(f"endpoint {stage.outputs['EndpointName']} answers: {answer}")


def normal(now: Rehearsal) -> None:
    """See that traffic like the baseline's gives a clean report, and no alarm."""
    stage, data = now.up()
    an_hour_of(now, data.requests(REQUESTS)[stage.sent :])
    status = stage.report().get("drift", {}).get("status", "no report")
    now.promises.equal("a clean report", status, "clean")
    figures(
        now, "data-quality", CapturedRecords=REQUESTS, DriftedFeatures=0, ConstraintViolations=0
    )
    figures(now, "runs", RunFailures=0, HoursSinceLastReport=0)
    now.promises.equal("no alarm", ", ".join(stage.ringing()) or "no alarm", "no alarm")
    mails(now)


def drifted(now: Rehearsal) -> None:
    """See that drift is found, counted, alarmed on, mailed, and told to other machines."""
    stage, data = now.up()
    drifts = now.plan.drifts
    now.say("shifted: " + "; ".join(drift.words for drift in drifts))
    an_hour_of(now, data.requests(REQUESTS, drifts))
    now.run = f"{stage.now:%Y/%m/%d/%H}"
    shifted = seen_by(now.plan.edition, data, drifts)
    for hidden in sorted({drift.feature for drift in drifts} - {*shifted}):
        now.say(f"{hidden} has few numbers: Model Monitor is nearly blind to it, none is promised")
    _reported(now, shifted)
    figures_above(now, DriftedFeatures=0, MaxDriftDistance=_THRESHOLD, ConstraintViolations=0)
    alarms(now, rings=["DriftAlarm", "ViolationsAlarm"])
    _told(now, shifted)


def _reported(now: Rehearsal, shifted: Sequence[str]) -> None:
    """See what the report says, and that it is whole."""
    stage, _ = now.up()
    report = stage.report()
    found = {one["feature_name"] for one in report.get("drift", {}).get("violations", [])}
    listed = ", ".join(sorted(found)) or "no report of violations"
    promised = f"the report names {', '.join(shifted)}"
    now.promises.see(promised, listed, kept={*shifted} <= found)
    files = ", ".join(sorted(report)) or "no file"
    now.promises.equal("the report's four files", files, ", ".join(_FILES))


def _told(now: Rehearsal, shifted: Sequence[str]) -> None:
    """See what the e-mail says, and what the event."""
    stage, _ = now.up()
    see, text = now.promises.see, mails(now, "data drift", whole=True)
    for feature in shifted:
        line = line_about(text, f"{feature}: ")
        see(f"the e-mail names {feature}", line, kept="exceeds threshold" in line)
    link = line_about(text, "Report: ").partition("?prefix=")[2]
    there = bool(link) and len(stage.keys(link)) == len(_FILES)
    see("the e-mail links to the report", link or "no link", kept=there)
    details = [json.loads(one)["detail"] for one in onlooker.events(now.aws)]
    heard = {one["feature"] for detail in details for one in detail["features"]}
    promised = f"the event Drift Detected names {', '.join(shifted)}"
    see(promised, ", ".join(sorted(heard)) or "no event", kept={*shifted} <= heard)


def disagreeing(now: Rehearsal) -> None:
    """See that answers which labels contradict are a loss of quality, and that drift recovers."""
    _, data = now.up()
    if now.quality:
        _labelled(now, right=False)
        figures(now, "model-quality", LabelledRecords=REQUESTS, accuracy=0)
        alarms(now, rings=["QualityAlarm"])
        mails(now, "data-quality recovered", "a loss of model quality")
    else:
        now.say("your own data come without labels: model quality is off; the drift is over")
        an_hour_of(now, data.requests(REQUESTS))
        mails(now, "data-quality recovered")
    alarms(now, over=["DriftAlarm", "ViolationsAlarm"])


def failing(now: Rehearsal) -> None:
    """See that a run which fails is told with its reason, and that it is over with the next."""
    stage, data = now.up()
    kept = stage.text(_BASELINE)
    now.say("somebody overwrites the baseline's statistics")
    stage.put(_BASELINE, json.dumps({"features": [{}]}))
    if now.quality:
        _labelled(now, right=True)
    else:
        an_hour_of(now, data.requests(REQUESTS))
    figures(now, "runs", RunFailures=1)
    alarms(now, rings=["FailedAlarm"])
    text = mails(now, "a failed run", *["model-quality recovered"] * now.quality)
    reason = line_about(text, "Reason given: ")
    now.promises.see("the e-mail says why", reason, kept="KeyError('name')" in reason)
    now.say("they are put back")
    stage.put(_BASELINE, kept)
    an_hour_of(now, data.requests(REQUESTS))
    alarms(now, over=["FailedAlarm"])
    mails(now, "runs recovered")


def silent(now: Rehearsal) -> None:
    """See that traffic without reports is told, and that it is over once reports come again."""
    stage, data = now.up()
    stage.switch_schedules(on=False)
    an_hour_of(now, data.requests(REQUESTS))
    mails(now)
    stage.hours_pass(2)
    now.say(f"two hours later, {stage.now:%H:%M}")
    alarms(now, rings=["SilentAlarm"])
    mails(now, "no report despite traffic")
    stage.switch_schedules(on=True)
    an_hour_of(now, data.requests(REQUESTS))
    alarms(now, over=["SilentAlarm"])
    mails(now, "runs recovered")
    left = ", ".join(stage.ringing()) or "no alarm"
    now.promises.equal("no alarm is left", left, "no alarm")
    now.promises.equal("no event stayed undelivered", len(stage.undelivered()), 0)


def reporting(now: Rehearsal) -> None:
    """Write the page for a person, and say what the same costs."""
    now.up()
    if now.plan.page and not page.possible():
        now.say(f"{now.plan.page} is left out: `pip install '.[report]'` draws it")
    elif now.plan.page:
        said = page.write(now.aws, STACK, now.run, now.plan.page)
        now.promises.equal(f"the page {now.plan.page}", said, page.WRITTEN)
    use = prices.Use(edition=now.plan.edition, model_quality=now.quality)
    parts = {name: round(usd, 2) for name, usd in prices.monthly(use).items()}
    dear = sorted(parts.items(), key=lambda part: -part[1])[:3]
    now.out.tell(
        "cost",
        f"   on AWS, {use.region}, {use.frequency}: {sum(parts.values()):.0f} USD a month ("
        + ", ".join(f"{name} {usd:.0f}" for name, usd in dear)
        + ")",
        margin=" " * 5,
        region=use.region,
        frequency=use.frequency,
        usd=round(sum(parts.values()), 2),
        parts=parts,
    )


def destroy(now: Rehearsal) -> None:
    """Delete the stack, and see that nothing is left but what AWS keeps anyway."""
    follow(now, deploying.delete(now.aws, STACK), whole=False)
    left = ", ".join(sorted(inventory.inventory(now.aws) - now.before)) or "nothing"
    now.promises.equal("nothing is left", left, "nothing")
    states = sorted(inventory.keys(now.aws).values())
    now.say(f"AWS keeps, at no cost: a key ({', '.join(states)}), records of jobs")


def _labelled(now: Rehearsal, *, right: bool) -> None:
    """Have an hour of requests with labels that agree with the answers, or never do."""
    stage, data = now.up()
    ids = "right-" if right else "wrong-"
    answers = stage.send(data.requests(REQUESTS), ids=ids)
    stage.label([str(int(bought(answer) == right)) for answer in answers], ids=ids)
    an_hour_of(now, [])


def bought(answer: str) -> bool:
    """Tell what the demo model predicts: prediction, then probability."""
    return answer.startswith("1,")
