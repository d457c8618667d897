"""How much one call of the analyzer's function can read: seconds and peak memory, measured here.

    python benchmarks/function_limits.py [--records 200000]

Standard library alone, one process, records of 20 inputs, as the function reads them. A Lambda
function has a whole processor from 1,769 MB on; how fast that one is, is not measured here.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time

MILLION = 1_000_000


def lines(records: int, width: int = 20):
    """Give captured records, one customer's figures after the other."""
    draw = random.Random(1)  # noqa: S311 - the same every time
    for at in range(records):
        cells = ",".join(f"{draw.gauss(50, 9):.2f}" for _ in range(width))
        yield "here", json.dumps({
            "captureData": {
                "endpointInput": {"data": cells, "encoding": "CSV"},
                "endpointOutput": {"data": f"{at % 2},{draw.random():.4f}", "encoding": "CSV"},
            },
            "eventMetadata": {"eventId": str(at)},
        })  # fmt: skip


def data_quality(records: int) -> None:
    """Read the traffic, and describe every column."""
    from lambda_src.analyzer.dataset import Dataset, statistics  # noqa: PLC0415 - measured
    from lambda_src.analyzer.records import Unread, captured  # noqa: PLC0415

    data = Dataset([])
    data.read(captured(lines(records), Unread(), data.names))
    statistics(data.named(), data.rows)


def model_quality(records: int) -> None:
    """Merge every answer with its label, and measure."""
    from lambda_src.analyzer import quality  # noqa: PLC0415 - measured
    from lambda_src.analyzer.records import Unread  # noqa: PLC0415

    labels = {str(at): [str(at % 2)] for at in range(records)}
    problem = "BinaryClassification"
    answers = [*quality.answered(lines(records), labels, Unread(), ["0", "1"], problem)]
    quality.statistics_of(answers, problem)


def made(records: int) -> None:
    """Make the traffic alone, to be taken off."""
    for _ in lines(records):
        pass


TASKS = {each.__name__: each for each in (made, data_quality, model_quality)}


def main() -> None:
    """Run each task in a process of its own, and print what a million records take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--task", choices=list(TASKS))
    given = parser.parse_args()
    if given.task:
        import resource  # noqa: PLC0415 - not on every platform

        start = time.perf_counter()
        TASKS[given.task](given.records)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([time.perf_counter() - start, peak]))
        return
    found = {}
    for task in TASKS:
        command = [sys.executable, __file__, "--task", task, "--records", str(given.records)]
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        found[task] = json.loads(said.stdout)
    idle, base = found.pop("made")
    for task, (seconds, peak) in found.items():
        scale = MILLION / given.records
        print(
            f"{task}: {(seconds - idle) * scale:.0f} s and {(peak - base) * scale:.0f} MB"
            f" for a million records, beside {base:.0f} MB"
        )


if __name__ == "__main__":
    main()
