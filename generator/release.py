"""Releases: snapshots of the emitted templates whose bytes never change.

``templates/versions/<edition>/<version>.yaml``, and beside them ``SHA256SUMS``, in the format of
``sha256sum --check``. A version is released once; what is emitted under a released number has to be
what was released.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from semver import Version

from generator import templates
from generator.compare.compare import compare, least
from generator.compare.reading import parsed
from generator.editions import EDITIONS
from generator.errors import GeneratorError, WrongValueError
from generator.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SUMS = "SHA256SUMS"
ROOT = Path(__file__).resolve().parent.parent
_NUMBER = re.compile(r'__version__ = "([^"]+)"')
# The line of a pre-commit configuration that takes our hook from a release.
_HOOK = re.compile(r"(?m)^( *rev: )v\S+")


def faults() -> Iterator[str]:
    """Yield what is wrong with the releases: bytes that changed, files that are gone or unknown."""
    folder = templates.folder() / "versions"
    known = sums()
    there = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.yaml")}
    for name in sorted({*known, *there}):
        if name not in there:
            yield f"{folder / name} is released, and gone: restore it"
        elif name not in known:
            yield f"{folder / name} is in no release: `monitor-stack release` makes them"
        elif _digest((folder / name).read_bytes()) != known[name]:
            yield f"{folder / name} is released, and its bytes have changed: restore it"
    for edition in EDITIONS:
        released = templates.written(templates.released(edition, __version__))
        if released is not None and released != templates.read(edition):
            yield (
                f"{edition} {__version__} is released, and is emitted otherwise now: "
                "put the next number into generator/version.py"
            )


def sums() -> dict[str, str]:
    """Give the digest of each released file by its name below ``templates/versions``."""
    text = templates.written(templates.folder() / "versions" / SUMS) or ""
    lines = (line.partition("  ") for line in text.splitlines())
    return {name: digest for digest, _, name in lines}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def release(number: str, *, build: Callable[[], None] | None = None) -> list[Path]:
    """Freeze each edition under a version number; give the new files.

    Args:
        number: as ``0.9.0``.
        build: emits and checks both editions; by default ``build.py``, in a process of its own,
            since the number is part of every emission.

    Raises:
        GeneratorError: the number is none, or too low for what has changed, or taken; the changelog
            does not have it; or the build fails. Nothing has changed then.

    """
    version = _parsed(number)
    _has_entry(number)
    place = ROOT / "generator" / "version.py"
    page = ROOT / "docs" / "check.md"
    kept = {path: path.read_bytes() for path in [place, page, *map(_committed, EDITIONS)]}
    try:
        for path, form, said in (
            (place, _NUMBER, f'__version__ = "{number}"'),
            (page, _HOOK, rf"\g<1>v{number}"),
        ):
            path.write_text(form.sub(said, path.read_text("utf-8")), encoding="utf-8")
        (build or _build)()
        for edition in EDITIONS:
            _high_enough(edition, version)
    except BaseException:
        for path, content in kept.items():
            path.write_bytes(content)
        raise
    return _frozen(number)


def _committed(edition: str) -> Path:
    return templates.folder() / f"{edition}.yaml"


def _parsed(number: str) -> Version:
    if not Version.is_valid(number):
        raise WrongValueError(f"{number} is no version number: give one as 0.9.0")
    version = Version.parse(number)
    for edition in EDITIONS:
        for older in templates.versions(edition)[-1:]:
            if version <= Version.parse(older):
                raise GeneratorError(f"{edition} {older} is released: the next number is higher")
    return version


def _has_entry(number: str) -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = rf"^## \[{re.escape(number)}\] - \d{{4}}-\d\d-\d\d$"
    entry = re.split(heading, text, maxsplit=1, flags=re.MULTILINE)[1:]
    said = re.split(r"^## ", entry[0], maxsplit=1, flags=re.MULTILINE)[0] if entry else ""
    if not said.strip():
        raise GeneratorError(
            f"CHANGELOG.md says nothing under a heading `## [{number}] - YYYY-MM-DD`: write there "
            "what is new"
        )


def _build() -> None:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(ROOT / "build.py")], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise GeneratorError(f"the build fails, nothing is released:\n{done.stdout}{done.stderr}")


def _high_enough(edition: str, version: Version) -> None:
    for older in templates.versions(edition)[-1:]:
        before, after = (
            parsed(path.read_text(encoding="utf-8"), str(path))
            for path in (templates.released(edition, older), _committed(edition))
        )
        level = compare(before, after).level
        if version < (lowest := least(Version.parse(older), level)):
            raise GeneratorError(
                f"{edition}: the changes since {older} are {level}, so that {lowest} is the least "
                f"number; `monitor-stack diff {older} current --edition {edition}` shows them"
            )


def _frozen(number: str) -> list[Path]:
    made = []
    known = sums()
    for edition in EDITIONS:
        path = templates.released(edition, number)
        text = templates.read(edition)
        templates.write(path, text)
        known[f"{edition}/{path.name}"] = _digest(text.encode())
        made.append(path)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(known.items())]
    templates.write(templates.folder() / "versions" / SUMS, "".join(lines))
    return made
