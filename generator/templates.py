"""The emitted templates as files: in a checkout's ``templates/``, or in the wheel."""

from __future__ import annotations

import os
from pathlib import Path

from generator.errors import GeneratorError

TEMPLATE_BODY_BYTES = 51_200
"""What CloudFormation takes as `--template-body`; more must be uploaded to S3 first."""

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder of `pyproject.toml`; where the wheel is installed, it has none."""


def folder() -> Path:
    """Give the folder of the emitted templates: the checkout's, else the one of the wheel."""
    checkout = (CHECKOUT / "pyproject.toml").is_file()
    return CHECKOUT / ("templates" if checkout else "monitor_stack_templates")


def released(edition: str, version: str) -> Path:
    """Give the place of a released version, whether or not it is there."""
    return folder() / "versions" / edition / f"{version}.yaml"


def versions(edition: str) -> list[str]:
    """List the released versions of an edition, the oldest first."""
    from semver import Version  # noqa: PLC0415 - most builds need none

    found = (path.stem for path in (folder() / "versions" / edition).glob("*.yaml"))
    return sorted(found, key=Version.parse)


def read(name: str) -> str:
    """Give the text of the edition ``name`` as it was emitted.

    Raises:
        GeneratorError: there is no such template.

    """
    path = folder() / f"{name}.yaml"
    text = written(path)
    if text is None:
        raise GeneratorError(f"{path} is not there: run `monitor-stack build`")
    return text


def written(path: Path) -> str | None:
    """Give a file's text, its line ends as they are; None if there is no file.

    Raises:
        GeneratorError: it cannot be read.

    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise GeneratorError(f"{path} cannot be read: {error}") from error


def make_room(path: Path) -> None:
    """Make the folder of a file that is to be written later, once the work is done.

    Raises:
        GeneratorError: there cannot be one, or nothing may be written there.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GeneratorError(f"{path} cannot be written: {error}") from error
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise GeneratorError(f"{path} cannot be written: see what is there, and its rights")


def write(path: Path, text: str) -> None:
    """Put a text in its place, whole or not at all, and only if it is another one.

    Raises:
        GeneratorError: the folder or the file cannot be written.

    """
    if written(path) == text:
        return
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        raise GeneratorError(f"{path} cannot be written: {error}") from error
