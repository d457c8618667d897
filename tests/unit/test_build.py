"""The build: what it writes, compares, finds, and says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from troposphere import Template, sns

from generator import build as unit, templates
from generator.build_sizes import resources, sections
from generator.checks import Finding
from generator.editions import EDITIONS, Edition
from generator.errors import GeneratorError

ROOT = Path(__file__).parents[2]


def small() -> Edition:
    template = Template()
    template.set_version()
    template.add_resource(sns.Topic("Topic", DisplayName="x"))
    template.add_resource(sns.Topic("Other", DisplayName="x"))
    return Edition("small", template, "A small one", {"Topic": "Topics"})


def broken() -> Edition:
    template = Template()
    template.add_resource(sns.Subscription("Incomplete"))
    template.add_resource(sns.SubscriptionResource("Bare"))
    return Edition("broken", template, "", {})


@pytest.fixture(autouse=True)
def _editions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EDITIONS, "small", small)
    monkeypatch.setitem(EDITIONS, "broken", broken)


@pytest.fixture
def built(tmp_path: Path) -> unit.Built:
    [done] = unit.build(["small"], tmp_path / "new" / "folder", lint=False)
    return done


def test_a_build_writes_the_file_and_makes_its_folder(built: unit.Built, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "small.yaml"
    assert built.emitted.path == path
    assert path.read_text(encoding="utf-8") == built.emitted.text
    assert [each.name for each in path.parent.iterdir()] == ["small.yaml"]
    assert built.changed
    assert built.emitted.resources == 2


def test_a_file_that_is_right_is_not_written_again(built: unit.Built) -> None:
    path = built.emitted.path
    before = path.stat()
    [again] = unit.build(["small"], path.parent, lint=False)
    assert not again.changed
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_comparing_writes_nothing_and_shows_what_is_stale(built: unit.Built) -> None:
    path = built.emitted.path
    stale = built.emitted.text.replace("DisplayName: x", "DisplayName: y", 1)
    path.write_text(stale, encoding="utf-8")
    [compared] = unit.build(["small"], path.parent, write=False, lint=False)
    assert compared.changed
    assert path.read_text(encoding="utf-8") == stale
    lines = compared.diff().splitlines()
    assert lines[0] == f"--- {path}"
    assert lines[1] == f"+++ {path}"
    assert [line for line in lines[3:] if line[0] in "+-"] == [
        "-  Properties: {DisplayName: y}",
        "+  Properties: {DisplayName: x}",
    ]


def test_other_line_ends_are_stale_too(built: unit.Built) -> None:
    path = built.emitted.path
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    [compared] = unit.build(["small"], path.parent, write=False, lint=False)
    assert compared.changed


def test_a_file_that_is_not_there_is_stale_as_a_whole(tmp_path: Path) -> None:
    [compared] = unit.build(["small"], tmp_path, write=False, lint=False)
    assert compared.before is None
    assert compared.diff().startswith("--- /dev/null\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_up_to_date_has_no_diff(built: unit.Built) -> None:
    [again] = unit.build(["small"], built.emitted.path.parent, write=False, lint=False)
    assert again.diff() == ""


def test_a_file_without_a_last_newline_says_so_in_the_diff(built: unit.Built) -> None:
    built.emitted.path.write_text(built.emitted.text.rstrip("\n"), encoding="utf-8")
    [compared] = unit.build(["small"], built.emitted.path.parent, write=False, lint=False)
    assert "\\ No newline at end of file\n" in compared.diff()


def test_an_edition_that_cannot_be_composed_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="broken cannot be emitted"):
        unit.build(["broken"], tmp_path, lint=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(GeneratorError, match="file"):
        unit.build(["small"], tmp_path / "file" / "below", lint=False)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(GeneratorError, match=r"small\.yaml cannot be read"):
        unit.build(["small"], tmp_path, write=False, lint=False)


def test_checking_sees_what_was_emitted_whether_written_or_not(tmp_path: Path) -> None:
    [compared] = unit.build(["small"], tmp_path, write=False)
    rules = {(each.checker, each.level) for each in compared.findings or ()}
    assert ("cfn-lint", "warning") in rules or ("cloudformation-validate", "info") in rules
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("checker", "level", "fails"),
    [
        ("cfn-lint", "error", True),
        ("cfn-lint", "info", True),
        ("ours", "info", True),
        ("cloudformation-validate", "warning", True),
        ("cloudformation-validate", "error", True),
        ("cloudformation-validate", "info", False),
    ],
)
def test_everything_fails_a_build_but_the_advice_of_one_checker(
    built: unit.Built, checker: str, level: str, *, fails: bool
) -> None:
    finding = Finding(1, "", checker, "X1", level, "words")
    done = unit.Built(built.emitted, None, (finding,))
    assert done.faults == ((finding,) if fails else ())
    assert done.advice == (() if fails else (finding,))


# --- sizes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(EDITIONS))
def test_sizes_add_up_to_the_file(name: str, tmp_path: Path) -> None:
    emitted = unit.emit(name, tmp_path)
    parts = {each.name: each for each in sections(emitted.text)}
    assert sum(each.size for each in parts.values()) == emitted.size
    found = resources(emitted.text)
    assert len(found) == emitted.resources
    heading = len("Resources:\n")
    blank = 1  # before the next section
    assert sum(each.size for each in found) + heading + blank >= parts["Resources"].size
    assert all(each.type for each in found)
    code = {each.name: each.code for each in found if each.code}
    assert set(code) == {each.name for each in found if each.type == "AWS::Lambda::Function"}


def test_a_resource_knows_the_comment_above_it_and_its_code_alone() -> None:
    text = (
        "# head\nResources:\n # First\n One:\n  Type: AWS::Lambda::Function\n  Properties:\n"
        "   Code:\n    ZipFile: |\n     abc\n      d\n   Role: r\n\n # Second\n Two:\n"
        "  Type: AWS::SNS::Topic\nOutputs:\n X: {Value: 1}\n"
    )
    one, two = resources(text)
    assert (one.name, one.part, one.type) == ("One", "First", "AWS::Lambda::Function")
    assert (two.name, two.part, two.code) == ("Two", "Second", 0)
    assert one.code == len("    ZipFile: |\n     abc\n      d\n")
    section = text.partition("Resources:\n")[2].partition("Outputs:")[0]
    assert one.size + two.size == len(section)


# --- the files --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_the_emitted_template_can_be_read_by_name(name: str) -> None:
    assert templates.read(name).startswith("# ")


def test_a_template_that_is_not_there_says_how_to_get_it() -> None:
    with pytest.raises(GeneratorError, match="monitor-stack build"):
        templates.read("no-such-edition")


def test_contributing_says_what_the_full_template_costs() -> None:
    text = templates.read("drift-monitor")
    of = {each.name: each for each in resources(text)}
    code = of["Analyzer"].code, of["Function"].code
    [inside] = [each.size for each in sections(text) if each.name == "Resources"]
    whole = len(text.encode())
    figures = (whole, whole - inside, inside - sum(code), *code)

    said = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("`drift-monitor` is full")[2]

    told = re.findall(r"\b\d+,\d{3}\b", said)[: len(figures)]
    assert told == [f"{each:,}" for each in figures]
