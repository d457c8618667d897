"""The verb that removes a stack."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from generator.deploy.ending import end, ending
from generator.deploy.options import HELP, WHERE, aws_options, client, option as naming, screen
from generator.exits import Exit

if TYPE_CHECKING:
    from generator.deploy.deployment import Operator
    from generator.deploy.destroy import Fate, Verdict
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Stack


@click.command(context_settings=HELP)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--confirm",
    default="",
    metavar="NAME",
    help="The stack's name once more: what --yes needs where Environment=prod.",
)
@click.option("--unprotect", is_flag=True, help="Switch termination protection off without asking.")
@click.option("--no-wait", is_flag=True, help="Start it, and exit with 4.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="MINUTES",
    help="Wait no longer, and exit with 4; the deletion goes on.",
)
@aws_options
def destroy(**options: Any) -> None:
    """Remove the stack: say what goes and what stays, ask, follow, and see that it is gone.

    With Environment=dev everything goes, the bucket with all captured data and reports, too.
    Otherwise bucket and key stay. A monitoring run that is under way is stopped first. Called again
    after an interruption, it carries on; of a stack that is gone, it looks once more what is left.

    \b
    Examples:
      monitor-stack destroy
      monitor-stack destroy --yes --json
      monitor-stack destroy --stack-name risk --yes --confirm risk --unprotect     a prod stack

    \b
    Exit codes:
      0    nothing of it is left but what was to stay; or there was none
      1    it could not be deleted, or something is left
      2    wrong usage
      3    not deleted: you said no
      4    it goes on: --no-wait, or the time was up
      130  interrupted; what AWS has begun goes on
    """  # noqa: D301 - \b keeps click from filling the lines
    from generator.deploy import stacks  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.deployment import Operator  # noqa: PLC0415

    out, name = screen(machine=options["machine"]), options["stack_name"]
    if not options["yes"] and not out.asks:
        raise click.UsageError("nobody is there to answer: say --yes")
    with ending(out, f"monitor-stack destroy{naming(name)}"):
        aws = client(*(options[key] for key in WHERE))
        limit = options["timeout"] * 60 if options["timeout"] else None
        operator = Operator(aws, out, name, limit)
        stack = stacks.find(aws, name)
        if stack is None:
            _look_again(operator)
        elif stack.status == "DELETE_IN_PROGRESS":
            operator.attach(stack)
            _verify(operator, stack)
        else:
            _remove(operator, _at_rest(operator, stack), options)


def _look_again(operator: Operator) -> None:
    """End where there is no stack: see what is left of the last that had the name."""
    from generator.deploy import stacks  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.absent import instead, where  # noqa: PLC0415 - as above

    out, name = operator.out, operator.name
    known = stacks.deleted(operator.aws, name)
    if known is None:
        words = f"There is no stack {name}{where(operator.aws)}: nothing to do"
        end(out, Exit.DONE, f"{words}. {instead(operator.aws, name)}")
    # Deleted stacks keep their parameters, so that what was to stay is known.
    _verify(operator, stacks.described(operator.aws, known))


def _at_rest(operator: Operator, stack: Stack) -> Stack:
    """Give the stack once it can be deleted: an update is followed to its end, however it ends."""
    from generator.deploy import stacks  # noqa: PLC0415 - boto3 is slow to import
    from generator.deploy.deployment import BadStateError  # noqa: PLC0415

    if stack.moving and not stack.status.startswith("CREATE"):  # a creation may be deleted
        try:
            operator.attach(stack)
        except BadStateError as error:
            operator.out.tell("ended", str(error), style="yellow", status=error.status)
        return stacks.described(operator.aws, stack.id)
    return stack


def _remove(operator: Operator, stack: Stack, options: dict[str, Any]) -> None:
    from generator.deploy import destroy as destroying, stacks  # noqa: PLC0415 - boto3 is slow
    from generator.deploy.awsclient import AwsError  # noqa: PLC0415
    from generator.deploy.follow import Operation, StillRunningError  # noqa: PLC0415
    from generator.deploy.plan import new_token  # noqa: PLC0415

    out, aws = operator.out, operator.aws
    fate = destroying.fate(aws, stack)
    _announce(out, stack, fate)
    _consent(out, stack, options)
    after = operator.last_event(stack.id)
    if stack.protected:
        stacks.protect(aws, stack.name, on=False)
        out.tell("protection", "Termination protection is off", on=False)
    try:
        stacks.delete(aws, stack, role=stack.role, token=new_token())
    except AwsError:
        if stack.protected:
            stacks.protect(aws, stack.name, on=True)
        raise
    out.tell("started", stackId=stack.id)
    if options["no_wait"]:
        raise StillRunningError(f"{stack.name}: the deletion is under way")
    if stack.status != "REVIEW_IN_PROGRESS":  # an empty stack goes at once, without a trace
        operator.follow(Operation(stack.id, after))
    _verify(operator, stack, unconfirmed=fate.unconfirmed)


def _announce(out: Screen, stack: Stack, fate: Fate) -> None:
    kinds = Counter(_short(kind) for kind in fate.goes.values())
    what = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    head = f"{stack.name} ({stack.environment or stack.status}) goes"
    words = f"{head}: {what or 'it is empty'}"
    out.tell("goes", words, style="bold", resources=sorted(fate.goes))
    if fate.stays:
        names = ", ".join(sorted(fate.stays))
        words = f"What stays, and costs: {names}"
        words += f"; the bucket holds {fate.objects}" if fate.objects else ""
        out.tell("stays", words, resources=sorted(fate.stays), objects=fate.objects)
    elif "Bucket" in fate.goes:
        words = f"With the bucket go captured data, labels and reports: {fate.objects or 'all'}"
        out.tell("data", words, style="yellow", objects=fate.objects)
    if stack.parameters.get("ExistingEndpointName"):
        endpoint = stack.parameters["ExistingEndpointName"]
        out.tell("endpoint", f"The endpoint {endpoint} is none of the stack's: it stays")
    for schedule in fate.running:
        out.tell("running", f"A run of {schedule} is under way: the stack stops it first",
                 schedule=schedule)  # fmt: skip


def _short(kind: str) -> str:
    return "own steps" if kind.startswith("Custom::") else kind.split("::")[1]


def _consent(out: Screen, stack: Stack, options: dict[str, Any]) -> None:
    """Ask; a stack in production wants its name, and a protected one a word more.

    Raises:
        click.UsageError: nobody is there to say it, and the options do not.

    """
    prod = stack.environment == "prod"
    if options["yes"]:
        if prod and options["confirm"] != stack.name:
            raise click.UsageError(f"{stack.name} is in production: say --confirm {stack.name}")
        if stack.protected and not options["unprotect"]:
            raise click.UsageError(f"{stack.name} is protected against deletion: say --unprotect")
        return
    if prod:
        sure = click.prompt(f"Type the stack's name to delete it ({stack.name})") == stack.name
    else:
        sure = click.confirm("Delete it?")
    if sure and stack.protected and not options["unprotect"]:
        sure = click.confirm("It is protected against deletion. Switch the protection off?")
    if not sure:
        end(out, Exit.CHANGES, "Nothing was deleted")


def _verify(operator: Operator, stack: Stack, *, unconfirmed: bool | None = None) -> None:
    """See what is left, say it, and end."""
    from generator.deploy import destroy as destroying  # noqa: PLC0415 - boto3 is slow to import

    out = operator.out
    with out.waiting("asking each service whether anything is left"):
        found = destroying.verify(operator.aws, stack.id, stays=destroying.keeps(stack))
    _show_verdict(out, found)
    for words in destroying.kept_by_aws(stack, found.had, unconfirmed=unconfirmed):
        out.tell("kept-by-aws", f"AWS keeps: {words}", style="dim", what=words)
    if found.left or found.unread:
        what = "something is left" if found.left else "not everything could be looked at"
        end(out, Exit.FAILED, f"{stack.name} is deleted, but {what}", left=len(found.left),
            unread=len(found.unread))  # fmt: skip
    words = f"{stack.name} is gone: of {found.looked} resources nothing is left"
    if found.kept:
        words += f" but what was to stay ({len(found.kept)})"
    out.result(Exit.DONE, words, style="bold green", looked=found.looked, left=0)


def _show_verdict(out: Screen, found: Verdict) -> None:
    sets = (
        ("left", "Left, though it should be gone: ", found.left, "red"),
        ("unread", "Could not be looked at: ", found.unread, "yellow"),
        ("kept", "Stays: ", found.kept, ""),
    )
    for kind, words, those, style in sets:
        for one in those:
            known = one.resource
            text = f"{words}{known.logical_id} {known.physical_id} {one.words}".rstrip()
            out.tell(kind, text, style=style, resource=known.logical_id, resourceType=known.type,
                     physicalId=known.physical_id)  # fmt: skip
    for one in found.pending:
        known = one.resource
        out.tell("pending", f"Goes by itself on {one.words}: {known.logical_id}"
                 f" {known.physical_id}", resource=known.logical_id, day=one.words)  # fmt: skip
