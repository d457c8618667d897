"""The demo model: small, the same every time, without a pickle.

It scores whether a customer buys, by logistic regression over continuous, integer and
low-cardinality features. ``MODEL`` and the functions from ``model_fn`` on are the endpoint's
script, too: their source goes into the artefact, so that baseline and endpoint cannot disagree.
They follow the contract of Amazon's scikit-learn container and run on its Python 3.8 or 3.9, which
is why ``zip`` has no ``strict`` [aws/sagemaker-scikit-learn-container, docker/1.2-1, serving.py].
"""

from __future__ import annotations

import inspect
import io
import math
import random
import tarfile
from typing import TYPE_CHECKING

from lambda_src.lifecycle.patience import client

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer

FEATURES = "age,income,visits,discount,member,channel"
# Weights: of the numbers, in their columns' order; then of each channel.
MODEL = {
    "age": 0.04,
    "income": 0.00004,
    "visits": 0.3,
    "discount": 6,
    "member": 0.9,
    "web": 0.3,
    "app": 0.6,
    "branch": -0.7,
    "bias": -5.6,
}


def model_fn(folder: str) -> dict[str, float]:  # noqa: ARG001 - the container's signature
    """Give the weights, which stand in the script."""
    return MODEL


def input_fn(body: str, kind: str) -> list[list[str]]:  # noqa: ARG001 - as model_fn
    """Read CSV rows."""
    return [line.split(",") for line in body.split()]


def predict_fn(rows: list[list[str]], model: dict[str, float]) -> list[float]:
    """Give each row's probability; an empty cell counts 0, and so does an unknown channel."""
    scores = []
    for *cells, channel in rows:
        z = model["bias"] + model.get(channel, 0)
        for cell, weight in zip(cells, model.values()):  # noqa: B905 - see above
            z += float(cell or 0) * weight
        scores.append(1 / (1 + math.exp(-z)))
    return scores


def output_fn(scores: list[float], accept: str) -> tuple[str, str]:  # noqa: ARG001 - as model_fn
    """Write prediction and probability, one row a line."""
    return "\n".join(f"{p > 0.5:d},{p:.4f}" for p in scores), "text/csv"


def sample(count: int, seed: int) -> str:
    """Draw customers, as CSV; the same seed gives the same ones on every Python.

    Only ``random()`` is promised to stay the same [Python, random, "Notes on Reproducibility"].
    """
    draw = random.Random(seed).random  # noqa: S311 - not for secrets: it must repeat
    return "\n".join(
        f"{18 + 60 * draw():.0f},{2e4 + 6e4 * draw() ** 2:.2f},{12 * draw() ** 3:.0f},"
        f"{draw() / 5:.3f},{draw() < 0.4:d},{'web web app branch'.split()[int(4 * draw())]}"
        for _ in range(count)
    )


def datasets() -> tuple[str, str]:
    """Give the CSV texts of both baselines: data quality, model quality."""
    rows = sample(2000, 1)
    scores = predict_fn(input_fn(rows, ""), MODEL)
    draw = random.Random(2).random  # noqa: S311 - as above
    data, quality = "prediction,probability," + FEATURES, "prediction,probability,label"
    for row, score in zip(rows.split(), scores, strict=True):
        answer = output_fn([score], "")[0]
        data += f"\n{answer},{row}"
        quality += f"\n{answer},{draw() < score:d}"
    return data, quality


def artefact() -> bytes:
    """Give the bytes of ``model.tar.gz``: the script that serves the model."""
    parts = [inspect.getsource(part) for part in (model_fn, input_fn, predict_fn, output_fn)]
    script = "\n".join(["import math", f"MODEL={MODEL}", *parts]).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("code/inference.py")
        member.size = len(script)
        tar.addfile(member, io.BytesIO(script))
    return packed.getvalue()


def demo(kind: str, given: dict[str, str], *_: Any) -> Answer:
    """Write artefact and datasets to ``model/``; they go with the bucket."""
    bucket = given["Bucket"]
    root = f"s3://{bucket}/model/"
    if kind != "Delete":
        data, quality = datasets()
        files = {"model.tar.gz": artefact(), "baseline.csv": data, "quality.csv": quality}
        for name, body in files.items():
            client("s3").put_object(Bucket=bucket, Key="model/" + name, Body=body)
    return "demo", {
        "ModelDataUrl": root + "model.tar.gz",
        "DataUri": root + "baseline.csv",
        "QualityUri": root + "quality.csv",
    }
