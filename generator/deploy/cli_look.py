"""The verbs that look at a stack and change nothing."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from typing import TYPE_CHECKING

import click

from generator.deploy.ending import end, ending
from generator.deploy.options import HELP, aws_options, client, option as naming, screen
from generator.errors import GeneratorError
from generator.exits import Exit

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.drift import Drifted
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Stack


@click.command(context_settings=HELP)
@aws_options
def status(*, stack_name: str, machine: bool, **where: str | None) -> None:
    """Show how the stack stands: endpoint, subscription, alarms, newest reports.

    \b
    Examples:
      monitor-stack status
      monitor-stack status --json | jq -r 'select(.type == "alarm" and .state == "ALARM").resource'

    \b
    Exit codes:
      0  it is up, whatever the alarms say
      1  it is not there, or not up; or something cannot be read
      2  wrong usage
      4  an operation is under way
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy.absent import found  # noqa: PLC0415 - boto3 is slow to import

    out = screen(machine=machine)
    with ending(out, f"monitor-stack status{naming(stack_name)}"):
        aws = client(**where)
        stack = found(aws, stack_name)
        _show_stack(out, stack)
        if stack.edition and stack.outputs:
            _show_parts(out, aws, stack)
        _end_with(out, stack)


def _show_stack(out: Screen, stack: Stack) -> None:
    what = f"{stack.edition or 'none of our editions'} {stack.version}".strip()
    parts = [stack.environment, stack.parameters.get("MonitoringFrequency", ""), stack.region]
    words = f"{stack.name}: {stack.status} ({', '.join(filter(None, [what, *parts]))})"
    if stack.protected:
        words += ", protected against deletion"
    if stack.reason:
        words += f"\n  {stack.reason}"
    out.tell("stack", words, style="bold", name=stack.name, stackId=stack.id, status=stack.status,
             reason=stack.reason, edition=stack.edition, version=stack.version,
             protected=stack.protected, parameters=stack.parameters)  # fmt: skip


def _show_parts(out: Screen, aws: AwsClient, stack: Stack) -> None:
    """Show each part; one that cannot be read is said, and does not hide the others."""
    for show in (_show_endpoint, _show_subscriptions, _show_muting, _show_alarms, _show_reports):
        try:
            show(out, aws, stack)
        except GeneratorError as error:
            out.tell("unread", f"could not be read: {error}", style="yellow", problem=str(error))


def _show_endpoint(out: Screen, aws: AwsClient, stack: Stack) -> None:
    from generator.deploy import standing  # noqa: PLC0415 - boto3 is slow to import

    one = standing.endpoint(aws, stack.outputs["EndpointName"])
    good = one.status == "InService"
    words = f"Endpoint: {one.name} {one.status}{f': {one.reason}' if one.reason else ''}"
    out.tell("endpoint", words, style="" if good else "yellow", **vars(one))


def _show_muting(out: Screen, aws: AwsClient, stack: Stack) -> None:
    from generator.deploy import alerting  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.watching import Watching  # noqa: PLC0415 - as above

    watching = Watching(stack.name, stack.parameters, stack.outputs)
    until = alerting.muted_until(aws, watching, dt.datetime.now(dt.UTC))
    if until:
        off = f"monitor-stack mute --off{naming(stack.name)}"
        words = f"Alerts are muted until {until:%Y-%m-%d %H:%M} UTC: {off}"
        out.tell("muted", words, style="yellow", until=until.isoformat())


def _show_subscriptions(out: Screen, aws: AwsClient, stack: Stack) -> None:
    from generator.deploy import standing  # noqa: PLC0415 - boto3 is slow to import

    address = stack.parameters.get("EmailAddress", "")
    for one in standing.subscriptions(aws, stack.outputs["TopicArn"], address):
        good = one.state == standing.CONFIRMED
        out.tell("subscription", f"E-mail: {one.words}", style="" if good else "yellow",
                 **vars(one))  # fmt: skip


