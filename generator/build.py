"""All editions, emitted, checked and held against ``templates/``. No network, no AWS."""

from __future__ import annotations

import difflib
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.checks import TEMPLATE_BODY_BYTES, check
from generator.editions import EDITIONS
from generator.emit import to_yaml
from generator.errors import GeneratorError
from generator.regions import claimed_regions
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.checks import Finding
    from generator.editions import Edition


class UnknownEditionError(GeneratorError):
    """An edition that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no edition {name}: choose from {', '.join(sorted(EDITIONS))}")


@dataclass(frozen=True)
class Built:
    """One emitted edition.

    Attributes:
        name: the edition.
        text: the YAML.
        resources: how many resources it has.
        findings: what the checkers say, sorted; none if it was not checked.
        diff: what is stale in ``templates/``, as a unified diff; empty if nothing is.

    """

    name: str
    text: str
    resources: int
    findings: tuple[Finding, ...]
    diff: str

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.text.encode())

    @property
    def failing(self) -> list[Finding]:
        """The findings that fail a build.

        The second opinion's remarks do not: it remarks on what is optional. Nor does the size,
        which says how the template can be deployed, not that it is wrong.
        """
        return [
            finding
            for finding in self.findings
            if finding.checker != "size"
            and not (finding.checker == "cloudformation-validate" and finding.level == "info")
        ]

    def as_json(self) -> dict[str, Any]:
        """Give the object that machines read."""
        return {
            "edition": self.name,
            "version": __version__,
            "resources": self.resources,
            "bytes": self.size,
            "limit": TEMPLATE_BODY_BYTES,
            "stale": bool(self.diff),
            "findings": [asdict(finding) for finding in self.failing],
            "remarks": len(self.findings) - len(self.failing),
        }


def emit(edition: Edition) -> str:
    """Give an edition's YAML."""
    return to_yaml(edition.template, header=edition.header, titles=edition.titles)


def build(folder: Path, names: Iterable[str] = (), *, checked: bool = True) -> list[Built]:
    """Emit the editions ``names`` (all, if none is named) and compare them with ``folder``.

    Raises:
        UnknownEditionError: one of the names is no edition.

    """
    wanted = list(names) or list(EDITIONS)
    for name in wanted:
        if name not in EDITIONS:
            raise UnknownEditionError(name)
    return [_build(name, folder, checked=checked) for name in wanted]


def _build(name: str, folder: Path, *, checked: bool) -> Built:
    edition = EDITIONS[name]()
    text = emit(edition)
    path = folder / f"{name}.yaml"
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    diff = difflib.unified_diff(
        old.splitlines(keepends=True),
        text.splitlines(keepends=True),
        f"{path.name} (as it is)",
        f"{path.name} (as it should be)",
    )
    return Built(
        name=name,
        text=text,
        resources=len(edition.template.resources),
        findings=tuple(_check(name, text)) if checked else (),
        diff="".join(diff),
    )


def _check(name: str, text: str) -> list[Finding]:
    """Check a text before it takes its place, so that a faulty one never lies there."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return check(path, regions=claimed_regions())


def write(built: Built, folder: Path) -> bool:
    """Put an edition in its place, whole or not at all; tell whether anything changed."""
    if not built.diff:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{built.name}.yaml"
    fresh = path.with_suffix(".new")
    fresh.write_text(built.text, encoding="utf-8", newline="\n")
    fresh.replace(path)
    return True
