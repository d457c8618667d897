"""The demo model: small, the same every time, without a pickle.

It scores whether a customer buys, by logistic regression over continuous, integer and
low-cardinality features. The functions from ``model_fn`` on are the endpoint's script, too: their
source goes into the artefact, so that baseline and endpoint cannot disagree. They follow the
contract of Amazon's scikit-learn container [sagemaker-scikit-learn-container, README].
"""

from __future__ import annotations

import inspect
import io
import json
import math
import random
import tarfile
from typing import Any

from lambda_src.lifecycle.patience import client

FEATURES = "age,income,visits,discount,channel,member"
# Feature -> centre and weight; a channel has a weight of its own.
MODEL: dict[str, Any] = {
    "numbers": [[42, 0.04], [38000, 0.00004], [5, 0.3], [0.1, 6], None, [0.4, 0.9]],
    "channel": {"web": 0.3, "app": 0.6, "branch": -0.7},
    "bias": -0.2,
}
ROWS = 2000


def model_fn(folder: str) -> Any:
    """Load the model that stands beside the script."""
    with open(folder + "/model.json") as file:  # noqa: PTH123 - short, since it stands in the template
        return json.load(file)


def input_fn(body: Any, kind: str) -> list[list[str]]:  # noqa: ARG001 - the container's signature
    """Read CSV rows."""
    text = body if isinstance(body, str) else body.decode()
    return [line.split(",") for line in text.split()]


def predict_fn(rows: list[list[str]], model: Any) -> list[float]:
    """Give each row's probability."""
    scores = []
    for row in rows:
        z = model["bias"] + model["channel"].get(row[4], 0)
        for cell, number in zip(row, model["numbers"], strict=False):
            if number:
                z += (float(cell) - number[0]) * number[1]
        scores.append(1 / (1 + math.exp(-z)))
    return scores


def output_fn(scores: list[float], accept: str) -> tuple[str, str]:  # noqa: ARG001 - as input_fn
    """Write prediction and probability, one row a line."""
    return "\n".join(f"{int(p > 0.5)},{p:.4f}" for p in scores), "text/csv"


def sample(count: int, seed: int) -> list[list[str]]:
    """Draw customers; the same seed gives the same ones on every Python."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets: it must repeat
    return [
        [
            str(int(min(90, max(18, draw.gauss(42, 12))))),
            f"{draw.lognormvariate(10.5, 0.3):.2f}",
            str(int(draw.expovariate(0.2))),
            f"{draw.random() * 0.2:.3f}",
            draw.choice(["web", "web", "app", "branch"]),
            str(int(draw.random() < 0.4)),
        ]
        for _ in range(count)
    ]


def datasets() -> tuple[str, str]:
    """Give the CSV texts of both baselines: data quality, model quality."""
    rows = sample(ROWS, 1)
    scores = predict_fn(rows, MODEL)
    answers = output_fn(scores, "")[0].split()
    draw = random.Random(2)  # noqa: S311 - as above
    data, quality = ["prediction,probability," + FEATURES], ["prediction,probability,label"]
    for row, score, answer in zip(rows, scores, answers, strict=True):
        data.append(answer + "," + ",".join(row))
        quality.append(f"{answer},{int(draw.random() < score)}")
    return "\n".join(data), "\n".join(quality)


def artefact() -> bytes:
    """Give the bytes of ``model.tar.gz``: the weights, and the script that serves them."""
    parts = [inspect.getsource(part) for part in (model_fn, input_fn, predict_fn, output_fn)]
    script = "\n".join(["from __future__ import annotations", "import json, math", *parts])
    files = {"model.json": json.dumps(MODEL), "code/inference.py": script}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


def demo(event: dict[str, Any], _: Any) -> tuple[str, dict[str, str]]:
    """Write artefact and datasets to ``model/``; they go with the bucket."""
    bucket = event["ResourceProperties"]["Bucket"]
    root = f"s3://{bucket}/model/"
    if event["RequestType"] != "Delete":
        data, quality = datasets()
        files = {"model.tar.gz": artefact(), "baseline.csv": data, "quality.csv": quality}
        for name, body in files.items():
            client("s3").put_object(Bucket=bucket, Key="model/" + name, Body=body)
    return "demo", {
        "ModelDataUrl": root + "model.tar.gz",
        "DataUri": root + "baseline.csv",
        "QualityUri": root + "quality.csv",
    }
