"""The command line as a program, with the keys of no account."""

from __future__ import annotations

import sys

PROGRAM = [sys.executable, "-c", "from generator.cli import main; main()"]
KEYS = {
    "AWS_ACCESS_KEY_ID": "of-no-account",
    "AWS_SECRET_ACCESS_KEY": "of-no-account",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "2",
}
