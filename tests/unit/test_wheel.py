"""The wheel works outside a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.editions import EDITIONS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel into a folder of its own, without its dependencies."""
    place = tmp_path_factory.mktemp("installed")
    asked = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(place)]
    done = subprocess.run(  # noqa: S603 - our interpreter
        [*asked, str(ROOT)], capture_output=True, text=True, check=False
    )
    if "Could not find a version" in done.stderr:
        pytest.skip("no package registry can be reached, from which the build back end comes")
    assert done.returncode == 0, done.stderr
    return place


def test_the_installed_command_emits_what_the_checkout_has(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    program = "from generator.cli import main; main(['build', '--emit-only', '--output', 'out'])"
    subprocess.run(  # noqa: S603 - our interpreter
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True
    )
    for name in EDITIONS:
        template = ROOT / "templates" / f"{name}.yaml"
        assert (tmp_path / "out" / template.name).read_bytes() == template.read_bytes()


def test_the_wheel_carries_the_templates(installed: Path) -> None:
    carried, ours = installed / "monitor_stack_templates", ROOT / "templates"
    files = {path.relative_to(carried) for path in carried.rglob("*") if path.is_file()}
    assert files == {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}


def test_the_wheel_carries_the_style_of_a_page(installed: Path) -> None:
    style = Path("generator/deploy/page.css")
    assert (installed / style).read_bytes() == (ROOT / style).read_bytes()
