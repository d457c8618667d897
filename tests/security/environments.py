"""An environment for each scanner, made once in `.environments`: their needs do not go together."""

from __future__ import annotations

import platform
import subprocess
import sys
from typing import TYPE_CHECKING

from .findings import HERE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ENVIRONMENTS = HERE / ".environments"


def python(name: str, *requirements: str) -> Path:
    """Give the `bin` folder of a virtual environment with these packages alone."""
    place = ENVIRONMENTS / name
    if not (place / "made").exists():
        run([sys.executable, "-m", "venv", "--clear", str(place)])
        run([str(place / "bin" / "python"), "-m", "pip", "install", "-q", *requirements])
        (place / "made").touch()
    return place / "bin"


def node(package: str) -> Path:
    """Give the folder of a package from npm, unpacked without what it depends on."""
    place = ENVIRONMENTS / package.strip("@").replace("/", "-")
    if not (place / "package").exists():
        place.mkdir(parents=True, exist_ok=True)
        packed = run(["npm", "pack", "--silent", package], cwd=place).strip()
        run(["tar", "xzf", packed], cwd=place)
    return place / "package"


def machine() -> str:
    """Name this machine's kind of processor, as folders of binaries are named."""
    return {"arm64": "aarch64"}.get(platform.machine(), platform.machine())


def run(
    command: Sequence[str], *, given: str = "", cwd: Path | None = None, fine: Sequence[int] = (0,)
) -> str:
    """Run a command, and give what it prints; `given` is its standard input.

    Raises:
        SystemExit: it ended with another code than those that are `fine`.

    """
    done = subprocess.run(  # noqa: S603 - ours
        command, input=given, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode not in fine:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
