"""Every check of an emitted template, offline, in one sorted list.

Stages: file -> cfn-lint with our rules (`checks_cfnlint`), AWS's cloudformation-validate
(`checks_validate`), and the one limit that neither knows: the size of a template given as text. A
fault that two checkers see is listed twice, once for each.

Both checkers are imported when `check` runs, so importing this module costs nothing.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from generator.checks_cfnlint import decode, lint
from generator.checks_finding import Checker, Finding, Level
from generator.checks_validate import unsuppressed, validate
from generator.templates import TEMPLATE_BODY_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["TEMPLATE_BODY_BYTES", "Checker", "Finding", "Level", "check"]

_QUOTAS = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
)


def check(template: Path, *, regions: Sequence[str]) -> list[Finding]:
    """Check a template in all the regions; sorted by line, path and checker.

    Raises:
        OSError: the file cannot be read.
        cfnlint.exceptions.InvalidRegionException: cfn-lint does not know one of the regions.

    """
    text = template.read_bytes()
    with ThreadPoolExecutor(max_workers=1) as beside:  # native code: it leaves Python to cfn-lint
        # First of all: it takes as long as cfn-lint, whose import alone is a fifth of that.
        second = beside.submit(validate, text, regions=regions, name=template.name)
        content, unreadable = decode(template)
        if content is None:
            return sorted([*unreadable, *_size(text)])
        first = lint(content, regions=regions)
        found = [*first, *unsuppressed(second.result(), content), *_size(text)]
    return sorted(set(found))


def _size(text: bytes) -> list[Finding]:
    over = len(text) - TEMPLATE_BODY_BYTES
    if over <= 0:
        return []
    words = (
        f"the template has {len(text):,} bytes, {over:,} more than the {TEMPLATE_BODY_BYTES:,} "
        "that `create-stack --template-body` takes: CloudFormation refuses it. Shorten it"
    )
    return [Finding(1, "", "size", "template-body", "error", words, _QUOTAS)]
