"""What a burst does: ten thousand captured files in an hour, a thousand events at once.

    python benchmarks/load.py [--files 10000] [--events 1000]

On the embedded AWS, with the emitted template, the functions' own code and their own policies. What
is measured is this machine: AWS has other latencies, so that calls are counted, too.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from generator import templates
from generator.rehearsal import EmbeddedAws
from generator.rehearsal.stage import HOUR, Stage
from generator.rehearsal.traffic import demo

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDS = 20  # of a file
AT_ONCE = 32  # events that are under way
# As long as a function may run, and never a second call beside the first.
ONCE = Config(read_timeout=960, retries={"total_max_attempts": 1})


def captured(data: Any, number: int) -> str:
    """Give a captured file: the demo's customers, one after the other."""
    lines = []
    for at in range(RECORDS):
        row = data.rows[(number * RECORDS + at) % len(data.rows)]
        cells = dict(zip(data.names, row, strict=True))
        given = ",".join(cells[name] for name in data.features)
        lines.append(json.dumps({
            "captureData": {
                "endpointInput": {"data": given, "encoding": "CSV"},
                "endpointOutput": {"data": f"{at % 2},0.5", "encoding": "CSV"},
            },
            "eventMetadata": {"eventId": f"{number}-{at}"},
        }))  # fmt: skip
    return "\n".join(lines)


def files(stage: Stage, count: int) -> None:
    """Let an hour have so many files, and its window be analysed."""
    data, s3 = demo(), stage.s3
    bucket, prefix = stage.outputs["CaptureUri"][5:].split("/", 1)
    folder = f"{prefix}/{stage.now:%Y/%m/%d/%H}"

    def put(number: int) -> None:
        key = f"{folder}/{number:05}.jsonl"
        s3.put_object(Bucket=bucket, Key=key, Body=captured(data, number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(count)))
    stage.now += HOUR
    stage.aws.clock(stage.now)
    seconds, told = timed(lambda: invoke(stage, stage.resources["Analyzer"], {}))
    (run,) = [each for each in told if each["monitor"] == "data-quality"]
    read, unread = run["records"], run["unread"] or "nothing"
    print(f"{count:,} files of {RECORDS} records: {seconds:.0f} s")
    print(f"  {read:,} records read, {unread} left unread; an object each, a list a thousand")


def events(stage: Stage, count: int) -> None:
    """Let the responder be called by so many events, many at a time."""
    rule = stage.aws.client("events").list_rules()["Rules"]
    name = next(each["Name"] for each in rule if each.get("ScheduleExpression"))
    (target,) = stage.aws.client("events").list_targets_by_rule(Rule=name)["Targets"]
    event = json.loads(target["Input"])
    stage.aws.evaluate_alarms()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        function = stage.resources["Function"]
        seconds, _ = timed(
            lambda: list(pool.map(lambda _: invoke(stage, function, event), range(count)))
        )
    print(f"{count:,} events, {AT_ONCE} at a time: {seconds:.0f} s; all answered")
    print(f"  e-mails: {[each['subject'] for each in stage.mails()]}")


def invoke(stage: Stage, function: str, event: Any) -> Any:
    """Call a function, and give its answer.

    Raises:
        RuntimeError: it failed.

    """
    found = stage.aws.client("lambda", ONCE).invoke(
        FunctionName=function, Payload=json.dumps(event)
    )
    said = json.load(found["Payload"])
    if "FunctionError" in found:
        raise RuntimeError(said)
    return said


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds that a call takes, and its answer."""
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer


def main() -> None:
    """Bring a stack up, and load it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--events", type=int, default=1_000)
    given = parser.parse_args()
    with EmbeddedAws() as aws:
        asked = {"EmailAddress": "you@example.com", "EnableModelQuality": "false"}
        stage = Stage(aws, "monitor", aws.deploy(templates.read("drift-monitor"), asked))
        files(stage, given.files)
        events(stage, given.events)


if __name__ == "__main__":
    main()
