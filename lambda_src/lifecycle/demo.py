"""The demo model: small, the same every time, without a pickle.

It scores whether a customer buys, by logistic regression over an integer, a continuous and a
low-cardinality feature.
"""

from __future__ import annotations

import builtins
import io
import random
import tarfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# What the endpoint runs, by the contract of Amazon's scikit-learn container, and on its Python 3.8
# or 3.9 [aws/sagemaker-scikit-learn-container, serving.py and docker/1.2-1]. An empty cell counts
# 0, and so does an unknown channel.
SCRIPT = b"""import math
model_fn=lambda folder:{"web":3,"app":4}
input_fn=lambda body,kind:[row.split(",")for row in body.split()]
predict_fn=lambda rows,model:[1/(1+math.exp(6-float(age or 0)/20-float(income or 0)/2e4\
-model.get(channel,0)))for age,income,channel in rows]
output_fn=lambda scores,accept:("\\n".join(f"{p>.5:d},{p:.4f}"for p in scores),"text/csv")
"""


def served(rows: list[list[str]], /) -> Any:
    """Give the endpoint's answers to rows of cells: prediction and probability, one row a line.

    The script answers for itself, so that baseline and endpoint cannot disagree; it sees no name
    but its own, and python-minifier, which stops at a bare exec, need not know.
    """
    script: dict[str, Any] = {}
    builtins.exec(SCRIPT, script)  # noqa: S102
    return script["output_fn"](script["predict_fn"](rows, script["model_fn"]("")), "")[0]


def files() -> dict[str, Any]:
    """Give the content of each file: artefact, data-quality and model-quality baseline.

    The same on every Python: only ``random()`` is promised to stay [Python, random, "Notes on
    Reproducibility"].
    """
    draw = random.Random(1).random  # noqa: S311 - not for secrets: it must repeat
    answers = "prediction,probability,"
    data, quality = answers + "age,income,channel", answers + "label"
    for _ in range(2000):
        row = [
            f"{18 + 60 * draw():.0f}",
            f"{8e4 * draw() ** 2:.2f}",
            ("web", "app", "shop")[int(3 * draw())],
        ]
        answer = served([row])
        data += f"\n{answer},{','.join(row)}"
        quality += f"\n{answer},{draw() < float(answer[2:]):d}"
    packed = io.BytesIO()
    with tarfile.open(None, "w:gz", packed) as tar:
        member = tarfile.TarInfo("code/inference.py")
        member.size = len(SCRIPT)
        tar.addfile(member, io.BytesIO(SCRIPT))
    return {"model.tar.gz": packed.getvalue(), "baseline.csv": data, "quality.csv": quality}
