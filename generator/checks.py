"""Every check of a template, offline: who looks, and what they said, in one sorted list.

Stages: text -> cfn-lint with our rules (`checks_cfnlint`), AWS's cloudformation-validate
(`checks_validate`). `check` is what our own templates must pass, which is stricter than what may be
asked of anyone's: a size that `--template-body` takes, and no suppression for a whole template.

Both checkers are imported when they run, so importing this module costs nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from generator.checks_cfnlint import blanket, decode, lint
from generator.checks_finding import CHECKERS, Checker, Finding, Level
from generator.checks_validate import unsuppressed, validate
from generator.templates import TEMPLATE_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["TEMPLATE_BODY_BYTES", "Checker", "Finding", "Level", "check", "look"]

_QUOTAS = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
)


def check(text: bytes, *, name: str, regions: Sequence[str]) -> list[Finding]:
    """Check a template of ours in all the regions; sorted by line, path and checker.

    A fault that two checkers see is listed twice, once for each. ``name`` labels parse errors.

    Raises:
        cfnlint.exceptions.InvalidRegionException: cfn-lint does not know one of the regions.

    """
    content, found = look(text, name=name, regions=regions)
    return sorted({*found, *blanket(content or {}), *_size(text)})


def look(
    text: bytes,
    *,
    name: str,
    regions: Sequence[str],
    only: Collection[Checker] = CHECKERS,
    file: str | None = None,
) -> tuple[Mapping[str, Any] | None, list[Finding]]:
    """Let the checkers look at a template; give its content, and what they found.

    The content is None where it cannot be read; the finding says why.

    Args:
        text: the template, YAML or JSON in UTF-8.
        name: labels parse errors.
        regions: where it has to work.
        only: who looks.
        file: where the text is from, if it is a file.

    Raises:
        UnicodeDecodeError: it is no text.
        cfnlint.exceptions.InvalidRegionException: cfn-lint does not know one of the regions.

    """
    with ThreadPoolExecutor(max_workers=1) as beside:  # native code: it leaves Python to cfn-lint
        # First of all: it takes as long as cfn-lint, whose import alone is a fifth of that.
        asked = "cloudformation-validate" in only
        second = beside.submit(validate, text, regions=regions, name=name) if asked else None
        content, unreadable = decode(text.decode("utf-8"))
        if content is None:
            return None, unreadable
        own: set[Checker] = {each for each in only if each in ("cfn-lint", "ours")}
        found = lint(content, regions=regions, only=own, file=file) if own else []
        return content, [*found, *(unsuppressed(second.result(), content) if second else ())]


def _size(text: bytes) -> list[Finding]:
    over = len(text) - TEMPLATE_BODY_BYTES
    if over <= 0:
        return []
    words = (
        f"the template has {len(text):,} bytes, {over:,} more than the {TEMPLATE_BODY_BYTES:,} "
        "that `create-stack --template-body` takes: CloudFormation refuses it. Shorten it"
    )
    return [Finding(1, "", "size", "template-body", "error", words, _QUOTAS)]