def _show_alarms(out: Screen, aws: AwsClient, stack: Stack) -> None:
    from generator.deploy import stacks, standing  # noqa: PLC0415 - boto3 is slow to import

    found = standing.alarms(aws, stacks.resources(aws, stack.id))
    for one in found:
        out.tell("alarm", resource=one.logical_id, name=one.name, state=one.state,
                 reason=one.reason)  # fmt: skip
    if out.machine or not found:
        return
    out.tell("alarms", "Alarms:")
    styles = {"ALARM": "bold red", "OK": "green"}
    for one in found:
        reason = f"  {one.reason}" if one.state == "ALARM" else ""
        words = f"  {one.state:<17}  {one.logical_id}{reason}"
        out.tell("alarm", words, style=styles.get(one.state, "dim"))


def _show_reports(out: Screen, aws: AwsClient, stack: Stack) -> None:
    from generator.deploy import standing  # noqa: PLC0415 - boto3 is slow to import

    for one in standing.reports(aws, stack):
        kept = ("scheduled", "status", "reason", "figures", "violations")
        out.tell("report", f"Report of {one.monitor}: {one.words}", monitor=one.monitor,
                 uri=one.uri, **{key: one.run[key] for key in kept if key in one.run})  # fmt: skip


def _end_with(out: Screen, stack: Stack) -> None:
    """End with what the stack's status means."""
    from generator.deploy.deployment import UP, BadStateError  # noqa: PLC0415 - boto3 is slow

    if stack.moving:
        again = f"monitor-stack deploy{naming(stack.name)}"
        if stack.status == "DELETE_IN_PROGRESS":
            again = f"monitor-stack destroy{naming(stack.name)}"
        end(out, Exit.RUNNING, f"An operation is under way; to attach to it: {again}", again=again)
    if stack.status not in UP:
        raise BadStateError(stack.name, stack.status)
    end(out, Exit.DONE)


@click.command(context_settings=HELP)
@click.option("--follow", is_flag=True, help="Wait for what comes, until the operation is over.")
@click.option("--failed", is_flag=True, help="Failures alone, the first cause first.")
@click.option("--all", "every", is_flag=True, help="Of all operations, not the last alone.")
@aws_options
def events(
    *, follow: bool, failed: bool, every: bool, stack_name: str, machine: bool, **where: str | None
) -> None:
    """Show what happened to the stack, the oldest first; of its last operation.

    Of a stack that is gone AWS knows the events for 90 days.

    \b
    Examples:
      monitor-stack events
      monitor-stack events --failed      why did it fail?
      monitor-stack events --follow      attach to what is under way

    \b
    Exit codes:
      0    shown
      1    there is no such stack; with --follow: the operation failed, and why
      2    wrong usage
      130  interrupted; what AWS has begun goes on
    """  # noqa: D301
    from generator.deploy import follow as following, stacks  # noqa: PLC0415 - boto3 is slow
    from generator.deploy.deployment import Operator  # noqa: PLC0415

    out = screen(machine=machine)
    with ending(out, f"monitor-stack events --follow{naming(stack_name)}"):
        aws = client(**where)
        stack_id = _id(aws, stack_name)
        if follow:
            status = Operator(aws, out, stack_name).follow(following.Operation(stack_id, None))
            end(out, Exit.DONE, f"{stack_name} is {status}", status=status)
        found = stacks.newest_events(aws, stack_id)
        if not every:
            found = following.last_operation(found)
        shown = [event for event in found if event.failed] if failed else found
        for event in shown:
            following.say(out, event)
        end(out, Exit.DONE, "" if shown else "no events of that kind", events=len(shown))


def _id(aws: AwsClient, name: str) -> str:
    """Give the id of the stack, or of the last that had the name."""
    from generator.deploy import stacks  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.absent import found  # noqa: PLC0415 - as above

    if name.startswith("arn:"):
        return name
    stack = stacks.find(aws, name)
    if stack:
        return stack.id
    return stacks.deleted(aws, name) or found(aws, name).id


