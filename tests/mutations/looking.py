"""Who sees a mutation: the checkers, the whole loop on the embedded AWS, or a test."""

from __future__ import annotations

import os
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

from .cases import Mutation, good


class Silence:
    """Listens to a rehearsal, and says nothing."""

    def tell(self, kind: str, words: str = "", *, style: str = "", **data: Any) -> None:
        del kind, words, style, data


def look(mutation: Mutation) -> dict[str, Any]:
    """Ask the checkers, then rehearse; the test, where neither sees it."""
    checks = new(said(mutation.text), _before(mutation.edition))
    rules = sorted({rule for found in checks.values() for rule in found})
    step, promised = rehearsed(mutation)
    found = {"digest": mutation.digest, "rules": rules, "step": step, "promised": promised}
    if mutation.test and not _fails(mutation):
        raise SystemExit(f"{mutation.key}: {mutation.test} does not see it")
    return found


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


def _fails(mutation: Mutation) -> bool:
    """Run the mutation's test where its template stands in place of the emitted one."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("generator", "lambda_src", "templates", "tests", "pyproject.toml", "build.py"):
            copy = shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copyfile
            copy(CHECKOUT / name, root / name)
        (root / "templates" / f"{mutation.edition}.yaml").write_text(mutation.text, "utf-8")
        done = subprocess.run(  # noqa: S603 - ours
            [sys.executable, "-m", "pytest", "-q", "-n", "0", mutation.test],
            cwd=root,
            env={**os.environ, "PYTHONPATH": folder},
            capture_output=True,
            check=False,
        )
    return done.returncode == 1
