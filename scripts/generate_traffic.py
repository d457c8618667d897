#!/usr/bin/env python3
"""Send requests to a monitored endpoint: customers as the demo model knows them, or rows of yours.

For example:
  python3 scripts/generate_traffic.py --endpoint-name "$(cat endpoint-name.txt)" --requests 100
  python3 scripts/generate_traffic.py --endpoint-name NAME --requests 150 --drift
  python3 scripts/generate_traffic.py --endpoint-name NAME --labels s3://BUCKET/ground-truth
  python3 scripts/generate_traffic.py --endpoint-name NAME --rows inputs.csv

A drift verdict needs MinimumRecords (100) requests in one run. The script needs boto3 and Python
3.8 or newer.

Exit codes: 0 all answered, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sys
import time
import uuid
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def customers(draw: Callable[[], float], *, drift: bool) -> Iterator[str]:
    """Yield rows of age, income and channel, spread as in the demo model's baseline, or not."""
    while True:
        age, income = 18 + 60 * draw(), 80_000 * draw() ** 2
        channel = ("web", "app", "shop")[int(3 * draw())]
        if drift:  # older customers, and from the web alone
            age, channel = 48 + (age - 18) / 2, "web"
        yield f"{age:.0f},{income:.2f},{channel}"


def send(runtime: Any, endpoint: str, rows: Iterable[str], kind: str, ids: str) -> list[str]:
    """Send the rows, each with an id if ``ids`` says how it begins; give the answers."""
    answers = []
    for number, row in enumerate(rows):
        more = {"InferenceId": f"{ids}-{number}"} if ids else {}
        answer = runtime.invoke_endpoint(
            EndpointName=endpoint, Body=row, ContentType=kind, Accept=kind, **more
        )
        answers.append(answer["Body"].read().decode())
    return answers


def label(s3: Any, uri: str, answers: Iterable[str], ids: str, draw: Callable[[], float]) -> str:
    """Upload the truth about the demo model's answers: each is right as often as it says."""
    lines = []
    for number, answer in enumerate(answers):
        truth = draw() < float(answer.split(",")[1])
        lines.append(
            {
                "groundTruthData": {"data": str(int(truth)), "encoding": "CSV"},
                "eventMetadata": {"eventId": f"{ids}-{number}"},
                "eventVersion": "0",
            }
        )
    bucket, _, prefix = uri[len("s3://") :].partition("/")
    hour = time.strftime("%Y/%m/%d/%H", time.gmtime())
    key = "/".join([*filter(None, [prefix.strip("/")]), hour, f"{ids}.jsonl"])
    s3.put_object(Bucket=bucket, Key=key, Body="\n".join(map(json.dumps, lines)).encode())
    return f"s3://{bucket}/{key}"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    words, _, examples = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--endpoint-name", required=True, help="see the output EndpointName")
    parser.add_argument("--requests", type=int, default=100, help="how many (100)")
    parser.add_argument("--drift", action="store_true", help="customers unlike the baseline's")
    parser.add_argument("--rows", metavar="FILE", help="send these lines instead, over and over")
    parser.add_argument("--content-type", default="text/csv", help="of the rows (text/csv)")
    parser.add_argument("--labels", metavar="S3_URI", help="upload labels to GroundTruthUri")
    parser.add_argument("--seed", type=int, help="the same customers every time")
    parser.add_argument("--region", help="by default $AWS_REGION, the profile's or us-east-1")
    asked = parser.parse_args()
    if asked.requests < 1:
        parser.error("--requests must be 1 or more")
    if asked.rows and (asked.drift or asked.labels):
        parser.error("--drift and --labels are for the demo model, not for --rows")
    if asked.labels and not asked.labels.startswith("s3://"):
        parser.error("--labels takes an address as s3://BUCKET/ground-truth")
    return asked


def rows_of(asked: argparse.Namespace, draw: Callable[[], float]) -> Iterable[str]:
    """Give the rows to send.

    Raises:
        ValueError: there are none in the file.
        OSError: it cannot be read.

    """
    if not asked.rows:
        return itertools.islice(customers(draw, drift=asked.drift), asked.requests)
    with open(asked.rows, encoding="utf-8") as file:  # noqa: PTH123 - needs nothing more
        lines = [line.strip() for line in file if line.strip()]
    if not lines:
        raise ValueError(f"{asked.rows} has no rows")
    return itertools.islice(itertools.cycle(lines), asked.requests)


def main() -> None:
    """Send what is asked for, and say so."""
    asked = arguments()
    draw = random.Random(asked.seed).random  # noqa: S311 - traffic is no secret
    ids = uuid.uuid4().hex[:12] if asked.labels else ""
    try:
        rows = rows_of(asked, draw)
        session = boto3.Session(region_name=asked.region or os.environ.get("AWS_REGION"))
        region = session.region_name or "us-east-1"
        runtime = session.client("sagemaker-runtime", region_name=region)
        answers = send(runtime, asked.endpoint_name, rows, asked.content_type, ids)
        print(f"{len(answers)} requests to {asked.endpoint_name}, the last answer: {answers[-1]}")
        if asked.labels:
            s3 = session.client("s3", region_name=region)
            print(f"labels: {label(s3, asked.labels, answers, ids, draw)}")
    except (BotoCoreError, ClientError, OSError, ValueError, IndexError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
