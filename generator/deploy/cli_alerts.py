"""``alert-test`` and ``mute``: whether alerts arrive, and silence for planned work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from generator.deploy.cli_reach import reach
from generator.deploy.options import HELP, aws_options, option, screen
from generator.deploy.words import Time
from generator.errors import GeneratorError
from generator.exits import Exit

if TYPE_CHECKING:
    from generator.deploy.alerting import Trial
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.screen import Screen
    from generator.deploy.watching import Watching

LONGEST = dt.timedelta(days=14)


@click.command("alert-test", context_settings=HELP)
@click.option("--wait", is_flag=True, help="Watch until the responder has sent both messages.")
@click.option(
    "--timeout",
    default=180,
    show_default=True,
    type=click.IntRange(1),
    metavar="SECONDS",
    help="With --wait: how long for each of them.",
)
@aws_options
@click.pass_context
def alert_test(
    context: click.Context,
    /,
    *,
    wait: bool,
    timeout: int,
    stack_name: str,
    machine: bool,
    **where: str | None,
) -> None:
    """Try the way of an alert from alarm to mailbox.

    Shows who is subscribed, and whether they have confirmed. Sends them a message that announces
    the test, then sets an alarm of the stack on slow answers into ALARM: by that one no retraining
    is started, and no event put for machines. Two e-mails follow, that it rings and that it is
    over, as of a real incident.

    \b
    Examples:
      monitor-stack alert-test
      monitor-stack alert-test --wait
      monitor-stack alert-test --json | jq -r 'select(.type == "subscriber")'

    \b
    Exit codes:
      0    on its way; with --wait: the responder has sent both messages
      1    nobody has confirmed, alerts are muted, or AWS refused
      2    wrong usage
      4    with --wait: not seen in time
      130  interrupted
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy import alerting  # noqa: PLC0415 - boto3 is slow to import

    out = screen(machine=machine)
    aws, watching = reach(stack_name, **where)
    _subscribers(out, aws, watching)
    if muted := alerting.muted_until(aws, watching, dt.datetime.now(dt.UTC)):
        off = f"monitor-stack mute --off{option(stack_name)}"
        raise GeneratorError(f"alerts are muted until {_shown(muted)}: {off}")
    tried = alerting.trial(aws, watching)
    _announce(out, aws, watching)
    alerting.ring(aws, tried)
    out.tell("ringing", f"{tried.alarm} is set into ALARM", alarm=tried.alarm)
    if wait:
        try:
            context.exit(_watched(out, aws, watching, tried, timeout))
        except KeyboardInterrupt:
            words = (
                "interrupted: the messages come all the same, and the alarm falls back by itself"
            )
            out.result(Exit.INTERRUPTED, words, alarm=tried.alarm)
            context.exit(Exit.INTERRUPTED)
    words = (
        "within a minute or two: an e-mail on slow answers (ModelLatency: no data), or on a failed"
        " run if an incident on the endpoint is open. Within ten minutes more: that it is over."
        f" If they do not come: monitor-stack alert-test --wait{option(stack_name)}, and the"
        " function's log"
    )
    out.result(Exit.DONE, words, alarm=tried.alarm)


def _subscribers(out: Screen, aws: AwsClient, watching: Watching) -> None:
    """Show who gets the alerts.

    Raises:
        GeneratorError: nobody does.

    """
    from generator.deploy import alerting  # noqa: PLC0415 - as above

    found = alerting.subscribers(aws, watching)
    for each in found:
        said = "confirmed" if each.confirmed else "not confirmed"
        style = "" if each.confirmed else "yellow"
        out.tell(
            "subscriber",
            f"{each.address}: {said}",
            style=style,
            address=each.address,
            confirmed=each.confirmed,
        )
    if not any(each.confirmed for each in found):
        raise GeneratorError(
            "nobody would get an alert: open the mail from AWS Notifications in that mailbox (see"
            " the spam folder, too) and confirm the subscription. If it is gone, request the"
            " confirmation again in the SNS console, at the topic"
            f" {watching.outputs['TopicArn'].rpartition(':')[2]}"
        )


