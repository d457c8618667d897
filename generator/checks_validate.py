"""AWS's `cloudformation-validate`, in process: a second opinion beside cfn-lint.

The package has no suppression inside a template: its engine takes filters from the caller alone.
Ours stands on the resource, rule by rule, each with its reason::

    Metadata:
      cloudformation-validate:
        I9040: an alarm's tags are not billed

A reason left empty is a finding itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from generator.checks_finding import LEVELS, SUPPRESSION, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = "cloudformation-validate"
"""The key in a resource's Metadata under which suppressions stand."""

_CHECKER: Final = "cloudformation-validate"
PAGE = "https://github.com/aws-cloudformation/cloudformation-validate"


def validate(text: bytes, *, regions: Sequence[str], name: str) -> list[Finding]:
    """Give every finding, of any severity, in any of the regions; each once, suppressed or not.

    `name` labels parse errors.
    """
    import cloudformation_validate as cv  # noqa: PLC0415 - loads a native library

    found: dict[Finding, None] = {}
    for region in regions:
        config = cv.ValidateConfig(
            pseudo_parameter_overrides=cv.PseudoParameterOverrides(region=region)
        )
        report = _engine().validate_template(cv.TemplateContent(text, name), config)
        found.update(dict.fromkeys(_findings(report)))
    return list(found)


def unsuppressed(findings: Iterable[Finding], content: Mapping[str, Any]) -> list[Finding]:
    """Leave out what the template suppresses, and object to what it suppresses without a reason.

    `content` is the template as cfn-lint decodes it.
    """
    reasons = dict(_suppressions(content))
    places = {(f"Resources/{name}", rule) for name, rule in reasons}
    kept = [each for each in findings if (_resource(each.path), each.rule) not in places]
    return [*kept, *_unexplained(reasons, content)]


def list_rules() -> Iterator[Any]:
    """Yield what the engine says of each of its rules: `id`, `severity`, `description`."""
    yield from _engine().list_rules()


def _resource(path: str) -> str:
    return "/".join(path.split("/")[:2])


@cache
def _engine() -> Any:
    """Make the engine once: it compiles its rules and schemas."""
    import cloudformation_validate as cv  # noqa: PLC0415

    return cv.CompositeEngine()


def _of_empty_default(diagnostic: Any) -> bool:
    """Tell whether a finding judges an empty default where a condition leaves the property out.

    The engine (1.14.0) puts a parameter's default in for it, on either side of ``Fn::If``; cfn-lint
    follows the condition, and judges the same place rightly.
    """
    empty = diagnostic.message.startswith("'' does not match") or "default ''" in diagnostic.message
    return empty and diagnostic.rule_id in {"E1150", "E1154", "F3031", "W1030"}


def _findings(report: Any) -> Iterator[Finding]:
    for diagnostic in report.diagnostics:
        if not _of_empty_default(diagnostic):
            yield _finding(diagnostic)
    if report.status.name == "ANALYSIS_INCOMPLETE":
        words = "it gave up before it had looked at everything; its findings may be incomplete"
        yield Finding(1, "", _CHECKER, "incomplete", "warning", words, PAGE)


def _finding(diagnostic: Any) -> Finding:
    return Finding(
        line=diagnostic.start_line or 1,
        path=_path(diagnostic),
        checker=_CHECKER,
        rule=diagnostic.rule_id,
        level=LEVELS.get(diagnostic.severity.name, "info"),
        message=diagnostic.message,
        source=diagnostic.documentation_url or PAGE,
    )


def _path(diagnostic: Any) -> str:
    """Write its path as cfn-lint does: what is relative to an entity starts at its section."""
    below = (diagnostic.property_path or "").replace(".", "/")
    if diagnostic.entity is None:
        return below
    section = diagnostic.entity.entity_type.name.title() + "s"
    here = f"{section}/{diagnostic.entity.logical_id}"
    return below if below.startswith(here) else f"{here}/{below}".rstrip("/")


def _suppressions(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield (logical id, rule) with the reason, for each resource that suppresses something."""
    resources = content.get("Resources")
    for name, resource in resources.items() if isinstance(resources, Mapping) else ():
        metadata = resource.get("Metadata") if isinstance(resource, Mapping) else None
        rules = metadata.get(KEY) if isinstance(metadata, Mapping) else None
        for rule, reason in rules.items() if isinstance(rules, Mapping) else ():
            yield (str(name), str(rule)), str(reason or "").strip()


def _unexplained(
    reasons: Mapping[tuple[str, str], str], content: Mapping[str, Any]
) -> Iterator[Finding]:
    for (name, rule), reason in reasons.items():
        if not reason:
            words = f"{rule} is suppressed here without a reason. Write why after the colon"
            path = f"Resources/{name}/Metadata/{KEY}/{rule}"
            mark = getattr(content["Resources"][name], "start_mark", None)
            line = mark.line if mark else 1  # the mark is behind the resource's own line
            yield Finding(line, path, _CHECKER, SUPPRESSION, "error", words)
