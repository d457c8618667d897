"""The rehearsal: the whole loop, step by step, each with what it promises.

A step tells what it does as it goes, and notes its promises; what goes wrong in one is a promise
that was not kept, and the next ones go on as far as they can.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from generator import prices
from generator.errors import GeneratorError
from generator.parameters import DRIFT_MONITOR
from generator.rehearsal import deploying, inventory, onlooker, own, page
from generator.rehearsal.promises import Promises
from generator.rehearsal.stage import Stage
from generator.rehearsal.traffic import Sample, continuous, drift_of, sample, usual_drifts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Protocol

    from generator.rehearsal.embedded import EmbeddedAws
    from generator.rehearsal.traffic import Drift

    class Teller(Protocol):
        """What is told to: a :class:`generator.deploy.screen.Screen`."""

        def tell(self, kind: str, words: str = "", *, style: str = "", **data: Any) -> None:
            """Say one thing, to a person in words or to a machine as data."""


STACK = "rehearsed"
EMAIL = "you@example.com"
REQUESTS = 200
MINIMUM = 100  # records for a verdict: the parameter MinimumRecords, which stays at its default
_THRESHOLD = 0.1
_DEMO_ANSWERS = 2  # the demo model answers prediction and probability
_FAILURES = GeneratorError, ClientError, BotoCoreError, LookupError, TypeError, ValueError


@dataclass(frozen=True)
class Plan:
    """What is rehearsed.

    Attributes:
        edition: who analyses.
        template: its text.
        dataset: a user's own, as CSV; ``""`` for the demo model and its data.
        model: a user's own artefact; without it one stands in that answers as the dataset does.
        answers: how many of the dataset's first columns the model answers with.
        drifts: what is shifted, as ``FEATURE=SHIFT``; none: what is usual.
        page: where the HTML report is written.
        keep: leave the stack where it is.

    """

    edition: str
    template: str
    dataset: str = ""
    model: bytes | None = None
    answers: int = 1
    drifts: Sequence[str] = ()
    page: Path | None = None
    keep: bool = False


@dataclass
class Rehearsal:
    """A rehearsal that goes on; ``stage`` and ``sample`` are there once the stack is up."""

    plan: Plan
    aws: EmbeddedAws
    out: Teller
    promises: Promises = field(default_factory=Promises)
    before: set[str] = field(default_factory=set)
    stage: Stage | None = None
    sample: Sample | None = None
    drifts: list[Drift] = field(default_factory=list)

    def play(self, *, patient: bool = True) -> Promises:
        """Do all steps; without patience those after a promise that was not kept are left out."""
        for number, (title, step) in enumerate(steps(self.plan), 1):
            if not patient and self.promises.broken:
                break
            self._step(number, title, step)
        return self.promises

    def _step(self, number: int, title: str, step: Callable[[Rehearsal], None]) -> None:
        self.promises.step, began = number, time.perf_counter()
        self.out.tell("step", f"\n{number} {title}", style="bold", number=number, title=title)
        made = len(self.promises.made)
        try:
            step(self)
        except _FAILURES as error:
            seen = f"{type(error).__name__}: {error}" if _is_odd(error) else str(error)
            self.promises.see(f"{title}: it can be done", seen, kept=False)
        seconds = time.perf_counter() - began
        for one in self.promises.made[made:]:
            if not one.kept:
                self.say(f"NOT SEEN: {one.promised}; seen: {one.seen}", style="red")
        self.out.tell(
            "step-done", f"  {seconds:.1f} s", style="dim", number=number, seconds=round(seconds, 2)
        )

    def up(self) -> tuple[Stage, Sample]:
        """Give the stack that is up, and the data of its traffic.

        Raises:
            GeneratorError: it is not.

        """
        if not self.stage or not self.sample:
            raise GeneratorError("the stack is not up")
        return self.stage, self.sample

    def say(self, words: str, *, style: str = "") -> None:
        """Say something to a person."""
        for line in words.splitlines():
            self.out.tell("said", f"  {line}", style=style, text=line)

    @property
    def quality(self) -> bool:
        """Whether labels are compared, too."""
        return not self.plan.dataset


def _is_odd(error: BaseException) -> bool:
    return not isinstance(error, GeneratorError | ClientError | BotoCoreError)


def steps(plan: Plan) -> list[tuple[str, Callable[[Rehearsal], None]]]:
    """List the steps, in order: a table of contents."""
    listed: list[tuple[str, Callable[[Rehearsal], None]]] = [
        (f"Deploy {plan.edition}", deploy),
        ("Normal traffic, an hour, the run", normal),
        ("Drifted traffic, an hour, the run", drifted),
        ("Labels that disagree, an hour, the run", disagreeing),
        ("A failed run, silence, and recovery", failing),
        ("The report, and what the same costs on AWS", reporting),
        ("Destroy", destroy),
    ]
    return listed[:-1] if plan.keep else listed


# --- the steps -----------------------------------------------------------------------------


def deploy(now: Rehearsal) -> None:
    """1: the stack comes up from its template, and the endpoint answers."""
    aws, plan, see = now.aws, now.plan, now.promises
    given = {"EmailAddress": EMAIL}
    if plan.dataset:
        known = sample(plan.dataset, plan.answers, MINIMUM)
        given |= own.put(aws, plan.dataset, known, plan.model)
    onlooker.arrive(aws)
    now.before = inventory.inventory(aws)
    _follow(now, deploying.create(aws, STACK, plan.template, given))
    found = deploying.describe(aws, STACK)
    see.equal("the stack comes up", found["StackStatus"], "CREATE_COMPLETE")
    if found["StackStatus"] != "CREATE_COMPLETE":
        return
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}
    stage = Stage(aws, STACK, outputs)
    text = plan.dataset or stage.text("model/baseline.csv")
    now.sample = sample(text, plan.answers if plan.dataset else _DEMO_ANSWERS, MINIMUM)
    now.drifts = [drift_of(one, now.sample) for one in plan.drifts] or usual_drifts(now.sample)
    now.stage = stage
    (answer,) = stage.send(now.sample.requests(1))
    see.equal("the endpoint answers", f"{len(answer.split(','))} cells", f"{now.sample.answers} cells")
    limits = stage.read("baseline/data-quality/constraints.json")["monitoring_config"]
    threshold = limits["distribution_constraints"]["comparison_threshold"]
    see.equal("the baseline has the threshold", threshold, _THRESHOLD)
    found = aws.client("sns").list_subscriptions_by_topic(TopicArn=outputs["TopicArn"])
    subscribed = [one["Endpoint"] for one in found["Subscriptions"]]
    see.equal("the address is subscribed", ", ".join(subscribed), EMAIL)
    now.say(f"endpoint {outputs['EndpointName']} answers {answer}")


def normal(now: Rehearsal) -> None:
    """2: traffic like the baseline's gives a clean report, and no alarm."""
    stage, data = now.up()
    _hour_of(now, data.requests(REQUESTS))
    see = now.promises
    report = stage.report()
    see.equal("a report, clean", report.get("drift", {}).get("status"), "clean")
    for name, wanted in {
        "CapturedRecords": REQUESTS + _probes(now), "DriftedFeatures": 0, "ConstraintViolations": 0,
    }.items():  # fmt: skip
        see.equal(f"metric {name} {wanted}", _plain(stage.figure(name)), str(wanted))
    for name in ("RunFailures", "HoursSinceLastReport"):
        see.equal(f"metric {name} 0", _plain(stage.figure(name, "runs")), "0")
    _quiet(now, stage)


