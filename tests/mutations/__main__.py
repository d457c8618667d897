"""Writes docs/mutations.md: what sees a fault in an emitted template.

python -m tests.mutations                 look at those that have changed or that nobody saw
python -m tests.mutations --all           look at all of them: a quarter of an hour
python -m tests.mutations --only WORDS    look at those with these words in their titles
python -m tests.mutations --check         write nothing; exit with 1 if the page is stale
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from .cases import mutations
from .table import PAGE, SEEN, kept, page, stale, unseen

if TYPE_CHECKING:
    from collections.abc import Collection


def _look(keys: Collection[str], workers: int) -> None:
    """Look at mutations, and keep what was seen of each at once."""
    from .looking import look  # noqa: PLC0415 - --check needs no embedded AWS

    those = [each for each in mutations() if each.key in keys]
    known = kept()
    with ProcessPoolExecutor(workers) as pool:
        for number, (one, found) in enumerate(zip(those, pool.map(look, those), strict=True), 1):
            print(f"{number}/{len(those)} {one.key}: {found}", file=sys.stderr, flush=True)
            known[one.key] = found
            told = {each.key: known[each.key] for each in mutations() if each.key in known}
            SEEN.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Look, write, and say whether anything was stale."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="", metavar="WORDS")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    given = parser.parse_args()
    every = [each.key for each in mutations()]
    asked = [key for key in every if given.only in key]
    keys = asked if given.all or given.only else [*stale(), *unseen()]
    if keys and not given.check:
        _look(keys, given.workers)
    if old := [*stale(), *unseen()]:
        sys.exit(f"changed since they were looked at, or seen by nobody: {', '.join(old)}")
    text = PAGE.read_text("utf-8")
    fresh = page(text, kept())
    if given.check and fresh != text:
        sys.exit(f"{PAGE} is stale: run python -m tests.mutations")
    PAGE.write_text(fresh, encoding="utf-8")


if __name__ == "__main__":
    main()
