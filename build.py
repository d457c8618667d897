#!/usr/bin/env python3
"""Emit and check the templates of this checkout: ``monitor-stack build``, from any folder."""

import gc
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

if __name__ == "__main__":
    gc.disable()  # as main does, and for what is imported before it
    try:
        from generator.cli import build, main
    except ModuleNotFoundError as error:
        sys.exit(
            f"error: {error}. Set up this checkout first:\n"
            f"  python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/python build.py"
        )
    main(command=build, name="build.py", defaults={"output": str(ROOT / "templates")})
