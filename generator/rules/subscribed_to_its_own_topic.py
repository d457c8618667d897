"""E9116: a function that is subscribed to the topic it publishes to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package

from generator.rules._check import Check, Problem
from generator.rules._grants import Grants
from generator.rules._links import given, items, linked
from generator.rules._sent_to import sent_to
from generator.rules._walk import at, named, references, resources, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader

_FUNCTION = "AWS::Lambda::Function"
_TOPIC = "AWS::SNS::Topic"


class SubscribedToItsOwnTopic(Check):
    """Finds functions that a topic calls, and that publish to this topic."""

    id = "E9116"
    shortdesc = "A function is subscribed to the topic it publishes to"
    description = (
        "Each message it publishes calls it again. Lambda stops such a loop after about 16 turns "
        "where it sees one; until then every turn is billed and mailed to all other subscribers"
    )
    source_url = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"
    tags: ClassVar[list[str]] = ["resources", "lambda", "sns"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every subscription that closes a loop; a filter policy may keep it open."""
        for path, topic, function in _subscriptions(reader):
            if how := _publishes(reader, function, topic):
                yield Problem(path, _words(function, topic, how))


def _subscriptions(reader: Reader) -> Iterator[tuple[Place, str, str]]:
    """Yield place, topic and function of each subscription of a function without a filter."""
    for name, _, body in resources(reader.template, "AWS::SNS::Subscription"):
        for _, topic in linked(reader, body.get("TopicArn"), root(name), _TOPIC):
            yield from _called(reader, body, root(name), topic.name)
    for name, _, topic_body in resources(reader.template, _TOPIC):
        start: Place = (*root(name), "Subscription")
        for path, _, body in items(reader, topic_body.get("Subscription"), start):
            yield from _called(reader, body, path, name)


def _called(reader: Reader, body: Any, path: Place, topic: str) -> Iterator[tuple[Place, str, str]]:
    if not hasattr(body, "get") or body.get("FilterPolicy") or body.get("Protocol") != "lambda":
        return
    endpoint: Place = (*path, "Endpoint")
    for reading, function in linked(reader, body.get("Endpoint"), endpoint, _FUNCTION):
        yield reading.path, topic, function.name


def _publishes(reader: Reader, function: str, topic: str) -> str:
    """Say how the function's messages get to the topic; '' where they do not, or nobody knows."""
    body = given(reader, function)
    if _mentions(body.get("DeadLetterConfig"), topic):
        return "sends what it fails on to it"
    for _, _, config in resources(reader.template, "AWS::Lambda::EventInvokeConfig"):
        named_so = _mentions(config.get("FunctionName"), function)
        if named_so and _mentions(config.get("DestinationConfig"), topic):
            return "has it as a destination"
    variables = set(_variables(body, topic))
    code = [
        str(text)
        for _, value in named(body, root(function), {"ZipFile"})
        for text in reader.read(value, root(function))
    ]
    if not code:
        granted = Grants(reader).certainly_may(function, "sns:Publish", topic)
        return "has it in its environment, and may publish" if variables and granted else ""
    itself = (f"${{{topic}}}", f"${{{topic}.TopicArn}}")
    spoken = {word for text in code for word in sent_to(text)}
    return "publishes to it" if spoken & {*variables, *itself} else ""


def _mentions(node: Any, name: str) -> bool:
    return any(found == name for _, found, _ in references(node, ()))


def _variables(body: Mapping[str, Any], topic: str) -> Iterator[str]:
    """Yield the environment variables that hold the topic's ARN."""
    variables = at(body, ("Environment", "Variables"))
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if _mentions(value, topic):
            yield str(name)


def _words(function: str, topic: str, how: str) -> str:
    return (
        f"{topic} calls {function}, which {how}: every message calls it again, and it meets "
        "messages of its own that it was not written for. Let it publish to another topic, or let "
        "an alarm's EventBridge event call it instead of the topic"
    )
