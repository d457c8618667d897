"""The build: editions -> YAML -> files -> findings.

Emitting takes nothing but the sources and gives the same bytes every time; writing and comparing
touch ``templates/`` only; checking reads what was emitted. No network, no AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import templates
from generator.editions import EDITIONS
from generator.errors import GeneratorError
from generator.regions import claimed_regions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.checks import Finding


@dataclass(frozen=True)
class Emitted:
    """One edition as text.

    Attributes:
        name: the edition's.
        path: the file that it has, or is going to have.
        text: what belongs into the file.
        resources: how many resources it declares.

    """

    name: str
    path: Path
    text: str
    resources: int

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.text.encode())


@dataclass(frozen=True)
class Built:
    """One edition, compared with its file and checked.

    Attributes:
        emitted: the edition.
        before: the file's text before this build; None if there was no file.
        findings: None if nothing was checked.

    """

    emitted: Emitted
    before: str | None
    findings: tuple[Finding, ...] | None = None

    @property
    def changed(self) -> bool:
        """Tell whether the file was not what it ought to be."""
        return self.before != self.emitted.text

    @property
    def faults(self) -> tuple[Finding, ...]:
        """List the findings that fail a build.

        All but the informational ones of cloudformation-validate, which are advice on every
        resource, such as to tag it; those are counted, and shown to who asks.
        """
        return tuple(each for each in self.findings or () if not is_advice(each))

    @property
    def advice(self) -> tuple[Finding, ...]:
        """List the findings that fail nothing."""
        return tuple(each for each in self.findings or () if is_advice(each))

    def diff(self) -> str:
        """Give the unified diff from the file to what it ought to be; empty if they are equal."""
        import difflib  # noqa: PLC0415 - most builds show no diff

        old = (self.before or "").splitlines(keepends=True)
        new = self.emitted.text.splitlines(keepends=True)
        name = shown(self.emitted.path)
        first = name if self.before is not None else "/dev/null"
        lines = difflib.unified_diff(old, new, first, name)
        return "".join(_whole(line) for line in lines)


def is_advice(finding: Finding) -> bool:
    """Tell whether a finding fails nothing."""
    return finding.level == "info" and finding.checker == "cloudformation-validate"


def emit(name: str, output: Path) -> Emitted:
    """Emit one edition; writes nothing.

    Raises:
        GeneratorError: it cannot be composed; for example, its Lambda sources clash.

    """
    try:
        edition = EDITIONS[name]()
        text = edition.text
    except (ValueError, TypeError, AttributeError) as error:  # how troposphere and awacs complain
        raise GeneratorError(f"{name} cannot be emitted: {error}") from error
    return Emitted(name, output / f"{name}.yaml", text, len(edition.template.resources))


def build(
    names: Iterable[str], output: Path, *, write: bool = True, lint: bool = True
) -> list[Built]:
    """Emit the editions ``names`` into the folder ``output``, and check them in every region.

    Args:
        names: keys of :data:`generator.editions.EDITIONS`.
        output: the folder of the files; made if it is not there.
        write: False compares only.
        lint: False leaves the checks out.

    Raises:
        GeneratorError: an edition cannot be emitted, or a file cannot be read or written.

    """
    built = []
    for name in names:
        emitted = emit(name, output)
        before = templates.written(emitted.path)
        if write:
            templates.write(emitted.path, emitted.text)
        built.append(Built(emitted, before, findings_of(emitted) if lint else None))
    return built


def findings_of(emitted: Emitted) -> tuple[Finding, ...]:
    """Check an edition, written or not, in every region that the templates claim."""
    from generator.checks import check  # noqa: PLC0415 - emission needs no checks

    return tuple(check(emitted.text.encode(), name=emitted.path.name, regions=claimed_regions()))


def shown(path: Path) -> str:
    """Give the path as a person here would type it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _whole(line: str) -> str:
    """Say of a last line that it has no newline, as diff does."""
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
