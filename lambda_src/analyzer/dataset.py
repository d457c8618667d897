"""Rows -> ``statistics.json``, and the ``constraints.json`` that a baseline suggests. No I/O."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from lambda_src.analyzer.columns import Column
from lambda_src.responder.distances import NUMBERS, weights

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any, TypeAlias

    Json: TypeAlias = dict[str, Any]

CHUNK = 4096  # rows that are turned into columns at once


class Dataset:
    """Columns of rows that pass.

    Attributes:
        names: of the columns, in order; readers append to it.
        columns: as many as the widest row has cells.

    """

    def __init__(self, names: Iterable[str] = (), /) -> None:
        self.names = [*names]
        self.columns: list[Column] = []
        self.rows = 0

    def read(self, rows: Iterable[list[str]], /) -> None:
        """Take rows; what one is shorter than the widest is missing."""
        rows = iter(rows)
        while chunk := [*islice(rows, CHUNK)]:
            cells = [*zip_longest(*chunk, fillvalue="")]
            while len(self.columns) < len(cells):
                self.columns.append(Column())
                self.columns[-1].rows = self.rows
            self.rows += len(chunk)
            for at, column in enumerate(self.columns):
                column.add(cells[at] if at < len(cells) else [""] * len(chunk))

    def named(self, without: Collection[str] = (), /) -> dict[str, Column]:
        """Give the columns by name, those ``without`` left out; one that has no name gets one."""
        self.names += [f"_c{at}" for at in range(len(self.names), len(self.columns))]
        pairs = zip(self.names, self.columns, strict=False)  # an absent column is missing
        return {name: column for name, column in pairs if name not in without}


def statistics(columns: dict[str, Column], rows: int, /) -> Json:
    """Give ``statistics.json``."""
    features = [column.statistics(name) for name, column in columns.items()]
    return {"version": 0.0, "dataset": {"item_count": rows}, "features": features}


def suggested(found: Json, threshold: float, /) -> Json:
    """Give the ``constraints.json`` that Model Monitor suggests from statistics."""
    features = []
    for feature in found["features"]:
        numbers = feature.get(NUMBERS)
        part = numbers or feature["string_statistics"]
        one = {key: feature[key] for key in ("name", "inferred_type")}
        one["completeness"] = part["completeness"]
        if numbers:
            one["num_constraints"] = {"is_non_negative": numbers["min"] >= 0}
        elif domain := weights(feature):
            one["string_constraints"] = {"domains": [*domain]}
        features.append(one)
    return {
        "version": 0.0,
        "features": features,
        "monitoring_config": {
            "evaluate_constraints": "Enabled",
            "emit_metrics": "Enabled",
            "datatype_check_threshold": 1.0,
            "domain_content_threshold": 1.0,
            "distribution_constraints": {
                "perform_comparison": "Enabled",
                "comparison_threshold": threshold,
                "comparison_method": "Robust",
                "categorical_comparison_threshold": threshold,
                "categorical_drift_method": "LInfinity",
            },
        },
    }
