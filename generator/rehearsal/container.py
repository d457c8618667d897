"""What stands in for Amazon's containers: the model server and the analyzer.

The analyzer's results are simple ones in Model Monitor's layout, not its computation: they carry
the loop, they prove nothing of Amazon's analyzer. Everything is read and written with the role that
the job or the model has, so that a permission that lacks shows.
"""

from __future__ import annotations

import csv
import io
import json
import tarfile
import threading
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal.sagemaker import SageMaker

Json = dict[str, Any]


class Container:
    """Runs jobs; ``client`` gives an S3 client that acts as a role."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self.client = client
        self.next_failure = ""

    def load(self, sagemaker: SageMaker, config: Json) -> str:
        """Load the model of each variant, as the endpoint's host does; give what went wrong."""
        for variant in config["ProductionVariants"]:
            model = sagemaker.get("model", variant["ModelName"])
            address = model["PrimaryContainer"].get("ModelDataUrl")
            if not address:
                continue
            try:
                packed = self._read(model["ExecutionRoleArn"], address)
            except ClientError as error:
                return f"Could not access model data at {address}: {error}"
            with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
                if "code/inference.py" not in tar.getnames():
                    return f"{address} has no code/inference.py"
        return ""

    def start(self, sagemaker: SageMaker, job: Json) -> None:
        """Run a baseline job beside everything else."""
        failure, self.next_failure = self.next_failure, ""
        threading.Thread(target=self._run, args=(sagemaker, job, failure), daemon=True).start()

    def _run(self, sagemaker: SageMaker, job: Json, failure: str) -> None:
        status: Json = {"ProcessingJobStatus": "Completed"}
        if failure == "hang":
            return
        try:
            if not failure:
                self._analyse(job)
        except (ClientError, ValueError, LookupError) as error:
            failure = str(error)
        if failure:
            status = {"ProcessingJobStatus": "Failed", "FailureReason": failure}
        with sagemaker.lock:
            job.update(status)

    def _analyse(self, job: Json) -> None:
        role = job["RoleArn"]
        source = job["ProcessingInputs"][0]["S3Input"]["S3Uri"]
        rows = list(csv.DictReader(io.StringIO(self._read(role, source).decode())))
        quality = job["Environment"].get("analysis_type") == "MODEL_QUALITY"
        made = quality_baseline(rows, job["Environment"]) if quality else data_baseline(rows)
        target = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"]
        for name, content in made.items():
            self.write(role, f"{target}/{name}.json", content)

    def _read(self, role: str, address: str) -> bytes:
        bucket, key = address.removeprefix("s3://").split("/", 1)
        body: bytes = self.client(role).get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def write(self, role: str, address: str, content: Json) -> None:
        """Write an object as a role."""
        bucket, key = address.removeprefix("s3://").split("/", 1)
        self.client(role).put_object(Bucket=bucket, Key=key, Body=json.dumps(content))


def data_baseline(rows: list[dict[str, str]]) -> dict[str, Json]:
    """Give statistics and suggested constraints of a dataset, in Model Monitor's layout."""
    names = list(rows[0]) if rows else []
    features = [column(name, [row[name] for row in rows]) for name in names]
    drift = {
        "perform_comparison": "Enabled",
        "comparison_threshold": 0.1,
        "comparison_method": "Robust",
        "categorical_comparison_threshold": 0.1,
        "categorical_drift_method": "LInfinity",
    }
    config = {"evaluate_constraints": "Enabled", "distribution_constraints": drift}
    limits = [
        {"name": one["name"], "inferred_type": one["inferred_type"], "completeness": 1.0}
        for one in features
    ]
    return {
        "statistics": {"version": 0.0, "dataset": {"item_count": len(rows)}, "features": features},
        "constraints": {"version": 0.0, "features": limits, "monitoring_config": config},
    }


def column(name: str, cells: list[str]) -> Json:
    """Give a column's statistics; the sketch holds all values."""
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        counts = {cell: cells.count(cell) for cell in sorted(set(cells))}
        buckets = [{"value": value, "count": count} for value, count in counts.items()]
        found: Json = {"distribution": {"categorical": {"buckets": buckets}}}
        return {"name": name, "inferred_type": "String", "string_statistics": found}
    sketch = {"parameters": {"c": 0.64, "k": 2048.0}, "data": [numbers]}
    whole = all(cell.lstrip("-").isdigit() for cell in cells)
    return {
        "name": name,
        "inferred_type": "Integral" if whole else "Fractional",
        "numerical_statistics": {"distribution": {"kll": {"sketch": sketch}}},
    }


def quality_baseline(rows: list[dict[str, str]], settings: Json) -> dict[str, Json]:
    """Give a model-quality baseline: the accuracy alone."""
    prediction, label = settings["inference_attribute"], settings["ground_truth_attribute"]
    right = sum(row[prediction] == row[label] for row in rows) / max(1, len(rows))
    figures = {"accuracy": {"value": right, "standard_deviation": "NaN"}}
    limits = {"accuracy": {"threshold": right, "comparison_operator": "LessThanThreshold"}}
    return {
        "statistics": {
            "version": 0.0,
            "dataset": {"item_count": len(rows)},
            "binary_classification_metrics": figures,
        },
        "constraints": {"version": 0.0, "binary_classification_constraints": limits},
    }
