"""Bringing a stack to what is asked of it, from whatever state it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy import plan as planning, stacks
from generator.deploy.causes import Detective, tell_cause
from generator.deploy.follow import Follower, Operation, StillRunningError
from generator.deploy.options import option
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.screen import Screen
    from generator.deploy.stacks import Stack

UP = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")
NEXT = {
    "ROLLBACK_COMPLETE": "what was made is removed again. Mend the cause, and call `monitor-stack"
    " deploy{option}` again: it cleans up by itself",
    "UPDATE_ROLLBACK_COMPLETE": "it is as it was before. Mend the cause, and call `monitor-stack"
    " deploy{option}` again",
    "CREATE_FAILED": "it is half made. Next: `monitor-stack destroy{option}`, then deploy again",
    "ROLLBACK_FAILED": "something could not be removed. Next: `monitor-stack destroy{option}`",
    "DELETE_FAILED": "something could not be removed. Mend the cause, and call `monitor-stack"
    " destroy{option}`",
    "UPDATE_ROLLBACK_FAILED": "mend what keeps the rollback from ending, then call `aws"
    " cloudformation continue-update-rollback --stack-name {stack}`",
}
"""What to do about a stack that is in such a state."""
_STUCK = ("CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_FAILED")


class BadStateError(GeneratorError):
    """A stack that is not as it should be: an operation failed, or none is possible."""

    def __init__(self, stack: str, status: str, advice: str = "") -> None:
        self.status = status
        known = NEXT.get(status, "see `monitor-stack events{option} --failed`")
        words = (advice or known).format(option=option(stack), stack=stack)
        super().__init__(f"stack {stack} is {status}: {words}")


@dataclass(frozen=True)
class Operator:
    """Does one thing after another to one stack, and says so.

    Attributes:
        name: the stack's.
        limit: seconds to wait for an operation at most; None for as long as it takes.

    """

    aws: AwsClient
    out: Screen
    name: str
    limit: float | None = None

    def look(self) -> Stack | None:
        """Give the stack as it is, and change nothing; None if there is none.

        Raises:
            BadStateError: it must be mended before anything can be done with it.

        """
        stack = stacks.find(self.aws, self.name)
        if stack and stack.status in _STUCK:
            raise BadStateError(stack.name, stack.status)
        return stack

    def look_to_plan(self) -> Stack | None:
        """Give the stack as it is, and change nothing; None if there is none.

        Raises:
            BadStateError: nothing can be planned for it.
            StillRunningError: an operation is under way.

        """
        stack = self.look()
        if stack and stack.moving:
            raise StillRunningError(f"{stack.name} is {stack.status}: nothing can be planned")
        if stack and stack.status == "ROLLBACK_COMPLETE":
            raise BadStateError(stack.name, stack.status)
        return stack

    def ready(self, stack: Stack | None) -> Stack | None:
        """Give the stack once it can be changed; None where there is none, and it can be made.

        An operation under way is followed to its end first. What a failed creation left is removed.

        Args:
            stack: as it was seen.

        Raises:
            BadStateError: the operation that was under way failed, or the stack must be mended.
            StillRunningError: the wait is over, the operation is not.

        """
        if stack and stack.moving:
            self.attach(stack)
            stack = self.look()
        if stack and stack.left_over:
            self.clean_up(stack)
            return None
        return stack

    def attach(self, stack: Stack) -> None:
        """Follow the operation that is under way to its end.

        Raises:
            BadStateError: it failed; the cause is said.
            StillRunningError: the wait is over, the operation is not.

        """
        words = f"{stack.name} is {stack.status}: attached to the operation that is under way"
        self.out.tell("attached", words, status=stack.status, stackId=stack.id)
        self.follow(Operation(stack.id, None))

    def clean_up(self, stack: Stack) -> None:
        """Remove what a creation left, and say so.

        Raises:
            BadStateError: somebody's change set waits there.

        """
        review = stack.status == "REVIEW_IN_PROGRESS"
        foreign = stacks.foreign_change_sets(self.aws, stack.id) if review else []
        if foreign:
            advice = f"the change set {foreign[0]} waits there, which is none of ours. Execute it,"
            raise BadStateError(
                stack.name,
                stack.status,
                f"{advice} or remove the stack: `monitor-stack destroy{{option}}`",
            )
        what = "planned, never made" if review else "a creation that failed"
        words = f"{stack.name} is {stack.status} ({what}): it is removed first"
        self.out.tell("clean-up", words, style="yellow", status=stack.status, stackId=stack.id)
        operation = Operation(stack.id, self.last_event(stack.id))
        stacks.delete(self.aws, stack, role=stack.role, token=planning.new_token())
        if not review:  # an empty stack goes at once, without a trace
            self.follow(operation)

    def last_event(self, stack_id: str) -> str:
        """Give the id of a stack's last event; what follows it belongs to the next operation."""
        found = stacks.newest_events(self.aws, stack_id)
        return found[-1].id if found else ""

    def follow(self, operation: Operation) -> str:
        """Follow an operation to its end, and give the stack's status.

        Raises:
            BadStateError: it failed; the cause is said.
            StillRunningError: the wait is over, the operation is not.

        """
        detective = Detective(self.aws)
        follower = Follower(self.aws, self.out, self.limit, detective.notice)
        status = follower.follow(operation)
        if status == "DELETE_COMPLETE" or (status in UP and "ROLLBACK" not in status):
            return status
        tell_cause(self.out, operation.events, detective.evidence)
        raise BadStateError(self.name, status)
