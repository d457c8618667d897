"""The whole rehearsal for both editions; and what is wrong in a template makes it fail by name."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from generator import templates
from generator.editions import EDITIONS
from generator.rehearsal.rehearsal import Plan, Rehearsal
from generator.rehearsal.steps import steps
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


# Of each edition: the fault, what stands right, what stands there instead, and what is not seen.
FAULTS = {
    "drift-monitor": [
        ("the analyzer may not write reports", "!Sub '${Bucket.Arn}/reports/*'", "!Ref Topic",
         "a clean report"),
        ("captured data are looked for elsewhere", "CAPTURED: !Sub '${Live.Path}/",
         "CAPTURED: !Sub '${Live.Path}/other/", "a clean report"),
        ("the schedule is switched off", "ScheduleExpression: !If [Daily,'cron(15 0",
         "State: DISABLED,ScheduleExpression: !If [Daily,'cron(15 0", "a clean report"),
        ("the schedule may not take its role", ",scheduler.amazonaws.com", "",
         "a clean report"),
        ("answers are not captured", "[{CaptureMode: Input},{CaptureMode: Output}]",
         "[{CaptureMode: Input}]", "the stack comes up"),
        ("metrics may go elsewhere alone", "cloudwatch:namespace: [ModelMonitoring",
         "cloudwatch:namespace: [Other", "metric CapturedRecords: 200"),
        ("the clock may not call the responder", "Principal: events.amazonaws.com",
         "Principal: s3.amazonaws.com", "metric CapturedRecords: 200"),
        ("the clock stands still", "rate(10 minutes)", "rate(10 days)",
         "metric CapturedRecords: 200"),
        ("somebody else is mailed", "Endpoint: !Ref EmailAddress",
         "Endpoint: else@example.com", "you@example.com is subscribed"),
        ("the alarm watches another metric", "MetricName: DriftedFeatures",
         "MetricName: DriftedFeature", "DriftAlarm: ALARM"),
        ("alerts go to another topic", '"${Topic}"', '"${Topic}-other"', "e-mail: data drift"),
        ("events may not be put", "events:PutEvents", "events:PutRule",
         "the event Drift Detected names income, channel"),
        ("the analyzer may not be called", "Action: lambda:InvokeFunction,Resource",
         "Action: lambda:GetFunction,Resource", "the stack comes up"),
        ("the bucket may not be emptied", "s3:DeleteObjectVersion,", "", "nothing is left"),
    ],
    "model-monitor": [
        ("reports lie elsewhere", "'s3://${Store}/reports/data-quality'",
         "'s3://${Store}/report/data-quality'", "a clean report"),
        ("the run comes once a day", "'cron(0 * ? * * *)'", "'cron(0 0 ? * * *)'",
         "a clean report"),
        ("runs may not be listed", "sagemaker:ListMonitoringExecutions",
         "sagemaker:ListMonitoringSchedules", "a clean report"),
        ("the role may not be passed", "Action: iam:PassRole", "Action: iam:GetRole",
         "the stack comes up"),
        ("the probability is taken for the prediction", "!Select [0,!Ref ResponseAttributes]",
         "!Select [1,!Ref ResponseAttributes]", "metric accuracy: 0"),
        ("silence may last thirty hours", "Threshold: !If [Daily,\n    27,3]",
         "Threshold: !If [Daily,\n    27,30]", "SilentAlarm: ALARM"),
    ],
}  # fmt: skip
CASES = [
    pytest.param(edition, *rest, id=f"{edition}: {title}", marks=pytest.mark.xdist_group(edition))
    for edition, faults in FAULTS.items()
    for title, *rest in faults
]


@pytest.mark.parametrize(("edition", "right", "wrong", "promised"), CASES)
def test_a_fault_in_the_template_is_seen_and_named(
    aws: EmbeddedAws, edition: str, right: str, wrong: str, promised: str
) -> None:
    text = templates.read(edition)
    assert right in text
    data = demo()
    plan = Plan(edition, text.replace(right, wrong, 1), data, usual_drifts(data))
    promises = Rehearsal(plan, aws, Silence()).play(steps(), patient=False)
    assert promised in [one.promised for one in promises.broken]
