"""A template's text -> what is wrong with it, each thing once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.check.merging import Matter, merged, number
from generator.check.quoting import demand_text_keys
from generator.check.reading import BrokenCheckerError, UncheckableError, demand_template, read
from generator.checks import look
from generator.checks_cfnlint import NOT_AN_OBJECT
from generator.checks_finding import CHECKERS
from generator.rules._walk import types

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from generator.check.reading import Source
    from generator.checks_finding import Checker, Finding

_OF_SAM = "AWS::Serverless::"


@dataclass(frozen=True)
class Checked:
    """A template, what was found in it, and what was not looked at."""

    name: str
    matters: tuple[Matter, ...]
    notes: tuple[str, ...] = ()

    def graver(self) -> Checked:
        """Give the same without what is informational."""
        return replace(self, matters=tuple(each for each in self.matters if each.level != "info"))


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
    notes = _notes(content or {}) if "ours" in only else ()
    return Checked(source.name, tuple(merged(found)), tuple(notes))


def _notes(content: Mapping[str, Any]) -> Iterator[str]:
    """Yield what nobody should take for checked: what AWS SAM makes when it is deployed.

    How to come by it: GetTemplate with the stage Processed, "the template after CloudFormation has
    processed all transforms" (botocore's model of CloudFormation).
    """
    if count := sum(kind.startswith(_OF_SAM) for kind in types(content).values()):
        which = f"{count} resource{'s are' if count > 1 else ' is'} AWS SAM's ({_OF_SAM}*)"
        yield (
            f"{which}, and most rules of ours leave what SAM makes of that alone. Once deployed, "
            "check what `aws cloudformation get-template --template-stage Processed` gives"
        )


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
