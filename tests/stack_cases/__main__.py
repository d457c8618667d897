"""Lets everything happen to stacks on the embedded AWS, and writes the table of docs/proof.md.

    python -m tests.stack_cases              all cases of both editions; some minutes
    python -m tests.stack_cases --only NAME  one case; writes nothing

It exits with 1 if any case is not as it should be.
"""

from __future__ import annotations

import argparse
import sys
import time

from generator.editions import EDITIONS
from generator.rehearsal import EmbeddedAws

from .cases import CASES, Ground
from .page import PAGE, page


def main() -> None:
    """Go through the cases, say how each ended, and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.stack_cases")
    parser.add_argument("--only", choices=[case.__name__ for case in CASES])
    only = parser.parse_args().only
    seen: dict[str, dict[str, str]] = {}
    with EmbeddedAws() as aws:
        for case in CASES:
            for edition in EDITIONS if only in (None, case.__name__) else ():
                began = time.monotonic()
                try:
                    case(Ground(aws, edition))
                    ended = "as it should be"
                except Exception as error:  # noqa: BLE001 - the others have their turn
                    ended = f"**{type(error).__name__}**: {str(error)[:200]}".replace("\n", " ")
                seen.setdefault(case.__name__, {})[edition] = ended
                print(f"{case.__name__} {edition}: {ended} ({time.monotonic() - began:.0f} s)")
    if not only:
        PAGE.write_text(page(PAGE.read_text("utf-8"), seen), encoding="utf-8")
    sys.exit(any("**" in ended for each in seen.values() for ended in each.values()))


if __name__ == "__main__":
    main()
