"""What was shortened once is read back, and nothing but time hangs on it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generator.inline_cache import kept, sources_of

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "# shortened\ndef handler(a,b):return'é'\n"


class Package:
    """A package of one source, whose text is made as often as ``made`` counts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "handler.py"
        self.made = 0

    def text(self) -> str:
        return kept(self.folder, [self.source], self._make)

    def _make(self) -> str:
        self.made += 1
        return TEXT + f"# {self.source.read_text(encoding='utf-8')}"

    @property
    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file() and path != self.source]


@pytest.fixture
def package(tmp_path: Path) -> Package:
    made = Package(tmp_path)
    made.source.write_text("one", encoding="utf-8")
    return made


def test_a_text_is_made_once(package: Package) -> None:
    first = package.text()
    assert package.text() == first == f"{TEXT}# one"
    assert package.made == 1


def test_it_lies_where_python_keeps_its_bytecode_and_nothing_else_is_left(package: Package) -> None:
    package.text()
    [path] = package.files
    assert path.parent == package.folder / "__pycache__"
    assert sys.implementation.cache_tag in path.name


def test_who_keeps_bytecode_elsewhere_has_it_there(
    package: Package, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr(sys, "pycache_prefix", str(elsewhere))
    assert package.text() == package.text()
    assert package.made == 1
    assert package.files == []
    assert [path for path in elsewhere.rglob("*") if path.is_file()]


def test_a_source_that_changes_makes_it_anew(package: Package) -> None:
    package.text()
    package.source.write_text("two", encoding="utf-8")
    assert package.text() == f"{TEXT}# two"
    assert package.made == 2
    assert len(package.files) == 1


def test_a_source_of_another_name_makes_it_anew(package: Package) -> None:
    package.text()
    package.source = package.source.rename(package.folder / "renamed.py")
    package.text()
    assert package.made == 2


def test_another_python_makes_it_anew(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    package.text()
    monkeypatch.setattr(sys, "version", "3.99.0")
    package.text()
    assert package.made == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-1],
        lambda content: content + b"\n",
        lambda content: content.replace(b"handler", b"tampered"),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xff\xfe" + content,
        lambda content: content.partition(b"\n")[2],
    ],
    ids=["empty", "cut", "longer", "changed", "line ends", "no text", "without its seal"],
)
def test_a_damaged_file_is_made_anew(package: Package, damage) -> None:
    right = package.text()
    [path] = package.files
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    assert package.text() == right
    assert package.made == 2
    assert path.read_bytes() == sound


def test_a_folder_that_cannot_be_written_costs_time_alone(package: Package) -> None:
    (package.folder / "__pycache__").write_text("a file where the folder belongs", encoding="utf-8")
    assert package.text() == package.text() == f"{TEXT}# one"
    assert package.made == 2


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(package: Package) -> None:
    package.text()
    [path] = package.files
    path.unlink()
    path.mkdir()
    assert package.text() == package.text()
    assert package.files == []


def test_a_text_that_cannot_be_made_is_not_kept(package: Package) -> None:
    def fail() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept(package.folder, [package.source], fail)
    assert package.files == []


def test_the_sources_of_a_package_are_listed_without_importing_it() -> None:
    program = (
        "import sys; from generator.inline_cache import sources_of\n"
        "assert any(path.name == '__init__.py' for path in sources_of('python_minifier'))\n"
        "assert 'python_minifier' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our interpreter


def test_a_package_that_is_not_installed_has_no_sources() -> None:
    assert sources_of("no_such_package") == []
