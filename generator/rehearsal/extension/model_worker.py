"""A model server's process: runs an artefact's ``inference.py``, one JSON line in, one out.

The contract is that of Amazon's scikit-learn container [aws/sagemaker-scikit-learn-container and
aws/sagemaker-inference-toolkit]: ``model_fn(model_dir)``, then for each request ``input_fn``,
``predict_fn``, ``output_fn``, of which each but the first has a default. It ends with its input.

    python -m generator.rehearsal.extension.model_worker FOLDER
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Load the model of a folder, say so, and answer until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a model prints is its log
    try:
        serve = server(Path(sys.argv[1]))
    except Exception as error:  # noqa: BLE001 - whatever a model does, it is its failure
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(serve, json.loads(line))), file=answers, flush=True)


def server(folder: Path) -> Any:
    """Give a function from body, content type and accepted type to body and content type."""
    where = os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code")
    sys.path.insert(0, str(folder / where.removeprefix("/opt/ml/model").strip("/")))
    program = os.environ.get("SAGEMAKER_PROGRAM", "inference.py")
    module = importlib.import_module(program.removesuffix(".py"))
    model = module.model_fn(str(folder))
    if transform := getattr(module, "transform_fn", None):
        return lambda body, kind, accept: _typed(transform(model, body, kind, accept), accept)
    read, predict = getattr(module, "input_fn", _read), getattr(module, "predict_fn", _predict)
    write = getattr(module, "output_fn", _write)
    return lambda body, kind, accept: _typed(
        write(predict(read(body, kind), model), accept), accept
    )


def answer(serve: Any, asked: dict[str, str]) -> dict[str, str]:
    """Answer one request; an error of the model is an answer as well."""
    body: Any = base64.b64decode(asked["body"])
    if asked["kind"].split(";")[0] in ("text/csv", "application/json"):
        body = body.decode()
    try:
        made, kind = serve(body, asked["kind"], asked["accept"])
    except Exception as error:  # noqa: BLE001 - the container answers 500 to whatever it is
        return {"error": f"{type(error).__name__}: {error}"}
    raw = made if isinstance(made, bytes) else str(made).encode()
    return {"body": base64.b64encode(raw).decode(), "kind": kind}


def _typed(made: Any, accept: str) -> tuple[Any, str]:
    """Give body and type, whether ``output_fn`` gave both or the body alone."""
    return made if isinstance(made, tuple) else (made, accept)


def _read(body: Any, kind: str) -> Any:
    if kind.split(";", maxsplit=1)[0] == "application/json":
        return json.loads(body)
    return [[float(cell) for cell in row.split(",")] for row in body.split()]


def _predict(rows: Any, model: Any) -> Any:
    return model.predict(rows)


def _write(predictions: Any, accept: str) -> Any:
    found = list(predictions)
    if accept == "application/json":
        return json.dumps(found)
    return "\n".join(str(one) for one in found)


if __name__ == "__main__":
    main()
