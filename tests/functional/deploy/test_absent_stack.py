"""A stack that is not there: every verb says where it looked, what is there, and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scripted import START, Cloud, RefusalError
from timelines import told

if TYPE_CHECKING:
    from collections.abc import Callable

VERBS = [
    ("traffic",), ("labels", __file__), ("run-now",), ("report",), ("alert-test",), ("mute",),
    ("rebaseline", "--yes"), ("outputs",), ("status",), ("events",), ("stack-drift",),
]  # fmt: skip
OURS = "SageMaker model monitoring (drift-monitor 0.9.0)"


def cloud(**stacks: str) -> Cloud:
    """An account with these stacks: name -> description."""
    one = Cloud()
    summaries = [
        {"StackName": name, "StackStatus": "CREATE_COMPLETE", "CreationTime": START,
         "TemplateDescription": words}
        for name, words in stacks.items()
    ]  # fmt: skip
    one.others = {
        "GetCallerIdentity": lambda _: {"Account": "123456789012"},
        "ListStacks": lambda asked: {
            "StackSummaries": summaries if "CREATE_COMPLETE" in asked["StackStatusFilter"] else []
        },
    }
    return one


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_every_verb_names_region_account_and_what_is_there(
    play: Callable[..., Any], verb: tuple[str, ...]
) -> None:
    said = play(cloud(risk=OURS, monitors="theirs", other="theirs"), *verb)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "error: stack monitor: there is none in eu-west-1, account 123456789012. Say --stack-name;"
        " there: monitors, risk. Make it: monitor-stack deploy --stack-name monitor\n"
    )


@pytest.mark.parametrize("verb", VERBS[::4], ids=lambda verb: verb[0])
def test_for_a_machine_that_is_the_result(play: Callable[..., Any], verb: tuple[str, ...]) -> None:
    said = play(cloud(), *verb, "--json")
    assert (said.code, said.err) == (1, "")
    [result] = told(said.out)
    assert result["exit"] == 1
    assert "No stack of ours is there: see --region and --profile." in result["error"]


def test_a_command_to_copy_goes_where_this_one_went(play: Callable[..., Any]) -> None:
    said = play(cloud(), "status", "--region", "eu-west-3")
    again = "Make it: monitor-stack deploy --stack-name monitor --region eu-west-3\n"
    assert said.err.endswith(again)


def test_whoever_may_not_list_stacks_is_told_as_much_as_is_known(play: Callable[..., Any]) -> None:
    def refused(_: dict[str, Any]) -> dict[str, Any]:
        raise RefusalError("AccessDenied", "not authorized to perform: cloudformation:ListStacks")

    one = cloud()
    one.others |= {"ListStacks": refused, "GetCallerIdentity": refused}
    assert play(one, "status").err == (
        "error: stack monitor: there is none in eu-west-1. See --stack-name, --region and"
        " --profile. Make it: monitor-stack deploy --stack-name monitor\n"
    )


def test_there_is_nothing_to_destroy_but_a_name_may_be_mistyped(play: Callable[..., Any]) -> None:
    said = play(cloud(risk=OURS), "destroy", "--yes")
    assert (said.code, said.out) == (
        0,
        "There is no stack monitor in eu-west-1, account 123456789012: nothing to do."
        " Say --stack-name; there: risk.\n",
    )
