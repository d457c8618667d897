"""What kind of thing an endpoint of a subscription is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from generator.rules._reader import section

if TYPE_CHECKING:
    from generator.rules._pieces import Hole, Reading


class Kind(Enum):
    """Kinds of endpoints, in the words of a message."""

    ADDRESS = "an e-mail address"
    PLAIN_WEB = "a URL that starts with http://"
    WEB = "a URL that starts with https://"
    PHONE = "a phone number"
    QUEUE = "the ARN of an SQS queue"
    FUNCTION = "the ARN of a Lambda function"
    STREAM = "the ARN of a Firehose delivery stream"
    APPLICATION = "the ARN of an application endpoint"
    OTHER_ARN = "an ARN of something else"
    NAME = "a name, not an ARN"
    QUEUE_URL = "a queue's URL"
    WORDS = "neither an address nor an ARN, a URL or a number"


WANTED = {
    "email": Kind.ADDRESS,
    "email-json": Kind.ADDRESS,
    "http": Kind.PLAIN_WEB,
    "https": Kind.WEB,
    "sms": Kind.PHONE,
    "sqs": Kind.QUEUE,
    "lambda": Kind.FUNCTION,
    "firehose": Kind.STREAM,
    "application": Kind.APPLICATION,
}
"""The kind that each protocol wants (SNS API reference, Subscribe)."""

_SHAPES = (
    (re.compile(r"arn:[^:]*:sqs:.*"), Kind.QUEUE),
    (re.compile(r"arn:[^:]*:lambda:.*"), Kind.FUNCTION),
    (re.compile(r"arn:[^:]*:firehose:.*"), Kind.STREAM),
    (re.compile(r"arn:[^:]*:sns:.*:endpoint/.*"), Kind.APPLICATION),
    (re.compile(r"arn:[^:]*:[a-z0-9-]+:.*"), Kind.OTHER_ARN),
    (re.compile(r"https://.*"), Kind.WEB),
    (re.compile(r"http://.*"), Kind.PLAIN_WEB),
    (re.compile(r"[^@\s/:]+@[^@\s/:]+"), Kind.ADDRESS),
    (re.compile(r"\+?[0-9][0-9 ()-]{6,}"), Kind.PHONE),
    (re.compile(r"[\w .-]*[A-Za-z][\w .-]*"), Kind.WORDS),
)
_REFERRED = {
    ("AWS::SQS::Queue", "Arn"): Kind.QUEUE,
    ("AWS::SQS::Queue", ""): Kind.QUEUE_URL,
    ("AWS::SQS::Queue", "QueueUrl"): Kind.QUEUE_URL,
    ("AWS::SQS::Queue", "QueueName"): Kind.NAME,
    ("AWS::Lambda::Function", "Arn"): Kind.FUNCTION,
    ("AWS::Lambda::Function", ""): Kind.NAME,
    ("AWS::Serverless::Function", "Arn"): Kind.FUNCTION,
    ("AWS::Serverless::Function", ""): Kind.NAME,
    ("AWS::Lambda::Alias", ""): Kind.FUNCTION,
    ("AWS::Lambda::Version", ""): Kind.FUNCTION,
    ("AWS::KinesisFirehose::DeliveryStream", "Arn"): Kind.STREAM,
    ("AWS::KinesisFirehose::DeliveryStream", ""): Kind.NAME,
    ("AWS::SNS::Topic", ""): Kind.OTHER_ARN,
    ("AWS::SNS::Topic", "TopicArn"): Kind.OTHER_ARN,
}
_HOLE = re.compile(r"\$\{[^}]*\}")
_ADDRESS_NAME = re.compile(r"e_?mail(_?address)?s?$", re.IGNORECASE)


def kind_of(
    endpoint: Reading, kinds: Mapping[str, str], template: Mapping[str, Any]
) -> Kind | None:
    """Say what an endpoint is, from its text, the resource or the parameter it is; None: unknown.

    `kinds` gives the type of each resource by its logical id.
    """
    hole = endpoint.only_hole
    if hole is None:
        return _of_text(str(endpoint))
    if hole.name in kinds:
        return _REFERRED.get((kinds[hole.name], hole.attribute))
    return _of_parameter(hole, section(template, "Parameters").get(hole.name))


def _of_text(text: str) -> Kind | None:
    shown = _HOLE.sub("~", text)
    return next((kind for shape, kind in _SHAPES if shape.fullmatch(shown)), None)


def _of_parameter(hole: Hole, parameter: Any) -> Kind | None:
    """Judge a parameter by its default, else its pattern, else its name."""
    if not isinstance(parameter, Mapping):
        return None
    if hole.default:
        found = _of_text(hole.default)
        return None if found == Kind.WORDS else found  # "none" and the like, to be set
    pattern = str(parameter.get("AllowedPattern", ""))
    if "@" in pattern or (_ADDRESS_NAME.search(hole.name) and ":" not in pattern):
        return Kind.ADDRESS
    return None
