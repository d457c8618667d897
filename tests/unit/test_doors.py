"""The files of the other front doors are what the parameters' table makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import doors, templates

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_committed_files_are_what_is_generated() -> None:
    assert doors.build(templates.CHECKOUT, write=False) == []


def test_a_stale_file_is_named_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "FILES", {"door/one.txt": lambda: "one\n", "two.txt": lambda: "2\n"})
    (tmp_path / "two.txt").write_text("2\n")
    assert doors.build(tmp_path, write=False) == ["door/one.txt"]
    assert not (tmp_path / "door").exists()
    assert doors.build(tmp_path) == ["door/one.txt"]
    assert (tmp_path / "door" / "one.txt").read_text() == "one\n"
    assert doors.build(tmp_path) == []
