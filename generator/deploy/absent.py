"""A stack that is not there: where it was looked for, what is there instead, what to do next."""

from __future__ import annotations

import difflib
from itertools import islice
from typing import TYPE_CHECKING

from generator.deploy.awsclient import AwsError, NoStackError
from generator.deploy.options import option
from generator.deploy.stacks import find, standing

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient
    from generator.deploy.stacks import Stack

_LOOKED_AT = 1000  # of an account's stacks
_SHOWN = 5


def found(aws: AwsClient, name: str) -> Stack:
    """Give the stack.

    Raises:
        NoStackError: there is none.
        AwsError: it may not be seen.

    """
    stack = find(aws, name)
    if stack is None:
        make = f"Make it: monitor-stack deploy{option(name)}"
        raise NoStackError(name, f"there is none{where(aws)}. {instead(aws, name)} {make}")
    return stack


def where(aws: AwsClient) -> str:
    """Say in which region, and of which account, as far as that is known."""
    try:
        account = str(aws.call("sts", "get_caller_identity")["Account"])
    except AwsError:  # another AWS may have no such service
        account = ""
    region = f" in {aws.region}" if aws.region else ""
    return region + (f", account {account}" if account else "")


def instead(aws: AwsClient, name: str) -> str:
    """Name the stacks that may be meant: of a similar name, and ours; as a sentence."""
    try:
        known = dict(islice(standing(aws), _LOOKED_AT))
    except AwsError:  # whoever may see one stack alone
        return "See --stack-name, --region and --profile."
    near = difflib.get_close_matches(name, known, 2)
    names = list(dict.fromkeys([*near, *sorted(each for each, ours in known.items() if ours)]))
    if not names:
        return "No stack of ours is there: see --region and --profile."
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"Say --stack-name; there: {', '.join(names[:_SHOWN])}{more}."
