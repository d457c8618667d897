"""Pipelines: kept, started, never run. Enough to see who started one, and with what."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from generator.rehearsal.extension.store import Json, Store, page

if TYPE_CHECKING:
    from collections.abc import Callable


class Pipelines:
    """The operations of pipelines."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def operations(self) -> dict[str, Callable[[Json], Json]]:
        """Give the operations by their names."""
        return {
            "CreatePipeline": self.create,
            "DescribePipeline": self.describe,
            "DeletePipeline": self.delete,
            "StartPipelineExecution": self.start,
            "ListPipelineExecutions": self.list_executions,
            "DescribePipelineExecution": self._execution,
            "ListPipelineParametersForExecution": self._parameters,
        }

    def _pipeline(self, name_or_arn: str) -> Json:
        return self.store.get("pipeline", name_or_arn.rpartition("/")[-1])

    def create(self, asked: Json) -> Json:
        """Keep a pipeline."""
        record = {**asked, "PipelineStatus": "Active"}
        return {"PipelineArn": self.store.add("pipeline", asked["PipelineName"], record)}

    def describe(self, asked: Json) -> Json:
        """Show a pipeline with its definition, which says what parameters it takes."""
        found = self._pipeline(asked["PipelineName"])
        return {**found, "PipelineArn": found["Arn"]}

    def delete(self, asked: Json) -> Json:
        """Forget a pipeline."""
        arn = self._pipeline(asked["PipelineName"])["Arn"]
        self.store.remove("pipeline", asked["PipelineName"])
        return {"PipelineArn": arn}

    def start(self, asked: Json) -> Json:
        """Note an execution; the same token again is the same execution."""
        pipeline = self._pipeline(asked["PipelineName"])
        known = pipeline.setdefault("Tokens", {})
        token = asked.get("ClientRequestToken") or uuid.uuid4().hex
        if token not in known:
            name = uuid.uuid4().hex[:12]
            record = {**asked, "PipelineExecutionStatus": "Executing"}
            arn = self.store.add("pipeline-execution", name, record)
            known[token] = f"{pipeline['Arn']}/execution/{arn.rpartition('/')[-1]}"
        return {"PipelineExecutionArn": known[token]}

    def list_executions(self, asked: Json) -> Json:
        """List the executions of a pipeline."""
        found = [
            {
                "PipelineExecutionArn": arn,
                "StartTime": run["CreationTime"],
                "CreationTime": run["CreationTime"],
                "PipelineExecutionStatus": run["PipelineExecutionStatus"],
                "PipelineExecutionDisplayName": run.get("PipelineExecutionDisplayName"),
            }
            for arn in self._pipeline(asked["PipelineName"]).get("Tokens", {}).values()
            for run in [self.store.get("pipeline-execution", arn.rpartition("/")[-1])]
        ]
        answer = page("PipelineExecutionSummaries", found, asked)
        shown = answer["PipelineExecutionSummaries"]
        for one in shown:
            del one["CreationTime"]
            if one["PipelineExecutionDisplayName"] is None:
                del one["PipelineExecutionDisplayName"]
        return answer

    def _execution(self, asked: Json) -> Json:
        arn = asked["PipelineExecutionArn"]
        found = self.store.get("pipeline-execution", arn.rpartition("/")[-1])
        return {**found, "PipelineExecutionArn": arn, "PipelineArn": arn.split("/execution/")[0]}

    def _parameters(self, asked: Json) -> Json:
        found = self._execution(asked)
        return {"PipelineParameters": found.get("PipelineParameters", [])}
