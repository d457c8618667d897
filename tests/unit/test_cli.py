"""The command line, as a process: what it prints where, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from generator.editions import EDITIONS
from generator.version import __version__

ROOT = Path(__file__).resolve().parents[2]
NAME = next(iter(EDITIONS))
MODULE = [sys.executable, "-c", "from generator.cli import main; main()"]
SCRIPT = [sys.executable, str(ROOT / "build.py")]


def test_a_build_writes_below_the_folder_where_one_is(run, tmp_path: Path) -> None:
    done = run(MODULE, "build", "--emit-only")
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (tmp_path / "templates").iterdir()} == set(EDITIONS)
    assert done.stderr == ""
    for word in (NAME, __version__, "51,200", "unchecked"):
        assert word in done.stdout


def test_build_py_works_from_any_folder_on_its_own_checkout(run, tmp_path: Path) -> None:
    done = run(SCRIPT, "--check", "--emit-only")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_check_prints_a_diff_alone_and_ends_with_1(run, tmp_path: Path) -> None:
    run(MODULE, "build", "--emit-only")
    path = tmp_path / "templates" / f"{NAME}.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("Resources:\n", "Resources: # mine\n", 1), encoding="utf-8")
    done = run(MODULE, "build", "--emit-only", "--check")
    assert done.returncode == 1
    assert done.stdout.startswith(f"--- templates/{NAME}.yaml\n+++ templates/{NAME}.yaml\n@@ ")
    assert "\n-Resources: # mine\n+Resources:\n" in done.stdout
    assert "is stale" in done.stderr
    assert "# mine" in path.read_text(encoding="utf-8")


def test_machines_get_one_object_and_nothing_else(run) -> None:
    done = run(MODULE, "build", "--json", "--only", NAME)
    told = json.loads(done.stdout)
    assert done.stderr == ""
    assert done.returncode == (0 if told["ok"] else 1)
    assert told["version"] == __version__
    assert told["limit"] == 51_200
    assert len(told["regions"]) > 10
    [edition] = [each for each in told["editions"] if each["name"] == NAME]
    assert edition["resources"] > 20
    assert edition["changed"] is True
    assert {"line", "path", "checker", "rule", "level", "message", "source"} == set(
        edition["findings"][0]
    )


def test_costs_are_told_to_people_and_machines_and_nothing_is_written(run, tmp_path: Path) -> None:
    done = run(MODULE, "build", "--costs")
    assert done.returncode == 0
    assert "Parameters" in done.stdout
    assert "MonitorRole" in done.stdout
    told = json.loads(run(MODULE, "build", "--costs", "--json").stdout)
    [edition] = [each for each in told["editions"] if each["name"] == NAME]
    assert sum(edition["sections"].values()) == edition["bytes"]
    assert list(tmp_path.iterdir()) == []


def test_an_emission_loads_nothing_that_it_can_do_without(run) -> None:
    slow = ["cfnlint", "cloudformation_validate", "python_minifier", "rich", "boto3"]
    program = (
        "import atexit, sys; from generator.cli import main\n"
        f"atexit.register(lambda: print([name for name in {slow} if name in sys.modules]))\n"
        "main()"
    )
    for _ in range(2):  # the first run may have to shorten the Lambda code
        done = run([sys.executable, "-c", program], "build", "--emit-only")
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_edition_is_wrong_usage_and_the_known_ones_are_named(run) -> None:
    done = run(MODULE, "build", "--only", "nope")
    assert done.returncode == 2
    assert "nope" in done.stderr
    assert NAME in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [["nope"], ["build", "--nope"], ["build", "too", "many"]])
def test_wrong_usage_ends_with_2(run, arguments: list[str]) -> None:
    assert run(MODULE, *arguments).returncode == 2


def test_costs_and_check_exclude_each_other(run) -> None:
    done = run(MODULE, "build", "--costs", "--check")
    assert done.returncode == 2
    assert "--costs and --check" in done.stderr


def test_only_builds_what_is_named(run, tmp_path: Path) -> None:
    assert run(MODULE, "build", "--emit-only", "--only", NAME, "--only", NAME).returncode == 0
    assert [path.stem for path in (tmp_path / "templates").iterdir()] == [NAME]


def test_what_a_user_can_mend_is_said_in_one_line_and_ends_with_1(run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(MODULE, "build", "--emit-only", "--output", "file/below")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback(run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(MODULE, "build", "--emit-only", "--output", "file/below", "--debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_nothing_is_coloured_that_is_not_read_on_a_terminal(run) -> None:
    done = run(MODULE, "build", "--emit-only")
    assert "\x1b" not in done.stdout + done.stderr


def test_help_teaches_by_examples_and_names_the_exit_codes(run) -> None:
    said = run(MODULE, "build", "--help").stdout
    assert "monitor-stack build --check" in said
    for code in ("0  ", "1  ", "2  "):
        assert code in said


def test_the_version_is_told(run) -> None:
    assert run(MODULE, "--version").stdout == f"monitor-stack {__version__}\n"
