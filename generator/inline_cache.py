"""Shortened Lambda code, kept beside its sources, where Python keeps its bytecode.

Shortening takes longer than all the rest of an emission. So its text stays in ``__pycache__``, one
file for each package, under a digest of all that it was made from. A file that is missing, stale,
damaged or not to be written costs time and nothing else. No network, no AWS.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def kept(folder: Path, made_from: Iterable[Path], make: Callable[[], str]) -> str:
    """Give what ``make`` gives, from the file in ``folder`` if ``made_from`` has not changed.

    Args:
        folder: of the package; the file goes below its ``__pycache__``.
        made_from: every file that the text depends on, in an order that stays.
        make: makes the text; the same one for the same files, on one Python.

    """
    path = Path(cache_from_source(str(folder / "inline.py"))).with_suffix(".txt")
    key = _key(made_from)
    text = _read(path, key)
    if text is None:
        text = make()
        _write(path, f"{_seal(key, text)}\n{text}")
    return text


def sources_of(module: str) -> list[Path]:
    """List the files of a package, sorted, without importing it; none if it is not installed."""
    spec = find_spec(module)
    return sorted(Path(spec.origin).parent.rglob("*.py")) if spec and spec.origin else []


def _key(made_from: Iterable[Path]) -> bytes:
    digest = hashlib.sha256(sys.version.encode())
    for path in made_from:
        content = path.read_bytes()
        digest.update(f"\n{path.parent.name}/{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.digest()


def _seal(key: bytes, text: str) -> str:
    """Bind a text to its sources: neither of the two can change unnoticed."""
    return hashlib.sha256(key + text.encode()).hexdigest()


def _read(path: Path, key: bytes) -> str | None:
    try:
        seal, _, text = path.read_bytes().decode().partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return text if seal == _seal(key, text) else None


def _write(path: Path, content: str) -> None:
    """Put the file in its place in one step: another build may read it, or write it, just now."""
    fresh = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True, parents=True)
        fresh.write_bytes(content.encode())
        fresh.replace(path)
    with suppress(OSError):
        fresh.unlink(missing_ok=True)
