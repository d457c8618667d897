"""The README says what is."""

from __future__ import annotations

import re
from pathlib import Path

from generator import readme
from generator.editions import EDITIONS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_generated_parts_are_up_to_date() -> None:
    assert readme.rendered(TEXT) == TEXT


def test_every_output_of_the_stack_is_explained() -> None:
    for edition in EDITIONS.values():
        for name in edition().template.outputs:
            assert f"`{name}`" in TEXT, f"README.md says nothing of the output {name}"


def test_every_file_that_is_linked_is_there() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (document.parent / target).exists(), f"{document.name} links {target}"


def test_the_two_commands_stand_behind_their_markers() -> None:
    for name, ending in (("build", "build.py"), ("test", "pytest")):
        found = re.search(rf"<!-- {name} -->\n```bash\n(.+)\n```", TEXT)
        assert found
        assert found[1].startswith("python3 -m venv .venv && .venv/bin/pip install")
        assert found[1].endswith(ending)