@click.command(context_settings=HELP)
@click.argument("name", required=False)
@click.option("--env", is_flag=True, help="As environment lines, for a shell to evaluate.")
@aws_options
def outputs(
    *, name: str | None, env: bool, stack_name: str, machine: bool, **where: str | None
) -> None:
    """Show the stack's outputs, or the value of one.

    \b
    Examples:
      monitor-stack outputs
      monitor-stack outputs EndpointName
      eval "$(monitor-stack outputs --env)"; echo "$BUCKET_NAME"
      monitor-stack outputs --json | jq -r 'select(.type == "outputs").values.TopicArn'

    \b
    Exit codes:
      0  shown
      1  there is no such stack or output, or it has none yet
      2  wrong usage
    """  # noqa: D301
    from generator.deploy.absent import found  # noqa: PLC0415 - boto3 is slow to import

    if env and machine:
        raise click.UsageError("--env and --json exclude each other")
    out = screen(machine=machine)
    with ending(out, f"monitor-stack outputs{naming(stack_name)}"):
        stack = found(client(**where), stack_name)
        values = stack.outputs
        if not values:
            raise GeneratorError(f"stack {stack.name} is {stack.status}: it has no outputs")
        if name:
            if name not in values:
                raise GeneratorError(f"{stack.name} has no output {name}; it has: "
                                     + ", ".join(values))  # fmt: skip
            values = {name: values[name]}
        _show_outputs(out, values, alone=bool(name), env=env)
        end(out, Exit.DONE)


def _show_outputs(out: Screen, values: dict[str, str], *, alone: bool, env: bool) -> None:
    out.tell("outputs", values=values)
    if env:
        for key, value in values.items():
            variable = re.sub(r"(?<!^)(?=[A-Z])", "_", key).upper()
            out.tell("output", f"export {variable}={shlex.quote(value)}")
    elif alone:
        out.tell("output", *values.values())
    else:
        out.table(("Output", "Value"), values.items())


@click.command("stack-drift", context_settings=HELP)
@click.option("--exit-code", is_flag=True, help="Exit with 3 if something differs.")
@aws_options
def stack_drift(*, exit_code: bool, stack_name: str, machine: bool, **where: str | None) -> None:
    """Ask CloudFormation whether somebody changed the stack's resources by hand.

    This is drift of the stack, not of the data. Types that CloudFormation cannot compare, such as
    custom resources, are counted and named: of them it is not known.

    \b
    Examples:
      monitor-stack stack-drift
      monitor-stack stack-drift --exit-code --json

    \b
    Exit codes:
      0  looked
      1  CloudFormation could not look at everything
      2  wrong usage
      3  with --exit-code: something differs
    """  # noqa: D301
    from generator.deploy import drift  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.absent import found  # noqa: PLC0415 - as above

    out = screen(machine=machine)
    with ending(out, f"monitor-stack stack-drift{naming(stack_name)}"):
        aws = client(**where)
        stack = found(aws, stack_name)
        with out.waiting("CloudFormation compares each resource, usually a minute or two"):
            seen = drift.detect(aws, stack.id)
        for one in seen.drifted:
            _show_drifted(out, one)
        if seen.problem:
            raise GeneratorError(f"CloudFormation could not compare everything: {seen.problem}")
        if seen.unchecked:
            _show_unchecked(out, seen.unchecked)
        count = len(seen.drifted)
        words = f"{count} differ from the template" if count else "nothing differs"
        words = f"{stack.name}: of {seen.compared} resources that were compared {words}"
        code = Exit.CHANGES if count and exit_code else Exit.DONE
        end(out, code, words, drifted=count, compared=seen.compared,
            unchecked=len(seen.unchecked))  # fmt: skip


def _show_unchecked(out: Screen, unchecked: dict[str, str]) -> None:
    """Say of which resources it is not known whether they differ."""
    words = f"CloudFormation has not compared {len(unchecked)}: {', '.join(unchecked)}"
    out.tell("unchecked", words, resources=unchecked)


def _show_drifted(out: Screen, one: Drifted) -> None:
    out.tell("drifted", f"{one.logical_id}: {one.status.lower()}", style="yellow",
             resource=one.logical_id, resourceType=one.type, physicalId=one.physical_id,
             status=one.status, properties=[vars(each) for each in one.differences])  # fmt: skip
    if not out.machine:
        for each in one.differences:
            words = f"    {each.path}: {each.before or '(none)'} -> {each.after or '(none)'}"
            out.tell("difference", words)