def _announce(out: Screen, aws: AwsClient, watching: Watching) -> None:
    """Send the message that the next ones are a test; without the right to, go on."""
    from generator.deploy import alerting  # noqa: PLC0415 - as above
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415 - as above

    text = (
        "Somebody tries whether alerts arrive (monitor-stack alert-test). The next two messages,"
        " an alert and that it is over, are a test: nothing is wrong.\n\n"
        f"Stack: {watching.name}\nEndpoint: {watching.endpoint}"
    )
    try:
        alerting.announce(aws, watching, "test of alerts", text)
        out.tell("announced", "an e-mail announces the test", sent=True)
    except AwsError as error:
        words = f"no e-mail announces the test ({error}); it goes on"
        out.tell("announced", words, style="yellow", sent=False, error=str(error))


def _watched(out: Screen, aws: AwsClient, watching: Watching, tried: Trial, seconds: int) -> Exit:
    """Wait for both messages."""
    from generator.deploy import alerting  # noqa: PLC0415 - as above

    for ringing, words in ((True, "the alert"), (False, "that it is over")):
        with out.waiting(f"waiting for the responder: {words}"):
            come = alerting.seen(aws, watching, tried, ringing=ringing, seconds=seconds)
        if ringing:
            alerting.fall_back(aws, tried)
        if not come:
            log = watching.outputs["ResponderFunction"]
            said = (
                f"not sent within {seconds} s: {words}. The responder is called again within ten"
                f" minutes; else see the log of {log}"
            )
            out.result(Exit.RUNNING, said, style="red", missing=words)
            return Exit.RUNNING
        out.tell("sent", f"sent: {words}", what=words)
    out.result(Exit.DONE, "SNS has taken both messages: look into the mailbox", alarm=tried.alarm)
    return Exit.DONE


def _shown(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


@click.command(context_settings=HELP)
@click.option("--until", type=Time(spans=True), help="ISO 8601, or 90m, 2h, 1d from now.")
@click.option("--off", is_flag=True, help="Alert again, at once.")
@click.option("--no-mail", is_flag=True, help="Do not tell the subscribers.")
@aws_options
def mute(
    *,
    until: dt.datetime | None,
    off: bool,
    no_mail: bool,
    stack_name: str,
    machine: bool,
    **where: str | None,
) -> None:
    """Stop alerts for planned work, without losing data; they begin again by themselves.

    Until that time no e-mail is sent, no event is put, no retraining is started, and no incident
    opens or ends. Runs, reports, metrics, alarms and the dashboard go on. What is wrong when the
    time has come is told then. That the responder itself fails is told even now: data would be
    lost. The subscribers get one e-mail that says so. Without an option: shows how it stands.

    \b
    Examples:
      monitor-stack mute --until 2h
      monitor-stack mute --until 2026-11-24T18:00+01:00
      monitor-stack mute --off
      monitor-stack mute

    \b
    Exit codes:
      0  done, or shown
      1  this stack cannot be muted, or AWS refused
      2  wrong usage
    """  # noqa: D301
    from generator.deploy import alerting  # noqa: PLC0415 - as above

    now = dt.datetime.now(dt.UTC)
    if until and off:
        raise click.UsageError("--until and --off exclude each other")
    if until and not now < until <= now + LONGEST:
        raise click.UsageError(f"--until is {_shown(until)}: it must lie ahead, at most two weeks")
    out = screen(machine=machine)
    aws, watching = reach(stack_name, **where)
    was = alerting.muted_until(aws, watching, now)
    if until or (off and was):
        alerting.mute(aws, watching, until)
        if not no_mail:
            _say_so(out, aws, watching, until)
    stands = until if until or off else was
    words = f"alerts are muted until {_shown(stands)}" if stands else "alerts are not muted"
    out.result(Exit.DONE, words, until=stands.isoformat() if stands else None)


def _say_so(out: Screen, aws: AwsClient, watching: Watching, until: dt.datetime | None) -> None:
    """Tell the subscribers; without the right to, say that to whoever asks."""
    from generator.deploy import alerting  # noqa: PLC0415 - as above
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415 - as above

    subject = f"alerts are muted until {_shown(until)}" if until else "alerts are on again"
    more = "Runs go on; what is wrong then is told then." if until else "What is wrong is told now."
    text = f"{subject}, by monitor-stack mute. {more}\n\nStack: {watching.name}"
    try:
        alerting.announce(aws, watching, subject, text)
    except AwsError as error:
        words = f"the subscribers were not told: {error}"
        out.tell("untold", words, style="yellow", error=str(error))
