"""Who sees a fault: what a checker says of it that it does not say of the good template."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.checks import look
from generator.checks_finding import CHECKERS, Checker

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

REGIONS = ("us-east-1",)
CHECKOV = "3.3.30"

Said = dict[str, set[tuple[str, str]]]


def said(text: str, only: Collection[Checker] = CHECKERS) -> Said:
    """Give what the fast checkers say, by checker: rule, and place with words.

    What is informational is left out: it is said of good templates, too.
    """
    _, findings = look(text.encode(), name="template.yaml", regions=REGIONS, only=only)
    found: Said = {checker: set() for checker in only}
    for each in findings:
        if each.level != "info" and each.checker in found:
            found[each.checker].add((each.rule, f"{each.path} {each.message}"))
    return found


def new(found: Said, before: Said) -> dict[str, list[str]]:
    """Give the rules that a checker names now and did not before."""
    return {name: sorted({rule for rule, _ in said - before[name]}) for name, said in found.items()}


def checkov(environment: Path, texts: Mapping[str, str]) -> dict[str, set[str]]:
    """Run checkov over all templates at once; give the checks that fail by template."""
    _install(environment)
    with tempfile.TemporaryDirectory() as folder:
        for key, text in texts.items():
            (Path(folder) / f"{key}.yaml").write_text(text, encoding="utf-8")
        command = [str(environment / "bin" / "checkov"), "-d", folder, "--skip-download"]
        more = ["--framework", "cloudformation", "-o", "json", "--compact", "--quiet"]
        done = subprocess.run(  # noqa: S603 - installed by us
            [*command, *more], capture_output=True, text=True, check=False
        )
    told: dict[str, set[str]] = {key: set() for key in texts}
    for each in json.loads(done.stdout)["results"]["failed_checks"]:
        told[Path(each["file_path"]).stem].add(each["check_id"])
    return told


def _install(environment: Path) -> None:
    """Make an environment with checkov alone: its pins do not go with ours."""
    if (environment / "bin" / "checkov").exists():
        return
    pip = [str(environment / "bin" / "pip"), "install", "-q", f"checkov=={CHECKOV}"]
    for command in ([sys.executable, "-m", "venv", str(environment)], pip):
        subprocess.run(command, check=True)  # noqa: S603 - ours
