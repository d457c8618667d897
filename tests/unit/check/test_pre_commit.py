"""The pre-commit hooks: each entry runs, as pre-commit runs it, and ends as it must."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.version import __version__

ROOT = Path(__file__).resolve().parents[3]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
FAULTY = """
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties: {ProductionVariants: [{VariantName: AllTraffic}]}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointConfigName: !Ref Config
"""
GOOD = FAULTY.replace("!Ref Config", "!GetAtt Config.EndpointConfigName")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_stops_a_commit_with_a_fault_and_no_other(
    run: Any, tmp_path: Path, hook: dict[str, Any]
) -> None:
    assert hook["language"] == "python"  # so that pre-commit installs this project
    command, *arguments = shlex.split(hook["entry"])
    program = [str(Path(sys.executable).parent / command), *arguments]
    (tmp_path / "faulty.yaml").write_text(FAULTY)
    (tmp_path / "good.yaml").write_text(GOOD)
    stopped = run(program, "faulty.yaml", "good.yaml")
    assert (stopped.returncode, stopped.stderr) == (5, "")
    assert "faulty.yaml:9" in stopped.stdout
    assert "E9101" in stopped.stdout
    assert "good.yaml:" not in stopped.stdout
    assert run(program, "good.yaml").returncode == 0


def test_the_documented_hook_is_one_that_there_is_of_this_version() -> None:
    page = (ROOT / "docs" / "check.md").read_text("utf-8")
    _, _, rest = page.partition("<!-- pre-commit -->\n```yaml\n")
    [repository] = yaml.safe_load(rest.partition("```")[0])["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in HOOKS}
    assert repository["rev"] == f"v{__version__}"
