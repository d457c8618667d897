"""The other front doors: their files that repeat what stands in the parameters' table.

Each module of this folder gives the files of one door: path below the checkout -> a function that
gives the file's text. What it does not generate there, is written by hand. The build writes them,
and ``build.py --check`` holds them against the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import templates
from generator.doors import catalog, cdk_python, cdk_typescript, terraform

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES: dict[str, Callable[[], str]] = {
    "templates/catalog.yaml": catalog.portfolio,
    "docs/deployer-policy.json": catalog.deployer_policy,
    **terraform.FILES,
    cdk_python.PATH: cdk_python.text,
    cdk_typescript.PATH: cdk_typescript.text,
}


def build(root: Path, *, write: bool = True) -> list[str]:
    """Give the paths of the files that were not what they ought to be, and mend them if asked.

    Args:
        root: the checkout.
        write: False compares only.

    """
    stale = []
    for name, text in FILES.items():
        path, wanted = root / name, text()
        if templates.written(path) != wanted:
            stale.append(name)
            if write:
                templates.write(path, wanted)
    return stale
