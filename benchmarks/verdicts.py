"""How often either verdict on drift is wrong: false alarms without drift, and power with it.

    python benchmarks/verdicts.py            the tables of docs/analyzer.md, in some minutes
    python benchmarks/verdicts.py --runs 50  fewer runs

False alarms: 70 features (35 of two values, 15 integers, 20 continuous) from the distributions of
the baseline, 2,333 rows, a month of hourly runs. Power: one feature changes as in each line.
"""

from __future__ import annotations

import argparse
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lambda_src.analyzer.dataset import Dataset, statistics, suggested
from lambda_src.analyzer.report import data_quality

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[random.Random], str]

MONTH, BASELINE, MINIMUM = 720, 2333, 100
RECORDS = (50, 200, 1000, 5000)


def coin(share: float) -> Draw:
    """Draw 1 with a probability, else 0."""
    return lambda draw: str(int(draw.random() < share))


def integer(mean: float) -> Draw:
    """Draw a count, its variance as large as its mean."""
    return lambda draw: str(max(0, round(draw.gauss(mean, mean**0.5))))


def normal(mean: float, spread: float) -> Draw:
    """Draw a continuous figure."""
    return lambda draw: f"{draw.gauss(mean, spread):.6f}"


FEATURES: dict[str, Draw] = {
    **{f"flag{n}": coin((n + 1) / 72) for n in range(35)},
    **{f"count{n}": integer(n + 2) for n in range(15)},
    **{f"amount{n}": normal(n, n + 1) for n in range(20)},
}
# What changes: name, before, after.
CHANGES: list[tuple[str, Draw, Draw]] = [
    ("a flag, 10 % to 90 %", coin(0.1), coin(0.9)),
    ("hour of day, uniform to 90 % night", lambda d: str(d.randrange(24)),
     lambda d: str(d.randrange(6) if d.random() < 0.9 else d.randrange(24))),
    ("a count, mean 5 to 10", integer(5), integer(10)),
    ("age, 15 years older", lambda d: str(round(d.gauss(45, 13))),
     lambda d: str(round(d.gauss(60, 13)))),
    ("an amount with cents, half as much again", lambda d: f"{d.expovariate(0.02):.2f}",
     lambda d: f"{1.5 * d.expovariate(0.02):.2f}"),
    ("a normal, one standard deviation", normal(0, 1), normal(1, 1)),
    ("a normal, a quarter of one", normal(0, 1), normal(0.25, 1)),
]  # fmt: skip


def table(features: dict[str, Draw], rows: int, seed: int) -> Dataset:
    """Draw rows of independent features."""
    draw = random.Random(seed)
    data = Dataset(features)
    data.read([make(draw) for make in features.values()] for _ in range(rows))
    return data


def verdicts(before: Dataset, now: Dataset) -> list[tuple[bool, bool]]:
    """Give each feature's verdicts: Model Monitor's, the exact one."""
    known = statistics(before.named(), before.rows)
    report = data_quality(now, (known, suggested(known, 0.1)), MINIMUM)
    found = report["drift"]["features"]
    return [(each["modelMonitor"]["drifted"], each["drifted"]) for each in found]


def month(job: tuple[int, int]) -> tuple[int, int, int]:
    """Count the runs without drift in which either verdict sees some."""
    rows, runs = job
    before = table(FEATURES, BASELINE, 1)
    seen = [verdicts(before, table(FEATURES, rows, 1000 + run)) for run in range(runs)]
    theirs = sum(any(one for one, _ in run) for run in seen)
    return rows, theirs, sum(any(other for _, other in run) for run in seen)


def power(job: tuple[int, int, int]) -> tuple[int, int, float, float]:
    """Give the shares of runs in which either verdict sees a change, among 69 features without."""
    change, rows, runs = job
    _, old, new = CHANGES[change]
    steady = dict(list(FEATURES.items())[:69])
    before = table({"x": old, **steady}, BASELINE, 1)
    seen = [
        verdicts(before, table({"x": new, **steady}, rows, 5000 + run))[0] for run in range(runs)
    ]
    theirs, ours = (sum(each) / runs for each in zip(*seen, strict=True))
    return change, rows, theirs, ours


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=MONTH, help="runs of a month")
    runs = parser.parse_args().runs
    few = max(1, runs // 36)
    with ProcessPoolExecutor() as pool:
        quiet = pool.map(month, [(rows, runs) for rows in RECORDS])
        sizes = RECORDS[1:]
        strong = [*pool.map(power, [(n, rows, few) for n in range(len(CHANGES)) for rows in sizes])]
        print(f"| records a run | runs of {runs} with a false alarm: Model Monitor | exact |")
        print("| ---: | ---: | ---: |")
        for rows, theirs, ours in quiet:
            print(f"| {rows:,} | {theirs} | {ours if rows >= MINIMUM else 'no verdict'} |")
    print(f"\n| change, seen in {few} runs | records | Model Monitor | exact |")
    print("| --- | ---: | ---: | ---: |")
    for change, rows, theirs, ours in strong:
        print(f"| {CHANGES[change][0]} | {rows:,} | {theirs:.0%} | {ours:.0%} |")


if __name__ == "__main__":
    main()
