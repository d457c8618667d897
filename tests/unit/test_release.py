"""Releases, on a copy of the checkout: what they write, refuse, and hold."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The number stands in every emission: here it takes the old one's place in the text.
PROGRAM = """
import sys
from pathlib import Path
from generator import release, templates
from generator.errors import GeneratorError

number, *change = sys.argv[1:]

def build():
    from generator.editions import EDITIONS
    for edition in EDITIONS:
        path = templates.folder() / f"{edition}.yaml"
        text = path.read_text("utf-8").replace(release.__version__, number)
        for old, new in zip(change[::2], change[1::2]):
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

try:
    for path in release.release(number, build=build):
        print(path.relative_to(Path.cwd()).as_posix())
except GeneratorError as error:
    sys.exit(str(error))
"""
FAULTS = "from generator import release; print(*release.faults(), sep='\\n')"


class Checkout:
    """A copy of what a release reads and writes."""

    def __init__(self, folder: Path, run) -> None:
        self.folder, self.run = folder, run
        ignored = shutil.ignore_patterns("__pycache__", "versions", "rehearsal")
        for name in ("generator", "lambda_src", "templates"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        (folder / "docs").mkdir()
        for name in ("pyproject.toml", "build.py", "docs/check.md"):
            shutil.copy(ROOT / name, folder / name)
        self.entry("0.9.0")

    def entry(self, *numbers: str) -> None:
        parts = [f"## [{number}] - 2026-11-25\n\n- Something.\n" for number in numbers]
        (self.folder / "CHANGELOG.md").write_text("# Changelog\n\n" + "\n".join(parts))

    def release(self, number: str, *change: str):
        return self.run([sys.executable, "-c", PROGRAM], number, *change)

    def faults(self) -> list[str]:
        done = self.run([sys.executable, "-c", FAULTS])
        assert done.returncode == 0, done.stderr
        return [line for line in done.stdout.splitlines() if line]

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")


@pytest.fixture
def checkout(tmp_path: Path, run) -> Checkout:
    return Checkout(tmp_path, run)


def test_a_release_freezes_each_edition_and_its_digest(checkout: Checkout) -> None:
    done = checkout.release("0.9.0")
    assert done.returncode == 0, done.stderr
    files = done.stdout.split()
    assert files == [
        "templates/versions/drift-monitor/0.9.0.yaml",
        "templates/versions/model-monitor/0.9.0.yaml",
    ]
    assert all("0.9.0)" in checkout.text(name).split("Description: ")[1][:90] for name in files)
    assert '__version__ = "0.9.0"' in checkout.text("generator/version.py")
    assert "    rev: v0.9.0\n" in checkout.text("docs/check.md")
    lines = checkout.text("templates/versions/SHA256SUMS").splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "drift-monitor/0.9.0.yaml", "model-monitor/0.9.0.yaml",
    ]  # fmt: skip
    assert checkout.faults() == []


def test_a_released_files_bytes_never_change(checkout: Checkout) -> None:
    checkout.release("0.9.0")
    path = checkout.folder / "templates" / "versions" / "drift-monitor" / "0.9.0.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("hourly", "daily", 1), "utf-8")
    assert "its bytes have changed" in checkout.faults()[0]
    path.unlink()
    assert "is released, and gone" in checkout.faults()[0]
    path.write_text(text, "utf-8")
    path.with_name("0.9.1.yaml").write_text(text, "utf-8")
    [said] = checkout.faults()
    assert "0.9.1.yaml is in no release" in said


def test_what_is_emitted_under_a_released_number_is_what_was_released(checkout: Checkout) -> None:
    checkout.release("0.9.0")
    path = checkout.folder / "templates" / "model-monitor.yaml"
    path.write_text(path.read_text("utf-8").replace("hourly", "daily", 1), "utf-8")
    [said] = checkout.faults()
    assert said.startswith("model-monitor 0.9.0 is released, and is emitted otherwise now")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0.9", "0.9 is no version number"),
        ("0.9.0", "drift-monitor 0.9.0 is released: the next number is higher"),
        ("0.8.0", "the next number is higher"),
        ("0.9.1", "CHANGELOG.md says nothing under a heading `## [0.9.1] - YYYY-MM-DD`"),
    ],
)
def test_a_number_that_cannot_be_is_refused(checkout: Checkout, number: str, said: str) -> None:
    checkout.release("0.9.0")
    done = checkout.release(number)
    assert done.returncode == 1
    assert said in done.stderr


def test_a_number_too_low_for_what_has_changed_is_refused_and_nothing_is(
    checkout: Checkout,
) -> None:
    checkout.release("0.9.0")
    checkout.entry("0.9.1", "0.10.0")
    before = checkout.text("templates/drift-monitor.yaml"), checkout.text("generator/version.py")
    change = "MaxValue: 7", "MaxValue: 5"

    done = checkout.release("0.9.1", *change)
    assert done.returncode == 1
    assert "the changes since 0.9.0 are major, so that 0.10.0 is the least number" in done.stderr
    assert before == (
        checkout.text("templates/drift-monitor.yaml"), checkout.text("generator/version.py")
    )  # fmt: skip
    assert checkout.faults() == []

    assert checkout.release("0.10.0", *change).returncode == 0
    assert checkout.faults() == []
