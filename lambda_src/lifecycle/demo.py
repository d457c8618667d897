"""The demo model: small, the same every time, without a pickle.

It scores whether a customer buys, by logistic regression over continuous, integer and
low-cardinality features.
"""

from __future__ import annotations

import builtins
import io
import random
import tarfile
from typing import TYPE_CHECKING

from lambda_src.lifecycle.patience import client

if TYPE_CHECKING:
    from typing import Any

    from lambda_src.lifecycle.patience import Answer

FEATURES = "age,income,visits,discount,member,channel"
# What the endpoint runs, by the contract of Amazon's scikit-learn container, and on its Python 3.8
# or 3.9 [aws/sagemaker-scikit-learn-container, serving.py and docker/1.2-1]. The model is the
# weights of the numbers, in their columns' order, then of the channels. An empty cell counts 0, and
# so does an unknown channel.
SCRIPT = """import math
def model_fn(folder):
 return dict(age=.04,income=4e-5,visits=.3,discount=6,member=.9,web=.3,app=.6,branch=-.7)
def input_fn(body, kind):
 return [row.split(",") for row in body.split()]
def predict_fn(rows, model):
 for *cells, channel in rows:
  z = sum(float(x or 0) * w for x, w in zip(cells, model.values()))
  yield 1 / (1 + math.exp(5.6 - z - model.get(channel, 0)))
def output_fn(scores, accept):
 return "\\n".join(f"{p > .5:d},{p:.4f}" for p in scores), "text/csv"
"""


def sample(count: int, seed: int, /) -> str:
    """Draw customers, as CSV; the same seed gives the same ones on every Python.

    Only ``random()`` is promised to stay the same [Python, random, "Notes on Reproducibility"].
    """
    draw = random.Random(seed).random  # noqa: S311 - not for secrets: it must repeat
    channels = "web", "web", "app", "branch"
    return "\n".join(
        f"{18 + 60 * draw():.0f},{2e4 + 6e4 * draw() ** 2:.2f},{12 * draw() ** 3:.0f},"
        f"{draw() / 5:.3f},{draw() < 0.4:d},{channels[int(4 * draw())]}"
        for _ in range(count)
    )


def served(rows: str, /) -> str:
    """Give the endpoint's answers to CSV rows: prediction and probability, one row a line."""
    script: dict[str, Any] = {}
    # Our own text, so that baseline and endpoint cannot disagree; it sees no name but its own, and
    # python-minifier, which stops at a bare exec, need not know.
    builtins.exec(SCRIPT, script)  # noqa: S102
    scores = script["predict_fn"](script["input_fn"](rows, ""), script["model_fn"](""))
    answers: str = script["output_fn"](scores, "")[0]
    return answers


def datasets() -> tuple[str, str]:
    """Give the CSV texts of both baselines: data quality, model quality."""
    rows = sample(2000, 1)
    draw = random.Random(2).random  # noqa: S311 - as above
    data, quality = "prediction,probability," + FEATURES, "prediction,probability,label"
    for row, answer in zip(rows.split(), served(rows).split(), strict=True):
        data += f"\n{answer},{row}"
        quality += f"\n{answer},{draw() < float(answer[2:]):d}"
    return data, quality


def artefact() -> bytes:
    """Give the bytes of ``model.tar.gz``."""
    packed, script = io.BytesIO(), SCRIPT.encode()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("code/inference.py")
        member.size = len(script)
        tar.addfile(member, io.BytesIO(script))
    return packed.getvalue()


def demo(kind: str, given: dict[str, str], /, *_: Any) -> Answer:
    """Write artefact and datasets to ``model/``; they go with the bucket."""
    bucket, found = given["Bucket"], {}
    if kind != "Delete":
        data, quality = datasets()
        for attribute, key, body in (
            ("ModelDataUrl", "model/model.tar.gz", artefact()),
            ("DataUri", "model/baseline.csv", data),
            ("QualityUri", "model/quality.csv", quality),
        ):
            client("s3").put_object(Bucket=bucket, Key=key, Body=body)
            found[attribute] = f"s3://{bucket}/{key}"
    return {"Data": found}
