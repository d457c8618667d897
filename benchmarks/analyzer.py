"""How fast the analyzer is, beside Evidently, pandas with SciPy, and merely parsing the input.

    python benchmarks/analyzer.py              all cases; writes the tables of benchmarks/README.md
    python benchmarks/analyzer.py --rows 10000 smaller, printed only

Every figure is the median of its rounds, measured in one run on the same files, in turn, each in a
process of its own: seconds of the work without the interpreter's start and imports, and the
process's peak memory. Evidently has its own environment, in ``benchmarks/.evidently``, which the
first run makes. It is a benchmark, not a test: nothing here fails on a figure.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

if TYPE_CHECKING:
    from collections.abc import Callable

EVIDENTLY = HERE / ".evidently"
WANTED = ("evidently>=0.7.20,<0.8", "pandas<3", "scipy", "pyarrow", "orjson")
MARKS = "<!-- measured -->", "<!-- /measured -->"
CHURN = 2333, 1977  # rows of the baseline and of the run, as of the public churn data
MIXED = 8, 7, 55  # its columns: continuous ones, counts, flags
NUMERIC, CAPTURED = 20, 10  # columns


# --- the data --------------------------------------------------------------------------------


def csv_file(path: Path, seed: int, rows: int, columns: tuple[int, int, int]) -> None:
    """Write rows: so many normals with six decimals (1 % missing), counts, and flags."""
    draw = random.Random(seed)
    continuous, counts, flags = columns
    pool = [f"{draw.gauss(100, 20):.6f}" if draw.random() > 0.01 else "" for _ in range(1 << 18)]
    some = [str(round(draw.gauss(100, 20))) for _ in range(1 << 12)]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(f"c{at}" for at in range(sum(columns))) + "\n")
        for _ in range(rows):
            cells = draw.choices(pool, k=continuous) + draw.choices(some, k=counts)
            file.write(",".join(cells + draw.choices("0001", k=flags)) + "\n")


def capture_file(path: Path, seed: int, rows: int) -> None:
    """Write captured records: ten features, four of them of few values, and a prediction."""
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for at in range(rows):
            plain = [f"{draw.gauss(100, 20):.4f}" for _ in range(6)]
            few = [str(draw.randrange(n)) for n in (2, 5, 24)] + [draw.choice(("web", "app"))]
            record = {
                "captureData": {
                    "endpointInput": {
                        "observedContentType": "text/csv", "mode": "INPUT",
                        "data": ",".join(plain + few), "encoding": "CSV",
                    },
                    "endpointOutput": {
                        "observedContentType": "text/csv", "mode": "OUTPUT",
                        "data": f"{draw.random():.6f}", "encoding": "CSV",
                    },
                },
                "eventMetadata": {"eventId": f"{at:032x}", "inferenceTime": "2026-01-01T00:00:00Z"},
                "eventVersion": "0",
            }  # fmt: skip
            file.write(json.dumps(record) + "\n")


# --- what is timed: each takes the two files, and imports before it starts the clock ----------


def ours(*, fast: bool) -> Callable[[str, str], Any]:
    """Compare with our analyzer: read the first file as the baseline, the second as the traffic."""
    if not fast:
        sys.modules["generator.analyze.fast"] = None  # type: ignore[assignment] # as without it
    else:
        import generator.analyze.fast  # noqa: F401, PLC0415
    from generator.analyze import runs  # noqa: PLC0415

    def run(one: str, other: str) -> Any:
        nobody: Callable[[int], None] = lambda _: None  # noqa: E731
        with tempfile.TemporaryDirectory() as folder:
            runs.save(runs.baseline(one, 0.1, (), nobody), Path(folder))
            return runs.compare(other, folder, 100, (), "exact", nobody)

    return run


def arrow() -> Callable[[str, str], Any]:
    """Parse CSV into typed columns, and nothing else."""
    from pyarrow import csv  # noqa: PLC0415

    return lambda *files: [csv.read_csv(file) for file in files]


def each_line(module: str) -> Callable[[str, str], Any]:
    """Parse JSON lines with ``json`` or ``orjson``, or CSV with ``csv``, and nothing else."""
    found = importlib.import_module(module)

    def run(*files: str) -> None:
        for file in files:
            with Path(file).open(encoding="utf-8", newline="") as lines:
                for _ in found.reader(lines) if module == "csv" else map(found.loads, lines):
                    pass

    return run


def pandas_scipy() -> Callable[[str, str], Any]:
    """Compare each column by the two-sample Kolmogorov-Smirnov test."""
    import pandas as pd  # noqa: PLC0415
    from scipy.stats import ks_2samp  # noqa: PLC0415

    def run(one: str, other: str) -> Any:
        before, now = (pd.read_csv(file, engine="pyarrow") for file in (one, other))
        return [ks_2samp(before[name].dropna(), now[name].dropna()) for name in before]

    return run


def evidently() -> Callable[[str, str], Any]:
    """Compare with Evidently's preset."""
    import pandas as pd  # noqa: PLC0415
    from evidently import Report  # noqa: PLC0415
    from evidently.presets import DataDriftPreset  # noqa: PLC0415

    def run(one: str, other: str) -> Any:
        before, now = (pd.read_csv(file, engine="pyarrow") for file in (one, other))
        return Report([DataDriftPreset()]).run(current_data=now, reference_data=before).dict()

    return run