def drifted(now: Rehearsal) -> None:
    """3: drift is found, counted, alarmed on, mailed, and told to other machines."""
    stage, data = now.up()
    see = now.promises
    now.say("shifted: " + "; ".join(drift.words for drift in now.drifts))
    _hour_of(now, data.requests(REQUESTS, now.drifts))
    report = stage.report()
    named = {one["feature_name"] for one in report.get("drift", {}).get("violations", [])}
    wanted = _seen_by(now.plan.edition, data, now.drifts)
    for feature in wanted:
        see.see(f"the report names {feature}", ", ".join(sorted(named)), kept=feature in named)
    files = {"statistics", "constraints", "constraint_violations", "drift"}
    see.equal("the report's files", ", ".join(sorted(report)), ", ".join(sorted(files)))
    for name, least in ("DriftedFeatures", 0), ("ConstraintViolations", 0), (
        "MaxDriftDistance", _THRESHOLD,
    ):  # fmt: skip
        value = stage.figure(name)
        see.see(f"metric {name} above {least}", _plain(value), kept=(value or 0) > least)
    for name in ("DriftAlarm", "ViolationsAlarm"):
        see.equal(f"{name} rings", stage.alarms().get(name), "ALARM")
    mails = _mailed(now, stage, "data drift")
    body = mails[0]["body"] if mails else ""
    for feature in wanted:
        see.see(f"the e-mail names {feature}", _about(body, feature), kept=feature in body)
    told = [json.loads(one)["detail"] for one in onlooker.events(now.aws)]
    found = {one["feature"] for detail in told for one in detail["features"]}
    see.see(
        "the event Drift Detected names them",
        ", ".join(sorted(found)) or "no event",
        kept={*wanted} <= found,
    )


