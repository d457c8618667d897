"""The way of an alert: who gets it, whether it arrives, and silence for planned work.

**Muting** is a time in the responder's state, up to which it opens, joins and ends no incident. It
goes on recording runs, so that metrics, alarms and reports miss nothing; and what is still wrong
when the time has come is told then, by the next stroke of its clock. Nothing has to be switched on
again, and whoever looks at ``status`` or ``report`` sees it. CloudWatch's own mute rules stop the
actions of alarms; these alarms have none, since the responder asks for their state.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.deploy.awsclient import AwsError, NoStackError
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.awsclient import AwsClient, Json
    from generator.deploy.watching import Watching

STATE = "state/state.json"
MUTED = "muted"  # in the state: epoch seconds

PENDING = "PendingConfirmation"
# What may be tried: no alarm of theirs can start a retraining or put an event on the bus. The first
# whose monitor has no incident is taken: one that is told already would not be told again.
TRIED = {"LatencyAlarm": ("endpoint", "ModelLatency"), "FailedAlarm": ("runs", "RunFailures")}
_TRIES = 8  # of a conditional write
_POLL = 1.0  # seconds
_REASON = "monitor-stack alert-test: a test, nothing is wrong"


@dataclass(frozen=True)
class Subscriber:
    """An address of the topic, and whether it has confirmed."""

    address: str
    confirmed: bool


def subscribers(aws: AwsClient, watching: Watching) -> list[Subscriber]:
    """Give who gets the alerts."""
    topic, found, more = watching.outputs["TopicArn"], list[Any](), dict[str, str]()
    while True:
        page = aws.call("sns", "list_subscriptions_by_topic", TopicArn=topic, **more)
        found += page["Subscriptions"]
        if not (token := page.get("NextToken")):
            break
        more = {"NextToken": token}
    return [Subscriber(each["Endpoint"], each["SubscriptionArn"] != PENDING) for each in found]


# --- the responder's state -------------------------------------------------------------------


def state(aws: AwsClient, watching: Watching) -> tuple[Json, str]:
    """Read the responder's state, and its ETag; ({}, "") before it has been called."""
    try:
        found = aws.call("s3", "get_object", Bucket=watching.bucket, Key=STATE)
    except AwsError as error:
        if error.code == "NoSuchKey":
            return {}, ""
        raise
    return json.load(found["Body"]), found["ETag"]


def change(aws: AwsClient, watching: Watching, edit: Callable[[Json], None]) -> None:
    """Change the responder's state, only over what was read: the responder writes it, too.

    Raises:
        GeneratorError: others were faster each time.

    """
    for _ in range(_TRIES):
        stored, tag = state(aws, watching)
        edit(stored)
        condition = {"IfMatch": tag} if tag else {"IfNoneMatch": "*"}
        try:
            text = json.dumps(stored).encode()
            aws.call("s3", "put_object", Bucket=watching.bucket, Key=STATE, Body=text, **condition)
        except AwsError as error:
            if error.code not in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise
        else:
            return
    raise GeneratorError(f"{STATE} changes all the time: try again")


def muted_until(aws: AwsClient, watching: Watching, now: dt.datetime) -> dt.datetime | None:
    """Give up to when alerts are muted; None if they are not."""
    found = state(aws, watching)[0].get(MUTED, 0)
    return dt.datetime.fromtimestamp(found, dt.UTC) if found > now.timestamp() else None


def mute(aws: AwsClient, watching: Watching, until: dt.datetime | None) -> None:
    """Mute alerts up to a time; None: no longer.

    Raises:
        NoStackError: the stack's function is older than this, and would go on.

    """
    if until and not _knows(aws, watching):
        problem = (
            f"its version {watching.outputs['TemplateVersion']} cannot be muted: update the stack"
            " with the current template"
        )
        raise NoStackError(watching.name, problem)

    def edit(stored: Json) -> None:
        stored.pop(MUTED, None)
        if until:
            stored[MUTED] = until.timestamp()

    change(aws, watching, edit)


def _knows(aws: AwsClient, watching: Watching) -> bool:
    """Tell whether the function, which stands in the template, reads that time."""
    found = aws.call("cloudformation", "get_template", StackName=watching.name)
    return MUTED in str(found["TemplateBody"])


def announce(aws: AwsClient, watching: Watching, subject: str, text: str) -> None:
    """Send everyone a message that is marked as none of the responder's.

    Raises:
        AwsError: it may not be sent.

    """
    aws.call(
        "sns",
        "publish",
        TopicArn=watching.outputs["TopicArn"],
        Subject=f"{watching.title}: {subject}"[:99],
        Message=text,
    )


# --- the test --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trial:
    """An alarm that is tried: its name, its monitor, and the key of what is told of it."""

    alarm: str
    monitor: str
    finding: str


def trial(aws: AwsClient, watching: Watching) -> Trial:
    """Choose the alarm to try.

    Raises:
        GeneratorError: there are incidents on all monitors that may be tried.

    """
    told = state(aws, watching)[0].get("told", {})
    for title, (monitor, finding) in TRIED.items():
        if not told.get(monitor):
            return Trial(aws.resource(watching.name, title), monitor, finding)
    raise GeneratorError(
        f"incidents are open on {' and '.join(monitor for monitor, _ in TRIED.values())}: their"
        " e-mails have proved the way; try again once they are over"
    )


def ring(aws: AwsClient, tried: Trial) -> None:
    """Set the alarm into ALARM; CloudWatch sets it back when it looks at it next, within minutes.

    The reason has no figures, as of any state that a person sets.
    """
    _set(aws, tried, "ALARM")


def fall_back(aws: AwsClient, tried: Trial) -> None:
    """Set the alarm back."""
    _set(aws, tried, "OK")


def _set(aws: AwsClient, tried: Trial, value: str) -> None:
    aws.call(
        "cloudwatch",
        "set_alarm_state",
        AlarmName=tried.alarm,
        StateValue=value,
        StateReason=_REASON,
        StateReasonData='{"test": true}',
    )


def seen(
    aws: AwsClient, watching: Watching, tried: Trial, *, ringing: bool, seconds: float
) -> bool:
    """Wait until the responder has told, or ended, the incident, and sent all that it had to.

    What rings is set to ring again where CloudWatch has looked at it before the responder did.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = state(aws, watching)[0]
        told = tried.finding in found.get("told", {}).get(tried.monitor, [])
        if told == ringing and not found.get("outbox"):
            return True
        time.sleep(min(_POLL, max(0.0, until - time.monotonic())))
        if ringing and not told and _state(aws, tried) == "OK":
            ring(aws, tried)
    return False


def _state(aws: AwsClient, tried: Trial) -> str:
    [found] = aws.call("cloudwatch", "describe_alarms", AlarmNames=[tried.alarm])["MetricAlarms"]
    value: str = found["StateValue"]
    return value
