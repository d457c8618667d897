"""The verbs that plan a stack and bring it about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.deploy.ending import end, ending
from generator.deploy.options import HELP, WHERE, aws_options, client, option as naming, screen
from generator.deploy.wishes import asked_for, policy, wish, wish_options
from generator.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.deploy.deployment import Operator
    from generator.deploy.plan import Plan, Wish
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Stack
    from generator.deploy.wishes import Asked


@dataclass(frozen=True)
class _Job:
    """One deployment, or the plan of one.

    Attributes:
        stack: as it is; None if there is none.
        wish: what CloudFormation is asked for.
        values: of all parameters, as they will be.
        edition: that will be; ``""`` of a template of the user's own.

    """

    operator: Operator
    stack: Stack | None
    wish: Wish
    values: dict[str, str]
    edition: str


def _job(operator: Operator, asked: Asked, look: Callable[[], Stack | None]) -> _Job:
    """Check and ask, and only then get the stack ready.

    Args:
        operator: of the stack.
        asked: what it shall be.
        look: gives it as it is.

    """
    seen = _seen(asked, look)
    answered = asked.answered(None if seen and seen.left_over else seen, operator.out)
    stack = operator.ready(seen)
    template = answered.deployable(stack)
    made, values = wish(operator.name, answered, template, stack, operator.out)
    return _Job(operator, stack, made, values, template.edition)


def _seen(asked: Asked, look: Callable[[], Stack | None]) -> Stack | None:
    """Give the stack as it is; without AWS, say at least which values are wrong by themselves."""
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415 - boto3 is slow to import

    try:
        return look()
    except AwsError:
        asked.check()
        raise


@click.command(context_settings=HELP)
@wish_options
@click.option("--exit-code", is_flag=True, help="Exit with 3 if changes wait.")
@aws_options
def plan(*, exit_code: bool, stack_name: str, machine: bool, **options: Any) -> None:
    """Show what a deployment would change, and change nothing.

    Each change with its values before and after, replacements first, with what they mean here; what
    the stack will cost a month, by the project's price table; whether the account's quotas for the
    instance types suffice. Nothing stays of the plan.

    \b
    Examples:
      monitor-stack plan -p EmailAddress=you@example.com
      monitor-stack plan -p DriftThreshold=0.2 --exit-code
      monitor-stack plan --parameters prod.yaml --json | jq -r 'select(.type == "change").resource'

    \b
    Exit codes:
      0  the plan is shown, or there is nothing to do
      1  it cannot be made, for reasons that are said
      2  wrong usage
      3  with --exit-code: changes wait
      4  an operation on the stack is under way
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy import plan as planning  # noqa: PLC0415 - boto3 is slow to import

    out = screen(machine=machine)
    with ending(out, f"monitor-stack plan{naming(stack_name)}"):
        asked = asked_for(options)
        operator = _operator(out, stack_name, options)
        job = _job(operator, asked, operator.look_to_plan)
        with out.waiting("CloudFormation compares"):
            prepared = planning.prepare(operator.aws, job.wish, job.stack)
        if prepared.change_set:
            planning.discard(operator.aws, prepared)
        _show(job, prepared)
        waits = bool(prepared.changes)
        code = Exit.CHANGES if waits and exit_code else Exit.DONE
        then = f"monitor-stack deploy{naming(stack_name)}, with the same options"
        words = f"To bring it about: {then}" if waits else ""
        end(out, code, words, changes=len(prepared.changes))


@click.command(context_settings=HELP)
@wish_options
@click.option("-y", "--yes", is_flag=True, help="Execute the plan without asking.")
@click.option(
    "--direct",
    is_flag=True,
    help="Neither plan nor question: create-stack (or update-stack), and wait.",
)
@click.option("--no-wait", is_flag=True, help="Start it, and exit with 4.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="MINUTES",
    help="Wait no longer, and exit with 4; the operation goes on.",
)
@click.option(
    "--termination-protection/--no-termination-protection",
    "protect",
    default=None,
    help="Against deletion. By default on for Environment=prod, else as it is.",
)
@click.option(
    "--stack-policy",
    "policy_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="JSON: which resources an update may change. In force from the next update on.",
)
@aws_options
def deploy(**options: Any) -> None:
    """Make or update the stack: plan, ask, execute, follow, report.

    Parameters are checked before anything is done, and those that are missing asked for. Then comes
    what the stack needs to be ready, and is said: an operation under way is followed to its end;
    what a failed creation left is removed. If it is interrupted, or its connection is lost, call it
    again: it carries on.

    \b
    Examples:
      monitor-stack deploy -p EmailAddress=you@example.com
      monitor-stack deploy --parameters prod.yaml --tag team=risk --yes
      monitor-stack deploy -p DriftThreshold=0.2          all others stay as they are
      monitor-stack deploy --edition model-monitor        if the account has Model Monitor
      MONITOR_STACK_EMAIL_ADDRESS=you@example.com monitor-stack deploy --yes --json

    \b
    Exit codes:
      0    done, or nothing to do
      1    failed; the first cause is said
      2    wrong usage
      3    not executed: you said no
      4    it goes on: --no-wait, or the time was up
      130  interrupted; what AWS has begun goes on
    """  # noqa: D301
    out = screen(machine=options.pop("machine"))
    name = options.pop("stack_name")
    asks = not options["yes"] and not options["direct"]
    if asks and not out.asks:
        see = f"`monitor-stack plan{naming(name)}`"
        raise click.UsageError(f"nobody is there to answer: say --yes, or see {see}")
    with ending(out, f"monitor-stack deploy{naming(name)}"):
        written = policy(options.pop("policy_file"))
        asked = asked_for(options)
        operator = _operator(out, name, options, options.pop("timeout"))
        job = _job(operator, asked, operator.look)
        changed = (_directly if options["direct"] else _by_plan)(job, options)
        _report(operator, protect=options["protect"], policy=written, changed=changed)