FAST, PLAIN = "analyzer, extra `fast`", "analyzer, standard library"
THEIRS = EVIDENTLY_PRESET, PANDAS = "Evidently, DataDriftPreset", "pandas, SciPy ks_2samp"
ALONE = "parsing alone: "
WORK: dict[str, Callable[[], Callable[[str, str], Any]]] = {
    FAST: lambda: ours(fast=True),
    PLAIN: lambda: ours(fast=False),
    EVIDENTLY_PRESET: evidently,
    PANDAS: pandas_scipy,
    f"{ALONE}pyarrow": arrow,
    **{f"{ALONE}{module}": partial(each_line, module) for module in ("csv", "orjson", "json")},
}


@dataclass(frozen=True)
class Case:
    """Two files that everything of ``names`` reads; ``floor`` is what ratios are of."""

    title: str
    make: Callable[[Path], tuple[Path, Path]]
    names: tuple[str, ...]
    floor: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)


def cases(rows: int) -> list[Case]:
    """List the cases, the large ones of ``rows`` rows."""

    def tables(
        sizes: tuple[int, int], columns: tuple[int, int, int]
    ) -> Callable[[Path], tuple[Path, Path]]:
        def make(folder: Path) -> tuple[Path, Path]:
            files = folder / "one.csv", folder / "other.csv"
            for seed, (file, size) in enumerate(zip(files, sizes, strict=True)):
                csv_file(file, seed, size, columns)
            return files

        return make

    def captures(folder: Path) -> tuple[Path, Path]:
        files = folder / "one.jsonl", folder / "other.jsonl"
        for seed, (file, size) in enumerate(zip(files, (CHURN[0], rows), strict=True)):
            capture_file(file, seed, size)
        return files

    of_csv = (FAST, PLAIN, *THEIRS, f"{ALONE}pyarrow", f"{ALONE}csv")
    of_json = (FAST, PLAIN, f"{ALONE}orjson", f"{ALONE}json")
    return [
        Case(
            f"{rows:,} x {NUMERIC} numeric, baseline and current",
            tables((rows, rows), (NUMERIC, 0, 0)),
            of_csv,
            f"{ALONE}pyarrow",
        ),
        Case(
            f"{rows:,} captured records of {CAPTURED} features, after a baseline of {CHURN[0]:,}",
            captures,
            of_json,
            f"{ALONE}orjson",
        ),
        Case(
            f"{CHURN[0]:,} and {CHURN[1]:,} rows x {sum(MIXED)} columns",
            tables(CHURN, MIXED),
            of_csv,
            f"{ALONE}pyarrow",
        ),
    ]


# --- measuring -------------------------------------------------------------------------------


def work(name: str, one: str, other: str) -> None:
    """Do one thing in this process, and print seconds and peak memory."""
    run = WORK[name]()
    start = time.perf_counter()
    run(one, other)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps([taken, peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)]))


def measured(name: str, files: tuple[Path, Path]) -> tuple[float, float]:
    """Do one thing in a process of its own: seconds, and peak megabytes."""
    theirs = name in (*THEIRS, f"{ALONE}orjson")
    python = EVIDENTLY / "bin" / "python" if theirs else Path(sys.executable)
    done = subprocess.run(  # noqa: S603 - this file
        [str(python), __file__, "--work", name, *map(str, files)],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "DO_NOT_TRACK": "1"},
    )
    seconds, megabytes = json.loads(done.stdout.splitlines()[-1])
    return seconds, megabytes


def measure(case: Case, rounds: int, folder: Path) -> None:
    """Measure everything of a case in turn; what takes longer than a minute, once."""
    files = case.make(folder)
    for _ in range(rounds):
        for name in case.names:
            known = case.seconds.setdefault(name, [])
            if known and known[0] > 60:
                continue
            seconds, megabytes = measured(name, files)
            print(f"{case.title}: {name}: {seconds:.2f} s, {megabytes:.0f} MB", file=sys.stderr)
            known.append(seconds)
            case.megabytes[name] = max(megabytes, case.megabytes.get(name, 0))


def table(case: Case) -> str:
    """Give a case's table: seconds, ratios, peak memory."""
    medians = {name: statistics.median(found) for name, found in case.seconds.items()}
    floor, fast = medians[case.floor], medians[FAST]
    lines = [
        f"**{case.title}**",
        "",
        f"| | seconds | times {case.floor.removeprefix(ALONE)} | times ours, `fast` | peak MB |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, seconds in sorted(medians.items(), key=lambda pair: pair[1]):
        lines.append(
            f"| {name} | {seconds:.2f} | {seconds / floor:.1f} | {seconds / fast:.1f} |"
            f" {case.megabytes[name]:,.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure all cases, print their tables, and write them down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the large cases")
    parser.add_argument("--rounds", type=int, default=3, help="counted runs of each")
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work(*given.work)
        return
    if not EVIDENTLY.is_dir():
        venv.create(EVIDENTLY, with_pip=True)
        pip = [str(EVIDENTLY / "bin" / "python"), "-m", "pip", "install", "-q", *WANTED]
        subprocess.run(pip, check=True)  # noqa: S603 - our own list
    found = cases(given.rows)
    for case in found:
        with tempfile.TemporaryDirectory() as folder:
            measure(case, given.rounds, Path(folder))
        print(table(case) + "\n")
    if given.rows == parser.get_default("rows"):
        write_down("\n\n".join(map(table, found)), given.rounds)


def write_down(tables: str, rounds: int) -> None:
    """Put the tables into the README, between its marks."""
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(MARKS[0])
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, median of {rounds}."
    text = f"{before}{MARKS[0]}\n\n{machine}\n\n{tables}\n\n{MARKS[1]}{rest.partition(MARKS[1])[2]}"
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
