"""Writes docs/faults.md: who sees which fault.

    python -m tests.faults            ask our rules and cloudformation-validate, write the table
    python -m tests.faults --slow     ask cfn-lint, checkov and the embedded AWS, too
    python -m tests.faults --check    write nothing; exit with 1 if the page is stale

checkov gets an environment of its own, in `tests/faults/.checkov`.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator.rehearsal import EmbeddedAws

from .cases import HERE, faults, good
from .deploying import deployment
from .looking import CHECKOV, checkov, new, said
from .table import PAGE, SEEN, page, seen, stale


def _look(environment: Path) -> dict[str, Any]:
    """Let the slow ones look at every fault."""
    texts = {fault.key: fault.text for fault in faults()}
    objections = checkov(environment, {"good": good(), **texts})
    before = said(good(), ("cfn-lint",))
    found = {}
    with EmbeddedAws() as aws:
        if broken := deployment(aws, good(), {}):
            sys.exit(f"the good template does not come up: {broken}")
        for fault in faults():
            found[fault.key] = {
                "digest": fault.digest,
                **new(said(fault.text, ("cfn-lint",)), before),
                "checkov": sorted(objections[fault.key] - objections["good"]),
                "deployment": deployment(aws, fault.text, dict(fault.parameters)),
            }
            print(f"{fault.key}: {found[fault.key]}", flush=True)
    tools = {"checkov": CHECKOV, **{name: version(name) for name in ("cfn-lint", "ministack")}}
    return {"tools": tools, "faults": found}


def main() -> None:
    """Look, write, and say whether anything was stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--checkov", type=Path, default=HERE / ".checkov", metavar="FOLDER")
    given = parser.parse_args()
    if given.slow:
        told = json.dumps(_look(given.checkov), indent=1) + "\n"
        SEEN.write_text(told, encoding="utf-8")
    if old := stale():
        sys.exit(f"changed since the slow ones looked: {', '.join(old)}. Run with --slow")
    text = PAGE.read_text("utf-8")
    fresh = page(text, seen())
    if given.check and fresh != text:
        sys.exit(f"{PAGE} is stale: run python -m tests.faults")
    PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
