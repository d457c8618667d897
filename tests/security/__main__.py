"""Asks scanners from outside about the emitted templates, and writes docs/security.md.

    python -m tests.security                   ask all of them; `.ci/security` does
    python -m tests.security --only checkov    ask one, and write nothing

Exits with 1 if one finds what has no reason. Makes an environment for each in
`tests/security/.environments`: a gigabyte, once.
"""

from __future__ import annotations

import argparse
import sys

from .findings import SCANNERS, Finding, reason
from .scanners import ASK
from .table import PAGE, page


def main() -> None:
    """Ask, write, and say what has no reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.security")
    parser.add_argument("--only", choices=SCANNERS)
    given = parser.parse_args()
    found: set[Finding] = set()
    for scanner in [given.only] if given.only else SCANNERS:
        print(f"{scanner} ...", file=sys.stderr, flush=True)
        found |= ASK[scanner]()
    for each in sorted(found):
        print(f"{each.scanner} {each.edition} {each.rule} {each.resource}: {reason(each)}")
    if not given.only:
        PAGE.write_text(page(PAGE.read_text("utf-8"), found), encoding="utf-8")
    if bare := [each for each in sorted(found) if not reason(each)]:
        sys.exit(f"{len(bare)} findings have no reason in tests/security/reasons.yaml")


if __name__ == "__main__":
    main()
