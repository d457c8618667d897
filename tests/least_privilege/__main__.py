"""Takes every element of every policy away in turn, and writes what breaks.

    python -m tests.least_privilege                     both editions, every element
    python -m tests.least_privilege --edition E         one edition
    python -m tests.least_privilege --only TEXT         elements whose name has TEXT
    python -m tests.least_privilege --new               elements that have not been tried yet
    python -m tests.least_privilege --workers N         so many embedded AWS at once; else 2
    python -m tests.least_privilege --check             run nothing; exit with 1 if stale

Each worker has an embedded AWS of its own. A call recorder sees first which calls of the whole loop
an element allows: one that allows none breaks nothing, and is not tried. For the others a stack is
brought up without the element, and the shortest part of the loop that makes such a call is run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from generator.editions import EDITIONS

from .elements import elements
from .table import PAGE, SEEN, kept, page, unheld
from .trials import look

Json = dict[str, Any]


def _words(told: Json) -> str:
    if "judged" in told:
        return f"judge: {told['judged']}"
    if "promised" in told:
        return f"{told['step']}: {told['promised']} [{told['seen'][:100]}] {told['refused']}"
    return f"survives {told['survived'] or 'unused'}"


def _seen_anew(edition: str, given: argparse.Namespace, seen: Json) -> None:
    """Try what is wanted of an edition; keep each as it is known, nothing of what is no more."""
    now = elements(edition)
    found = {one.key: seen[edition][one.key] for one in now if one.key in seen.get(edition, {})}
    wanted = [one for one in now if given.only in one.key and not (given.new and one.key in found)]
    seen[edition] = found
    if not wanted:
        return
    with ProcessPoolExecutor(given.workers) as pool:
        for key, told in look(edition, wanted, pool):
            print(f"{edition}: {key}: {_words(told)}", flush=True)
            found[key] = told
            SEEN.write_text(json.dumps(seen, indent=1, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    """Take away, write, and say whether anything is stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.least_privilege")
    parser.add_argument("--edition", choices=sorted(EDITIONS))
    parser.add_argument("--only", default="", metavar="TEXT")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    seen = kept()
    if not given.check:
        began = time.perf_counter()
        for edition in [given.edition] if given.edition else sorted(EDITIONS):
            _seen_anew(edition, given, seen)
        print(f"{time.perf_counter() - began:.0f} s")
    if problems := [*unheld(seen)]:
        sys.exit("\n".join(problems))
    text = PAGE.read_text("utf-8")
    fresh_page = page(text, seen)
    if given.check and text != fresh_page:
        sys.exit(f"{PAGE} is stale: run python -m tests.least_privilege")
    PAGE.write_text(fresh_page, "utf-8")


if __name__ == "__main__":
    main()
