"""A template's text -> what is wrong with it, each thing once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.check.merging import Matter, merged, number
from generator.check.quoting import demand_text_keys
from generator.check.reading import BrokenCheckerError, UncheckableError, demand_template, read
from generator.checks import look
from generator.checks_cfnlint import NOT_AN_OBJECT
from generator.checks_finding import CHECKERS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from generator.check.reading import Source
    from generator.checks_finding import Checker, Finding


@dataclass(frozen=True)
class Checked:
    """A template, and what was found in it."""

    name: str
    matters: tuple[Matter, ...]

    def graver(self) -> Checked:
        """Give the same without what is informational."""
        return Checked(self.name, tuple(each for each in self.matters if each.level != "info"))


def check_all(
    names: Sequence[str], *, regions: Sequence[str], only: Collection[Checker] = CHECKERS
) -> tuple[list[Checked], list[UncheckableError]]:
    """Check templates by name; give what was found, and what could not be checked.

    A checker that breaks over one template says nothing about the others, which are checked.
    """
    checked, unchecked = [], []
    for name in names:
        try:
            checked.append(_unbroken(read(name), regions=regions, only=only))
        except UncheckableError as error:
            unchecked.append(error)
    return checked, unchecked


def _unbroken(source: Source, *, regions: Sequence[str], only: Collection[Checker]) -> Checked:
    try:
        return check(source, regions=regions, only=only)
    except UncheckableError:
        raise
    except Exception as error:  # whatever three packages may raise
        raise BrokenCheckerError(source.name, error) from error


def check(
    source: Source, *, regions: Sequence[str], only: Collection[Checker] = CHECKERS
) -> Checked:
    """Check one template.

    What it suppresses of cfn-lint counts for cloudformation-validate's rule of the same number,
    too: that package knows no suppressions.

    Raises:
        UncheckableError: it is no template, or has a name that is no text.

    """
    demand_text_keys(source.name, source.text)
    content, found = look(
        source.text, name=source.name, regions=regions, only=only, file=source.file
    )
    if content is not None:
        demand_template(source.name, content)
        found = _unsuppressed(found, content)
    elif found == [NOT_AN_OBJECT]:
        demand_template(source.name, {})
    return Checked(source.name, tuple(merged(found)))


def _unsuppressed(found: Sequence[Finding], content: Mapping[str, Any]) -> list[Finding]:
    resources = content.get("Resources")
    everywhere = _ignored(content)
    there = {
        f"Resources/{name}": _ignored(resource)
        for name, resource in (resources.items() if isinstance(resources, Mapping) else ())
    }

    def heard(each: Finding) -> bool:
        here = there.get("/".join(each.path.split("/")[:2]), [])
        return not _silent(each, everywhere, here)

    return [each for each in found if heard(each)]


def _silent(finding: Finding, everywhere: Sequence[str], here: Sequence[str]) -> bool:
    """Tell whether it is suppressed; cfn-lint has seen to its own rules on a resource."""
    if finding.checker == "cloudformation-validate":
        return number(finding) in {rule[1:] for rule in (*everywhere, *here)}
    return finding.rule.startswith(tuple(everywhere))


def _ignored(owner: Any) -> list[str]:
    """Give what the metadata of a resource, or of the template, tells cfn-lint to ignore."""
    node = owner
    for key in ("Metadata", "cfn-lint", "config", "ignore_checks"):
        node = node.get(key) if isinstance(node, Mapping) else None
    return [*map(str, node)] if isinstance(node, list) else []
