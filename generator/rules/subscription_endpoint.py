"""E9135: a subscription whose endpoint is of another kind than its protocol."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

sys.path.append(str(Path(__file__).parents[2]))  # cfn-lint alone does not know our package
from generator.rules._check import Check, Problem
from generator.rules._endpoints import WANTED, Kind, kind_of
from generator.rules._pieces import merge
from generator.rules._walk import named, resources, root, types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.rules._pieces import Path as Place
    from generator.rules._reader import Reader


class SubscriptionEndpoint(Check):
    """Compares protocol and endpoint of each subscription to a topic."""

    id = "E9135"
    shortdesc = "A subscription endpoint that does not fit its protocol"
    description = (
        "Each protocol of SNS wants its own kind of endpoint: an address for email, a URL for "
        "https, the ARN of a queue, a function or a delivery stream for sqs, lambda and firehose"
    )
    source_url = "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html"
    tags: ClassVar[list[str]] = ["resources", "sns", "subscriptions"]

    def problems(self, reader: Reader) -> Iterator[Problem]:
        """Yield every endpoint that its protocol refuses, under any parameter's value."""
        kinds = types(reader.template)
        for name, _, given in resources(reader.template, "AWS::SNS::Subscription"):
            yield from _judged(reader, given, root(name), kinds)
        for name, _, given in resources(reader.template, "AWS::SNS::Topic"):
            for path, items in named(given, root(name), ["Subscription"]):
                for index, item in enumerate(items if isinstance(items, list) else ()):
                    if isinstance(item, dict):
                        yield from _judged(reader, item, (*path, index), kinds)


def _judged(
    reader: Reader, given: Mapping[str, Any], path: Place, kinds: Mapping[str, str]
) -> Iterator[Problem]:
    for protocol in reader.read(given.get("Protocol"), (*path, "Protocol")):
        wanted = WANTED.get(protocol.literal or "")
        for endpoint in reader.read(given.get("Endpoint"), (*path, "Endpoint")):
            if wanted and merge(protocol.assumed, endpoint.assumed) is not None:
                found = kind_of(endpoint, kinds, reader.template)
                if found and found != wanted:
                    yield Problem(endpoint.origin, _words(str(protocol), wanted, found, endpoint))


def _words(protocol: str, wanted: Kind, found: Kind, endpoint: object) -> str:
    return (
        f"the protocol {protocol} wants {wanted.value}, and '{endpoint}' is {found.value}. SNS "
        "refuses the subscription and the stack fails, or messages go nowhere. Change the protocol "
        "or the endpoint"
    )