def _by_plan(job: _Job, options: dict[str, Any]) -> bool:
    """Plan, ask, execute, follow; tell whether there was anything to do."""
    from generator.deploy import plan as planning  # noqa: PLC0415 - boto3 is slow to import

    operator = job.operator
    out, aws = operator.out, operator.aws
    with out.waiting("CloudFormation compares"):
        prepared = planning.prepare(aws, job.wish, job.stack)
    if not prepared.change_set:
        return False
    executed = False
    try:
        _show(job, prepared)
        if not options["yes"] and not click.confirm("Execute?"):
            end(out, Exit.CHANGES, "Nothing was changed", changes=len(prepared.changes))
        after = operator.last_event(prepared.stack_id)
        executed = True  # from here on it may be, whatever this process gets to hear
        planning.execute(aws, prepared)
    finally:
        if not executed:
            planning.discard(aws, prepared)
    _follow(operator, prepared.stack_id, after, options)
    return True


def _directly(job: _Job, options: dict[str, Any]) -> bool:
    """Create or update, and follow; tell whether there was anything to do."""
    from generator.deploy import plan as planning  # noqa: PLC0415 - boto3 is slow to import

    operator = job.operator
    after = operator.last_event(job.stack.id) if job.stack else ""
    stack_id = planning.directly(operator.aws, job.wish, job.stack)
    if stack_id is None:
        return False
    _follow(operator, stack_id, after, options)
    return True


def _follow(operator: Operator, stack_id: str, after: str, options: dict[str, Any]) -> None:
    from generator.deploy.follow import Operation, StillRunningError  # noqa: PLC0415 - as above

    operator.out.tell("started", stackId=stack_id)
    if options["no_wait"]:
        raise StillRunningError(f"{operator.name}: the operation is under way")
    operator.follow(Operation(stack_id, after))


def _show(job: _Job, prepared: Plan) -> None:
    """Show the plan, its cost and the quotas; the last two of our editions alone."""
    from generator.deploy import plan_words as words  # noqa: PLC0415 - boto3 is slow to import

    out, stack = job.operator.out, job.stack
    if not prepared.changes:
        out.tell("unchanged", f"{prepared.name} is as it should be: nothing to do")
        return
    words.show(out, prepared)
    if job.edition:
        region = prepared.stack_id.split(":")[3]
        now = words.use(job.values, region, job.edition)
        before = words.use(stack.parameters, region, stack.edition) if stack else None
        words.show_cost(out, now, before)
        _show_quotas(job, words.quota_names(prepared, now))


def _show_quotas(job: _Job, names: list[str]) -> None:
    from generator.deploy.quotas import quotas  # noqa: PLC0415 - boto3 is slow to import

    for quota in quotas(job.operator.aws, names) if names else ():
        known = None if quota.value is None else not quota.short
        style = "red" if quota.short else ""
        words = f"Quota: {quota.words}"
        job.operator.out.tell("quota", words, style=style, suffices=known, **vars(quota))


def _report(operator: Operator, *, protect: bool | None, policy: str, changed: bool) -> None:
    """Do what belongs to a stack that is up, and say what is next."""
    from generator.deploy import stacks  # noqa: PLC0415 - boto3 is slow to import

    out, aws = operator.out, operator.aws
    stack = stacks.find(aws, operator.name)
    if stack is None:  # somebody has deleted it meanwhile
        end(out, Exit.FAILED, f"{operator.name} is gone again")
    wanted = (stack.environment == "prod" or stack.protected) if protect is None else protect
    if wanted != stack.protected:
        stacks.protect(aws, stack.name, on=wanted)
        out.tell("protection", f"Termination protection is {'on' if wanted else 'off'}", on=wanted)
    if policy:
        stacks.set_policy(aws, stack.name, policy)
        out.tell("policy", "The stack policy is in force from the next update on")
    words = f"{stack.name} is up" if changed else f"{stack.name} is up: nothing to do"
    out.tell("up", words, style="bold green", stackId=stack.id, status=stack.status)
    _next(operator, stack)
    out.result(Exit.DONE, changed=changed, edition=stack.edition, outputs=stack.outputs)


def _next(operator: Operator, stack: Stack) -> None:
    """Say what to do next: confirm the subscription, above all."""
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.standing import CONFIRMED, subscriptions  # noqa: PLC0415

    out, option = operator.out, naming(stack.name)
    topic = stack.outputs.get("TopicArn")
    if not topic:
        return
    out.tell("dashboard", f"Dashboard: {stack.outputs['DashboardUrl']}",
             url=stack.outputs["DashboardUrl"])  # fmt: skip
    try:
        address = stack.parameters.get("EmailAddress", "")
        for one in subscriptions(operator.aws, topic, address):
            style = "" if one.state == CONFIRMED else "bold yellow"
            out.tell("subscription", f"Next: {one.words}", style=style, **vars(one))
    except AwsError as error:
        out.tell("subscription", f"Whether the subscription is confirmed, could not be read:"
                 f" {error}", state="unknown", problem=str(error))  # fmt: skip
    out.tell("next", f"Then: monitor-stack status{option}, monitor-stack alert-test{option}")


def _operator(
    out: Screen, name: str, options: dict[str, Any], timeout: float | None = None
) -> Operator:
    from generator.deploy.deployment import Operator  # noqa: PLC0415 - boto3 is slow to import

    where = {key: options[key] for key in WHERE}
    return Operator(client(**where), out, name, timeout * 60 if timeout else None)