def disagreeing(now: Rehearsal) -> None:
    """4: answers that the labels contradict are a loss of quality; the drift has recovered."""
    stage, data = now.up()
    see = now.promises
    requests = data.requests(REQUESTS)
    if now.quality:
        answers = stage.send(requests, ids="wrong")
        stage.label(["0" if bought(answer) else "1" for answer in answers], ids="wrong")
        _hour_of(now, [])
        labelled = stage.figure("LabelledRecords", "model-quality")
        see.equal(f"metric LabelledRecords {REQUESTS}", _plain(labelled), str(REQUESTS))
        see.equal("metric accuracy 0", _plain(stage.figure("accuracy", "model-quality")), "0")
        see.equal("QualityAlarm rings", stage.alarms().get("QualityAlarm"), "ALARM")
        _mailed(now, stage, "data-quality recovered", "a loss of model quality")
    else:
        now.say("your own data come without labels: model quality is off, the drift recovers")
        _hour_of(now, requests)
        _mailed(now, stage, "data-quality recovered")
    see.equal("DriftAlarm is over", stage.alarms().get("DriftAlarm"), "OK")


def failing(now: Rehearsal) -> None:
    """5: a run that fails, runs that do not come, and how both are over."""
    stage, data = now.up()
    see, requests = now.promises, data.requests(REQUESTS)
    key = "baseline/data-quality/statistics.json"
    kept = stage.text(key)
    now.say("somebody overwrites the baseline's statistics")
    stage.put(key, json.dumps({"features": [{}]}))
    if now.quality:
        answers = stage.send(requests, ids="right")
        stage.label(["1" if bought(answer) else "0" for answer in answers], ids="right")
    _hour_of(now, [] if now.quality else requests)
    see.equal("metric RunFailures 1", _plain(stage.figure("RunFailures", "runs")), "1")
    see.equal("FailedAlarm rings", stage.alarms().get("FailedAlarm"), "ALARM")
    (*_, mail) = _mailed(
        now, stage, *["model-quality recovered"] * now.quality, "a failed run"
    ) or [{"body": ""}]
    see.see("the e-mail says why", _about(mail["body"], "Reason"), kept="KeyError" in mail["body"])
    now.say("the statistics are put back")
    stage.put(key, kept)
    _hour_of(now, requests)
    _mailed(now, stage, "runs recovered")

    now.say("somebody switches the schedule off")
    stage.switch_schedules(on=False)
    _hour_of(now, requests)
    stage.hours_pass(2)
    see.equal("SilentAlarm rings after three hours", stage.alarms().get("SilentAlarm"), "ALARM")
    _mailed(now, stage, "no report despite traffic")
    now.say("and on again")
    stage.switch_schedules(on=True)
    _hour_of(now, requests)
    see.equal("SilentAlarm is over", stage.alarms().get("SilentAlarm"), "OK")
    _mailed(now, stage, "runs recovered")
    see.equal("no alarm is left", ", ".join(stage.ringing()) or "none", "none")
    see.equal("no event stayed undelivered", len(stage.undelivered()), 0)


def reporting(now: Rehearsal) -> None:
    """6: the report for a person, and the cost."""
    stage, _ = now.up()
    now.say(page.write(stage, now.plan.page))
    use = prices.Use(edition=now.plan.edition, model_quality=now.quality)
    parts = prices.monthly(use)
    total = sum(parts.values())
    dear = sorted(parts.items(), key=lambda part: -part[1])[:3]
    now.out.tell(
        "cost",
        f"  on AWS, {use.region}, {use.frequency}: {total:.0f} USD a month ("
        + ", ".join(f"{name} {usd:.0f}" for name, usd in dear)
        + "); here: none",
        region=use.region,
        frequency=use.frequency,
        usd=round(total, 2),
        parts={name: round(usd, 2) for name, usd in parts.items()},
    )


