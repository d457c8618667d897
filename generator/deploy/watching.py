"""The stack of either edition that a verb looks at: what it watches, and where its files are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.deploy.absent import found
from generator.deploy.awsclient import NoStackError
from generator.parameters import MODEL_MONITOR
from lambda_src.monitors import DATA, MONITORS

if TYPE_CHECKING:
    from generator.deploy.awsclient import AwsClient

HOUR = dt.timedelta(hours=1)
_ZERO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Behind the full hour: drift-monitor's clock strikes then; Model Monitor begins some time before it
# and takes some minutes. Ten minutes later at the latest it has been recorded, too.
LATE = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Watching:
    """A stack of ours that is up: its name, parameters and outputs."""

    name: str
    parameters: dict[str, str]
    outputs: dict[str, str]

    @property
    def bucket(self) -> str:
        """Give the name of its bucket."""
        return self.outputs["BucketName"]

    @property
    def endpoint(self) -> str:
        """Give the name of the endpoint that it watches."""
        return self.outputs["EndpointName"]

    @property
    def own(self) -> bool:
        """Tell whether our own analyzer analyses: the edition is ``drift-monitor``."""
        return "DriftVerdict" in self.parameters

    @property
    def verdict(self) -> str:
        """Give which verdict on drift raises the alarm: ``exact`` or ``model-monitor``."""
        return self.parameters.get("DriftVerdict", MODEL_MONITOR)

    @property
    def title(self) -> str:
        """Name it as its e-mails do."""
        return f"[{self.parameters['Environment']}] {self.parameters['ModelName']}"

    @property
    def monitors(self) -> tuple[str, ...]:
        """Give the monitors that it has."""
        return MONITORS[: 1 + (self.parameters["EnableModelQuality"] == "true")]

    def reports(self, monitor: str) -> str:
        """Give the key below which a monitor's reports are, with a slash at its end."""
        schedule = "DataQualitySchedule" if monitor == DATA else "ModelQualitySchedule"
        return f"reports/{monitor}/{self.endpoint}/{self.outputs[schedule]}/"

    @property
    def step(self) -> dt.timedelta:
        """Give how long a window of traffic is."""
        return dt.timedelta(days=1) if self.parameters["MonitoringFrequency"] == "daily" else HOUR

    def read_at(self, at: dt.datetime) -> dt.datetime:
        """Give the time at which the run begins that reads the requests of a time."""
        return at - (at - _ZERO) % self.step + self.step + LATE

    def due(self, now: dt.datetime) -> dt.datetime:
        """Give the time at which the next run begins."""
        return self.read_at(now - LATE)


def look_at(aws: AwsClient, name: str) -> Watching:
    """Find a stack of ours that is up.

    Raises:
        NoStackError: it is not there, none of ours, or not up.
        AwsError: it may not be seen.

    """
    stack = found(aws, name)
    if "MonitoringFrequency" not in stack.parameters:
        raise NoStackError(name, "it monitors no model: it is none of ours. Say --stack-name")
    if "BucketName" not in stack.outputs:
        raise NoStackError(name, f"it is {stack.status}: wait until it is up")
    return Watching(name, stack.parameters, stack.outputs)
