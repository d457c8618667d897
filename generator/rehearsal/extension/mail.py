"""The e-mails that SNS would send: kept, to be read."""

from __future__ import annotations

from typing import Any

from ministack.services import sns

MAILBOX: list[dict[str, str]] = []


def install() -> None:
    """Keep what goes to e-mail subscriptions, and the key and name of a topic."""
    original = sns._fanout  # noqa: SLF001 - a patch

    def fanout(
        topic_arn: str, msg_id: str, message: str, subject: str, *rest: Any, **more: Any
    ) -> None:
        deliver(topic_arn, message, subject or "")
        original(topic_arn, msg_id, message, subject, *rest, **more)

    sns._fanout = fanout  # noqa: SLF001


def deliver(topic_arn: str, message: str, subject: str) -> None:
    """Put a message into the mailbox for each e-mail subscription of a topic."""
    topic = sns._topics.get(topic_arn) or {"subscriptions": []}  # noqa: SLF001
    MAILBOX.extend(
        {
            "to": one["endpoint"],
            "subject": subject or "AWS Notification Message",
            "body": message,
            "topic": topic_arn,
        }
        for one in topic["subscriptions"]
        if one.get("protocol") == "email"
    )