def destroy(now: Rehearsal) -> None:
    """7: nothing is left but what AWS keeps anyway."""
    _follow(now, deploying.delete(now.aws, STACK))
    left = sorted(inventory.inventory(now.aws) - now.before)
    now.promises.equal("nothing is left", ", ".join(left) or "nothing", "nothing")
    kept = [f"key {name} {state}" for name, state in inventory.keys(now.aws).items()]
    if kept:
        now.say(f"AWS keeps: {', '.join(kept)}, at no cost; records of jobs")


# --- what the steps share ------------------------------------------------------------------


def bought(answer: str) -> bool:
    """Tell what the demo model predicts: prediction, then probability."""
    return answer.startswith("1,")


def _probes(now: Rehearsal) -> int:
    """Count the requests beside the step's own: the one that asked whether the endpoint answers."""
    return 1 if now.promises.step == 2 else 0  # noqa: PLR2004 - the step after it


def _hour_of(now: Rehearsal, requests: Sequence[str]) -> None:
    """Send requests, and let an hour pass with all that is due in it."""
    stage, _ = now.up()
    stage.send(requests)
    stage.hours_pass()
    report = stage.report().get("drift", {})
    words = f"{stage.now:%H:%M} {report.get('status', 'no report')}"
    if report:
        words += f", {report['records']:,} records"
    now.say(f"an hour later: {words}")


def _seen_by(edition: str, data: Sample, drifts: Sequence[Drift]) -> list[str]:
    """Name the features whose drift the edition's verdict sees.

    Model Monitor compares distinct values, and is nearly blind to numbers of few values.
    """
    return [
        drift.feature
        for drift in drifts
        if edition == DRIFT_MONITOR
        or continuous(cells := data.cells(drift.feature))
        or not all(cell.replace(".", "").isdigit() for cell in cells)
    ]


def _mailed(now: Rehearsal, stage: Stage, *topics: str) -> list[dict[str, str]]:
    """Note that these mails came, and no other; show them, and give them in this order."""
    mails = stage.mails()
    for mail in mails:
        _show(now, mail)
    found = []
    for topic in topics:
        about = [mail for mail in mails if topic in mail["subject"] and mail["to"] == EMAIL]
        now.promises.see(
            f"an e-mail: {topic}",
            about[0]["subject"] if about else "no such e-mail",
            kept=len(about) == 1,
        )
        found += about[:1]
    others = [mail["subject"] for mail in mails if mail not in found]
    now.promises.equal("no other e-mail", "; ".join(others) or "none", "none")
    return found


def _quiet(now: Rehearsal, stage: Stage) -> None:
    now.promises.equal("no alarm", ", ".join(stage.ringing()) or "none", "none")
    _mailed(now, stage)


def _show(now: Rehearsal, mail: dict[str, str]) -> None:
    """Print an e-mail as it would arrive."""
    head = f"To: {mail['to']}\nSubject: {mail['subject']}\n\n"
    lines = (head + mail["body"]).splitlines()
    now.out.tell("mail", "\n".join(f"  | {line}".rstrip() for line in lines), **mail)


def _about(text: str, word: str) -> str:
    """Give the line of a text that has a word."""
    found = [line.strip() for line in text.splitlines() if word in line]
    return found[0] if found else "no such line"


def _plain(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


def _follow(now: Rehearsal, events: Any) -> None:
    """Show a stack's events as they come: to a person what is done, and what has failed."""
    for event in events:
        status, kind = event["ResourceStatus"], event["ResourceType"]
        reason = event.get("ResourceStatusReason", "")
        done = not status.endswith("IN_PROGRESS")
        failed = "FAILED" in status
        now.out.tell(
            "event",
            f"  {status:<16} {event['LogicalResourceId']:<20} {kind}" + f"\n    {reason}" * failed
            if done
            else "",
            style="red" if failed else "dim",
            status=status,
            resource=event["LogicalResourceId"],
            resourceType=kind,
            reason=reason,
        )
