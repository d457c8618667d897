"""cfn-lint with our rules, in process: its own findings and ours, over every region at once.

What a user's or a project's `.cfnlintrc` says does not count here: a template is judged by what
stands in it. cfn-lint honours `Metadata: cfn-lint: config: ignore_checks` on a resource.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.checks_finding import LEVELS, SUPPRESSION, Checker, Finding
from generator.rules import FOLDER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# Deletion is the default, and meant where nothing else is said: saying it takes 50 bytes each.
IGNORED = ("I3011",)
NOT_AN_OBJECT = Finding(
    1,
    "",
    "cfn-lint",
    "E0000",
    "error",
    "this is no template: it must be an object with at least Resources",
)
"""Of a list, or a text, that can be read and is no template."""


def decode(text: str) -> tuple[Mapping[str, Any] | None, list[Finding]]:
    """Read a template: its content with line numbers kept, or why it cannot be read."""
    from cfnlint.decode import decode_str  # noqa: PLC0415 - cfn-lint costs half a second

    content, matches = decode_str(text)
    if matches or not isinstance(content, Mapping):
        return None, [_finding(match) for match in matches] or [NOT_AN_OBJECT]
    return content, []


def lint(
    content: Mapping[str, Any],
    *,
    regions: Sequence[str],
    only: Collection[Checker] = ("cfn-lint", "ours"),
    file: str | None = None,
) -> list[Finding]:
    """Give every finding of cfn-lint and of our rules, informational ones included.

    ``file`` is where the template stands, if it is one: rules about its size look there.

    Raises:
        cfnlint.exceptions.InvalidRegionException: cfn-lint does not know one of the regions.

    """
    from cfnlint.config import ConfigMixIn  # noqa: PLC0415
    from cfnlint.runner.template import runner  # noqa: PLC0415

    config = ConfigMixIn(
        ["--template", "-"], regions=list(regions), include_checks=["I"], ignore_checks=[*IGNORED]
    )
    config.file_args = {}  # what a .cfnlintrc around here says
    _remember_absent("pycosat")
    rules = _rules(ours="ours" in only, cfn_lint="cfn-lint" in only)
    # Its public functions either read the file again, or know of none.
    found = runner._run_template(file, content, config, rules)  # noqa: SLF001
    return [_finding(match) for match in found]


def _remember_absent(module: str) -> None:
    """Spare sympy its search for a solver that is not there, at each of cfn-lint's 2,000 questions.

    To Python's import, None says that there is no such module.
    """
    if module not in sys.modules and find_spec(module) is None:
        sys.modules[module] = None  # type: ignore[assignment]


@cache
def our_rules() -> dict[str, Any]:
    """Give our rules by their id, as cfn-lint loads them from their folder."""
    from cfnlint.rules import Rules  # noqa: PLC0415

    return dict(Rules.create_from_directory(str(FOLDER)))


@cache
def cfn_lint_rules() -> dict[str, Any]:
    """Give cfn-lint's own rules by their id."""
    from cfnlint import rules as own  # noqa: PLC0415

    return dict(own.Rules.create_from_directory(str(Path(own.__file__).parent)))


@cache
def _rules(*, ours: bool, cfn_lint: bool) -> Any:
    from cfnlint.rules import Rules  # noqa: PLC0415

    return Rules({**(cfn_lint_rules() if cfn_lint else {}), **(our_rules() if ours else {})})


def _finding(match: Any) -> Finding:
    rule = match.rule
    checker: Checker = "ours" if rule.id in our_rules() else "cfn-lint"
    return Finding(
        line=match.linenumber,
        path="/".join(map(str, getattr(match, "path", ()))),
        checker=checker,
        rule=rule.id,
        level=LEVELS.get(rule.severity, "error"),
        message=match.message,
        source=rule.source_url,
    )


def blanket(content: Mapping[str, Any]) -> list[Finding]:
    """Object to a suppression for a whole template: it hides what nobody has looked at."""
    metadata = content.get("Metadata")
    if not (isinstance(metadata, Mapping) and metadata.get("cfn-lint")):
        return []
    words = (
        "cfn-lint is told here what to ignore in the whole template. Put it on the resource that "
        "needs it, under Metadata, with a comment that says why"
    )
    path = "Metadata/cfn-lint"
    return [Finding(1, path, "ours", SUPPRESSION, "error", words)]
