"""A user's own model and data on the embedded AWS: in a bucket of theirs, as on AWS."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.rehearsal.embedded import EmbeddedAws

BUCKET = "rehearsal-inputs"
# Answers with the prediction of the dataset's nearest row: texts are equal or not, numbers are
# as far apart as their column is wide. By the contract of Amazon's scikit-learn container.
_REPLAY = '''"""Stands in for a model: answers as the nearest row of the dataset does."""
import csv
import io
import os

ANSWERS = {answers}


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def model_fn(folder):
    with open(os.path.join(folder, "code", "dataset.csv"), newline="") as file:
        rows = [row for row in csv.reader(file) if row][1:]
    known = {{}}
    for row in rows:
        known.setdefault(tuple(row[ANSWERS:]), row[:ANSWERS])
    widths = []
    for column in zip(*known):
        numbers = [number(cell) for cell in column]
        found = [each for each in numbers if each is not None]
        widths.append((max(found) - min(found) or 1.0) if found else 1.0)
    return known, widths


def input_fn(body, kind):
    return [tuple(row) for row in csv.reader(io.StringIO(body)) if row]


def predict_fn(rows, model):
    known, widths = model

    def apart(one, other):
        total = 0.0
        for a, b, width in zip(one, other, widths):
            x, y = number(a), number(b)
            total += a != b if x is None or y is None else abs(x - y) / width
        return total

    return [
        known.get(row) or known[min(known, key=lambda one: apart(row, one))] for row in rows
    ]


def output_fn(answers, accept):
    return "\\n".join(",".join(answer) for answer in answers), "text/csv"
'''


def put(aws: EmbeddedAws, dataset: str, answers: int, model: bytes | None) -> dict[str, str]:
    """Upload dataset and model; give the parameters of a stack that watches them.

    ``answers`` says how many of the dataset's first columns the model answers with.
    Without a ``model`` one stands in that answers as the nearest row of the dataset does.
    """
    s3 = aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="dataset.csv", Body=dataset.encode())
    artefact = replay(dataset, answers) if model is None else model
    s3.put_object(Bucket=BUCKET, Key="model.tar.gz", Body=artefact)
    return {
        "ModelName": "own",
        "ModelDataUrl": f"s3://{BUCKET}/model.tar.gz",
        "BaselineDatasetUri": f"s3://{BUCKET}/dataset.csv",
        "EnableModelQuality": "false",
    }


def replay(dataset: str, answers: int) -> bytes:
    """Give the artefact of the model that stands in."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        files = {"inference.py": _REPLAY.format(answers=answers), "dataset.csv": dataset}
        for name, text in files.items():
            member = tarfile.TarInfo(f"code/{name}")
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()
