"""The emitted template, deployed on the embedded AWS under enforced IAM."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.rehearsal.stage import HOUR, Stage
from generator.rehearsal.traffic import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

TEMPLATES = Path(__file__).parents[2] / "templates"
TEMPLATE = (TEMPLATES / "model-monitor.yaml").read_text("utf-8")
OWN_TEMPLATE = (TEMPLATES / "drift-monitor.yaml").read_text("utf-8")


class Deployed(Stage):
    """A stack whose hours pass without anything that is due: each test says what happens."""

    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str]) -> None:
        super().__init__(aws, "monitor", outputs)
        self.fresh = 10 * HOUR

    def hours_pass(self, count: int = 1) -> None:
        """Let it be so many hours later."""
        self.now += count * HOUR
        self.aws.clock(self.now)

    def customers(self, count: int = 120, **changed: Callable[[str], str]) -> list[str]:
        """Give requests as the baseline's customers would make them, with changed cells."""
        data = sample(self.text("model/baseline.csv"), 2)
        rows = [dict(zip(data.names, row, strict=True)) for row in data.rows[:count]]
        return [
            ",".join(changed.get(name, str)(row[name]) for name in data.features) for row in rows
        ]

    def captured(self) -> list[dict[str, Any]]:
        """Give the records of this hour's traffic, as they lie in the bucket."""
        self.aws.sagemaker.flush_capture()
        prefix = self.outputs["CaptureUri"].split("/", 3)[3]
        texts = [self.text(key) for key in self.keys(f"{prefix}/{self.now:%Y/%m/%d/%H}/")]
        return [json.loads(line) for text in texts for line in text.splitlines()]

    def run(self, monitor: str = "DataQuality", **told: Any) -> dict[str, Any]:
        """Let a schedule's run of this hour happen, over the traffic of the hour before."""
        schedule = self.outputs[f"{monitor}Schedule"]
        return self.aws.sagemaker.run_monitoring(schedule, at=self.now, **told)

    def strike(self) -> None:
        """Let the clock strike, as every ten minutes, and all that follows be over."""
        self.aws.strike()
        assert not self.undelivered(), self.aws.log.read_text()[-4000:]

    def an_hour_later(self) -> None:
        """Let an hour pass, both schedules' runs happen, and the clock strike."""
        self.hours_pass()
        self.run("DataQuality")
        self.run("ModelQuality")
        self.strike()


class OwnDeployed(Deployed):
    """A stack of the edition ``drift-monitor``: the analyzer's function makes the reports."""

    def an_hour_later(self) -> None:
        """Let an hour pass, the analyzer be called, and strike."""
        self.hours_pass()
        self.analyze()
        self.strike()

    def analyze(self, event: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Call the analyzer as its schedule does, behind the hour; give what its runs say."""
        self.aws.sagemaker.flush_capture()
        called = self.aws.client("lambda").invoke(
            FunctionName=self.resources["Analyzer"], Payload=json.dumps(event or {})
        )
        said: list[dict[str, Any]] = json.load(called["Payload"])
        assert "FunctionError" not in called, said
        return said


# Edition -> its template, and what its stacks can be asked.
KINDS = {"model-monitor": (TEMPLATE, Deployed), "drift-monitor": (OWN_TEMPLATE, OwnDeployed)}
