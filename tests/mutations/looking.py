"""Who sees a mutation: the checkers, the whole loop on the embedded AWS, or a test."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from generator.rehearsal import EmbeddedAws
from generator.rehearsal.rehearsal import Plan, Rehearsal
from generator.rehearsal.steps import steps
from generator.rehearsal.traffic import demo, usual_drifts
from generator.templates import CHECKOUT
from tests.faults.looking import Said, new, said
from tests.silence import Silence

from .cases import Mutation, good

TESTS = ("tests/unit/test_template_policies.py", "tests/unit/test_template_renderings.py")
"""Tests that read the emitted templates, and judge them."""
_ASKED = ("-k", "not cfn_lint")  # it was asked as a checker
_FAILED = re.compile(r"^FAILED (\S+?)(?:\[| - |$)", re.MULTILINE)


def look(mutation: Mutation) -> dict[str, Any]:
    """Ask the checkers, then rehearse; the tests, where neither sees it."""
    checks = new(said(mutation.text), _before(mutation.edition))
    rules = sorted({rule for found in checks.values() for rule in found})
    step, promised = rehearsed(mutation)
    test = "" if rules or step else tested(mutation)
    return {
        "digest": mutation.digest,
        "rules": rules,
        "step": step,
        "promised": promised,
        "test": test,
    }


@cache
def _before(edition: str) -> Said:
    return said(good(edition))


def rehearsed(mutation: Mutation) -> tuple[str, str]:
    """Play the rehearsal; give the step and the promise that is the first not to be kept."""
    data = demo()
    plan = Plan(mutation.edition, mutation.text, data, usual_drifts(data))
    with EmbeddedAws() as aws:
        broken = Rehearsal(plan, aws, Silence()).play(steps()).broken
    if not broken:
        return "", ""
    return steps()[broken[0].step - 1][0], broken[0].promised


def tested(mutation: Mutation) -> str:
    """Run tests where the mutated template stands in place of the emitted one; give what fails."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("generator", "lambda_src", "templates", "tests", "pyproject.toml"):
            copy = _copied if (CHECKOUT / name).is_dir() else shutil.copyfile
            copy(CHECKOUT / name, root / name)
        (root / "templates" / f"{mutation.edition}.yaml").write_text(mutation.text, "utf-8")
        tests = [mutation.test] if mutation.test else TESTS
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", *_ASKED, *tests],
            cwd=root,
            env={**os.environ, "PYTHONPATH": folder},
            capture_output=True,
            text=True,
            check=False,
        )
    found = _FAILED.search(done.stdout)
    return found[1] if found else ""


def _copied(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
