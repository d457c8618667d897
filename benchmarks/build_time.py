"""How long a build takes, beside ``cdk synth`` of the same resources, in one run.

    python benchmarks/build_time.py [--rounds 5]

All are timed as whole processes, in turn, after a round that is not counted; the medians and their
ratios are printed. It needs Node.js and npm, and fetches the CDK from the npm registry into
``benchmarks/cdk/node_modules``. It is a benchmark, not a test: nothing here fails on a figure.

What is timed is a second build: Python finds its bytecode, and the emission its shortened Lambda
code, in ``__pycache__``; composing, writing and checking are done anew, and no result of a check is
kept. ``cdk synth`` has had its first run, too. The first emission of a fresh checkout, which finds
neither, is timed apart. The build runs in copies of the sources, so nothing hangs on what this
checkout has kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CDK = ROOT / "benchmarks" / "cdk"
TEMPLATE = ROOT / "templates" / "model-monitor.yaml"


def seconds(command: list[str], **environment: str) -> float:
    """Run a command to its end, and give its wall time."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=CDK,
        env={**ours, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return time.perf_counter() - start


def build(place: Path) -> list[str]:
    """Copy what a build runs into ``place``, without what Python kept, and give its command."""
    for package in ("generator", "lambda_src"):
        unkept = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, place / package, ignore=unkept)
    shutil.copy(ROOT / "build.py", place)
    return [sys.executable, str(place / "build.py"), "--output", str(place / "templates")]


def main() -> None:
    """Time the commands in turn, and print their medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each command")
    rounds = parser.parse_args().rounds
    npm = shutil.which("npm")
    if not npm:
        sys.exit("benchmarks/build_time.py needs npm: install Node.js 18 or newer")
    if not (CDK / "node_modules").is_dir():
        seconds([npm, "install", "--no-audit", "--no-fund", "--no-package-lock"])
    cdk = str(CDK / "node_modules" / ".bin" / "cdk")
    taken: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        again = build(place / "again")
        for counted in range(rounds + 1):
            commands = {
                "first emission": [*build(place / f"first-{counted}"), "--emit-only"],
                "emission": [*again, "--emit-only"],
                "emission and all checks": again,
                "cdk synth": [cdk, "synth", "--quiet", "--app", "node app.js", "--output", folder],
            }
            for name, command in commands.items():
                took = seconds(command, TEMPLATE=str(TEMPLATE))
                if counted:
                    taken[name].append(took)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        ratio = medians["cdk synth"] / median
        print(f"{name:<24} {median:6.2f} s   {ratio:5.1f} times as fast as cdk synth")


if __name__ == "__main__":
    main()
