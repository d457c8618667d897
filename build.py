"""Emit and check the templates: ``python build.py`` is ``monitor-stack build``."""

import sys

from generator.cli import main

if __name__ == "__main__":
    main(["build", *sys.argv[1:]])
