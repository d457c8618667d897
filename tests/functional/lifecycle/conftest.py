"""The life-cycle function as it stands in the repository, and as it stands in a template."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from lifecycle_aws import Aws
from lifecycle_world import (
    CAPTURE,
    DATA_RESULTS,
    KEY,
    KEY_ID,
    PREFIX,
    QUALITY_RESULTS,
    Mailbox,
    World,
)

from lambda_src.aws import client
from lambda_src.stack.handler import handler as handler_of_the_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def inlined(inlined_handler: Callable[[str], Callable[[Any, Any], None]]) -> Any:
    """Give the handler of the text that the template carries."""
    return inlined_handler("stack")


@pytest.fixture(params=["source", "inlined"])
def handler(
    request: pytest.FixtureRequest, inlined: Callable[[Any, Any], None]
) -> Callable[[Any, Any], None]:
    """Give the function, from either text."""
    return inlined if request.param == "inlined" else handler_of_the_source


@pytest.fixture(scope="session")
def session() -> tuple[boto3.Session, list[Aws]]:
    """Give a session whose every call goes to the last AWS in the list."""
    current: list[Aws] = []
    made = boto3.Session("test", "test", region_name="eu-west-1")

    def note(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = dict(params)

    def serve(model: Any, context: dict[str, Any], **_: Any) -> Any:
        return current[-1].serve(model, context["asked"])

    made.events.register_first("provide-client-params", note)
    made.events.register_first("before-call", serve)
    return made, current


@pytest.fixture
def aws(session: tuple[boto3.Session, list[Aws]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Give an AWS in which everything is as it is when all goes well."""
    made = Aws()
    made.keys[KEY_ID] = {"Arn": KEY, "KeyState": "Enabled"}
    made.endpoints[PREFIX] = {
        "ProductionVariants": [{"VariantName": "AllTraffic"}],
        "DataCaptureConfig": CAPTURE,
    }
    made.results = {"data": dict(DATA_RESULTS), "quality": dict(QUALITY_RESULTS)}
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session[0])
    client.cache_clear()
    monkeypatch.setattr(time, "sleep", made.sleep)
    session[1].append(made)
    yield made
    session[1].remove(made)
    client.cache_clear()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Give the server that receives the answers."""
    made = Mailbox()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def world(handler: Callable[[Any, Any], None], aws: Aws, mailbox: Mailbox) -> World:
    """Give the stack's custom resources."""
    return World(handler, aws, mailbox)
