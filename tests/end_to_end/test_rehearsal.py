"""The whole rehearsal for both editions; and what is wrong in a template makes it fail by name."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from generator import templates
from generator.editions import EDITIONS
from generator.rehearsal.rehearsal import Plan, Rehearsal
from generator.rehearsal.steps import (
    deploy,
    destroy,
    disagreeing,
    drifted,
    normal,
    silent,
    steps,
)
from generator.rehearsal.traffic import demo, usual_drifts

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]


class Silence:
    """Listens to a rehearsal, and says nothing."""

    def tell(self, kind: str, words: str = "", *, style: str = "", **data: Any) -> None:
        del kind, words, style, data


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


# Of each edition: the fault, what stands right, what stands there instead, the step
# in which that is seen, and which promise is not kept.
FAULTS = {
    "drift-monitor": [
        ("the analyzer may not write reports", "!Sub '${Bucket.Arn}/reports/*'", "!Ref Topic",
         normal, "a clean report"),
        ("captured data are looked for elsewhere", "CAPTURED: !Sub '${Live.Path}/",
         "CAPTURED: !Sub '${Live.Path}/other/", normal, "a clean report"),
        ("the schedule is switched off", "ScheduleExpression: !If [Daily,'cron(15 0",
         "State: DISABLED,ScheduleExpression: !If [Daily,'cron(15 0", normal, "a clean report"),
        ("the schedule may not take its role", ",scheduler.amazonaws.com", "",
         normal, "a clean report"),
        ("answers are not captured", "[{CaptureMode: Input},{CaptureMode: Output}]",
         "[{CaptureMode: Input}]", deploy, "the stack comes up"),
        ("metrics may go elsewhere alone", "cloudwatch:namespace: [ModelMonitoring",
         "cloudwatch:namespace: [Other", normal, "metric CapturedRecords: 200"),
        ("the clock may not call the responder", "Principal: events.amazonaws.com",
         "Principal: s3.amazonaws.com", normal, "metric CapturedRecords: 200"),
        ("the clock stands still", "rate(10 minutes)", "rate(10 days)",
         normal, "metric CapturedRecords: 200"),
        ("somebody else is mailed", "Endpoint: !Ref EmailAddress",
         "Endpoint: else@example.com", deploy, "you@example.com is subscribed"),
        ("the alarm watches another metric", "MetricName: DriftedFeatures",
         "MetricName: DriftedFeature", drifted, "DriftAlarm: ALARM"),
        ("alerts go to another topic", '"${Topic}"', '"${Topic}-other"',
         drifted, "e-mail: data drift"),
        ("events may not be put", "events:PutEvents", "events:PutRule",
         drifted, "the event Drift Detected names income, channel"),
        ("the analyzer may not be called", "Action: lambda:InvokeFunction,Resource",
         "Action: lambda:GetFunction,Resource", deploy, "the stack comes up"),
        ("the bucket may not be emptied", "s3:DeleteObjectVersion,", "",
         destroy, "nothing is left"),
    ],
    "model-monitor": [
        ("reports lie elsewhere", "'s3://${Store}/reports/data-quality'",
         "'s3://${Store}/report/data-quality'", normal, "a clean report"),
        ("the run comes once a day", "'cron(0 * ? * * *)'", "'cron(0 0 ? * * *)'",
         normal, "a clean report"),
        ("runs may not be listed", "sagemaker:ListMonitoringExecutions",
         "sagemaker:ListMonitoringSchedules", normal, "a clean report"),
        ("the role may not be passed", "Action: iam:PassRole", "Action: iam:GetRole",
         deploy, "the stack comes up"),
        ("the probability is taken for the prediction", "!Select [0,!Ref ResponseAttributes]",
         "!Select [1,!Ref ResponseAttributes]", disagreeing, "metric accuracy: 0"),
        ("silence may last thirty hours", "Threshold: !If [Daily,\n    27,3]",
         "Threshold: !If [Daily,\n    27,30]", silent, "SilentAlarm: ALARM"),
    ],
}  # fmt: skip
CASES = [
    pytest.param(edition, *rest, id=f"{edition}: {title}")
    for edition, faults in FAULTS.items()
    for title, *rest in faults
]


@pytest.mark.parametrize(("edition", "right", "wrong", "step", "promised"), CASES)
def test_a_fault_in_the_template_is_seen_and_named(
    aws: EmbeddedAws,
    edition: str,
    right: str,
    wrong: str,
    step: Callable[[Rehearsal], None],
    promised: str,
) -> None:
    # Without its first comment, so that a fault has room: a template may have 51,200 bytes.
    text = templates.read(edition).partition("\n")[2]
    assert right in text
    data = demo()
    plan = Plan(edition, text.replace(right, wrong, 1), data, usual_drifts(data))
    played = [each for each in steps() if each[1] in (deploy, step)]
    promises = Rehearsal(plan, aws, Silence()).play(played)
    assert promised in [one.promised for one in promises.broken]


def test_a_template_that_is_refused_is_seen_with_the_reason(aws: EmbeddedAws) -> None:
    data = demo()
    text = templates.read("drift-monitor").partition("\n")[2]
    text = text.replace("AWS::SQS::Queue", "AWS::SQS::Queueue", 1)
    plan = Plan("drift-monitor", text, data, usual_drifts(data))
    promises = Rehearsal(plan, aws, Silence()).play([each for each in steps() if each[1] is deploy])
    (broken,) = promises.broken
    assert broken.promised == "the step can be done"
    assert "AWS::SQS::Queueue" in broken.seen
