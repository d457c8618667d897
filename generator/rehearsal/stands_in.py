"""What a rehearsal cannot show: what is real in it, what is imitated, what could not be seen."""

from __future__ import annotations

from importlib.metadata import version

from generator.parameters import MODEL_MONITOR


def told(edition: str, *, own_model: bool) -> list[tuple[str, str]]:
    """Give a few lines, each with its heading."""
    managed = edition == MODEL_MONITOR
    return [
        (
            "Real",
            "the template, byte for byte; its Lambda code, under its roles, with IAM enforced; "
            + ("your" if own_model else "the")
            + " model's inference code",
        ),
        (
            "Imitated",
            f"every service: MiniStack {version('ministack')} and our additions, SageMaker's "
            "endpoint and data capture among them"
            + ("; Model Monitor's jobs run our own analyzer" if managed else ""),
        ),
        (
            "Not to be seen here",
            "quotas, permissions of KMS keys, the mail that confirms the subscription, how long "
            "Amazon takes"
            + (
                "; Amazon's own container, and whether your account has Model Monitor"
                if managed
                else ""
            ),
        ),
    ]
