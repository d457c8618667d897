"""Copies of the CDK doors' folders with what they need, or the reason why it is not to be had."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.doors import cdk

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(__file__).parents[3]
MODULES = CHECKOUT / "cdk-typescript" / "node_modules"
_UNWANTED = shutil.ignore_patterns("node_modules", "dist", "cdk.out", "__pycache__", ".*", "venv")


@dataclass(frozen=True)
class Door:
    """A door's folder, beside the templates as in a checkout.

    Attributes:
        folder: of the copy.
        name: how the door's language writes a property's name.
        app: the command that runs the app without the CDK's command line.

    """

    folder: Path
    name: Callable[[str], str]
    app: tuple[str, ...]

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command there, with the programs that npm has put there first on the path."""
        npm = self.folder.parent / "cdk-typescript" / "node_modules" / ".bin"
        programs = (npm, Path(sys.executable).parent)
        # Those of the CDK's variables that a caller's shell may have would decide the outcome.
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CDK_", "AWS_")) and name != "EMAIL_ADDRESS"
        }
        settings = {
            "PATH": os.pathsep.join((*map(str, programs), inherited["PATH"])),
            "AWS_EC2_METADATA_DISABLED": "true",
            "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
        }
        return subprocess.run(  # noqa: S603 - ours
            command,
            cwd=self.folder,
            env={**inherited, **settings, **variables},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """The TypeScript door, built."""
    npm = shutil.which("npm")
    if not npm:
        pytest.skip("the CDK needs Node.js and npm, which are not installed")
    door = Door(
        _copied(tmp_path_factory.mktemp("checkout"), "cdk-typescript"),
        cdk.camel,
        ("node", "dist/bin/app.js"),
    )
    if MODULES.is_dir():
        (door.folder / "node_modules").symlink_to(MODULES)
    else:
        quickly = ("--fetch-retries=0", "--fetch-timeout=20000")  # a machine offline need not wait
        quietly = ("--no-audit", "--no-fund", "--no-package-lock")
        installed = door.run(npm, "install", *quietly, *quickly)
        if installed.returncode:
            pytest.skip(f"npm cannot install the CDK: {installed.stderr.strip()[-300:]}")
    built = door.run(npm, "run", "--silent", "build")
    assert built.returncode == 0, built.stdout + built.stderr
    return door


@pytest.fixture(scope="session")
def python(typescript: Door) -> Door:
    """The Python door; the CDK's command line is the other one's."""
    pytest.importorskip("aws_cdk", reason="the extra `cdk` is not installed")
    pytest.importorskip("cdk_nag", reason="the extra `cdk` is not installed")
    return Door(
        _copied(typescript.folder.parent, "cdk-python"), cdk.snake, (sys.executable, "app.py")
    )


def _copied(checkout: Path, name: str) -> Path:
    for each in (name, "templates"):
        shutil.copytree(CHECKOUT / each, checkout / each, ignore=_UNWANTED, dirs_exist_ok=True)
    return checkout / name
