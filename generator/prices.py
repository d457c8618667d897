"""What a stack costs a month: one dated table of list prices, and the assumptions beside it.

``data/prices.json`` holds each figure with its source and the day on which it was read. Everything
that is assumed and not a price is a constant here. Amounts are in USD, before tax, without free
tier and without discounts; data transfer and endpoint requests by size are left out. SNS and SQS
are left out, too: a stack stays far within their first million free requests a month.

No network, no AWS.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from generator.errors import GeneratorError
from generator.parameters import MODEL_MONITOR

HOURS_A_MONTH = 730
DAYS_A_MONTH = HOURS_A_MONTH / 24
RUNS_A_MONTH = {"hourly": float(HOURS_A_MONTH), "daily": DAYS_A_MONTH}

# Billed minutes of one analysis job. A baseline over 1,377 rows by Amazon's container was billed
# 5 min 46 s on an ml.t3.large (us-east-1, 2026-07-31; published notes of the course CS 401R).
# Larger windows take longer: look at your own jobs.
MINUTES_PER_JOB = 6
# A model-quality run is two jobs: one merges labels and predictions, one compares
# [SageMaker developer guide, "Monitor model quality"].
JOBS_OF_DATA_QUALITY, JOBS_OF_MODEL_QUALITY = 1, 2

# Metrics by how often they are published; CloudWatch bills a metric by the hours in which it is.
METRICS_EVERY_TEN_MINUTES = 2  # Monitor=runs: RunFailures, HoursSinceLastReport
METRICS_PER_DATA_QUALITY_RUN = 5
# RunFailures, LabelledRecords, ConstraintViolations, and the 17 figures of a binary classifier
# [SageMaker developer guide, "Model quality metrics"]; other problem types have fewer.
METRICS_PER_MODEL_QUALITY_RUN = 20
ALARMS_WITHOUT_MODEL_QUALITY, ALARMS_OF_MODEL_QUALITY = 7, 1

RESPONDER_STARTS_A_MONTH = HOURS_A_MONTH * 6
RESPONDER_GB = 0.25
ANALYZER_SECONDS = 15.0  # assumed: some 300,000 records an hour, cold starts included
ANALYZER_GB = 1769 / 1024
RESPONDER_SECONDS = 3.0  # assumed, cold starts included
S3_READS_PER_START, S3_WRITES_PER_RUN = 4, 12  # state; reports, drift.json and state
STORED_GB = 1.0  # captured traffic, labels and reports; grows with your traffic
LOGGED_GB = 0.1


class UnknownPriceError(GeneratorError):
    """The table has no such figure."""

    def __init__(self, region: str, item: str, known: list[str]) -> None:
        super().__init__(f"no price of {item} in {region}; the table has: {', '.join(known)}")


@dataclass(frozen=True)
class Price:
    """One figure.

    Attributes:
        usd: dollars for each ``per``.
        per: the unit.
        source: a key of the table's ``sources``.
        read: the day on which it was read, ISO 8601; ``None`` where the source bears no date.
        how: where in the source it stands, or how it was estimated.

    """

    usd: float
    per: str
    source: str
    read: str | None
    how: str = ""

    @property
    def estimated(self) -> bool:
        """Whether nobody published this figure."""
        return self.source == "estimate"


@dataclass(frozen=True)
class Use:
    """What is deployed, and where.

    Attributes:
        region: one of :func:`regions`.
        frequency: ``hourly`` or ``daily``.
        instance: type of the endpoint's instance; empty for an endpoint that is there anyway.
        job_instance: type of the analysis jobs' instance.
        model_quality: whether labels are compared, too.
        edition: who analyses.

    """

    region: str = "us-east-1"
    frequency: str = "hourly"
    instance: str = "ml.t2.medium"
    job_instance: str = "ml.m5.xlarge"
    model_quality: bool = True
    edition: str = MODEL_MONITOR


@cache
def _table() -> dict[str, dict[str, Price]]:
    text = resources.files("generator").joinpath("data/prices.json").read_text(encoding="utf-8")
    found = json.loads(text)["regions"]
    return {
        region: {item: Price(**price) for item, price in prices.items()}
        for region, prices in found.items()
    }


def regions() -> list[str]:
    """List the regions that the table knows."""
    return list(_table())


def price(region: str, item: str) -> Price:
    """Give one figure of the table.

    Raises:
        UnknownPriceError: the table has no such region, or no such item in it.

    """
    prices = _table().get(region)
    if prices is None:
        raise UnknownPriceError(region, item, regions())
    if item not in prices:
        raise UnknownPriceError(region, item, list(prices))
    return prices[item]


def monthly(use: Use) -> dict[str, float]:
    """Give what each part of a stack costs in a month, in USD; the sum is the stack's.

    Raises:
        UnknownPriceError: the table lacks a figure that is needed.

    """
    runs = RUNS_A_MONTH[use.frequency]

    def at(item: str) -> float:
        return price(use.region, item).usd

    starts = RESPONDER_STARTS_A_MONTH
    return {
        "endpoint": HOURS_A_MONTH * at(f"hosting {use.instance}") if use.instance else 0.0,
        "analysis": _analysis(use, runs),
        "metrics": _metrics(use, runs) * at("metric"),
        "alarms": _alarms(use) * at("alarm"),
        "dashboard": at("dashboard"),
        "key": at("key"),
        "responder": starts
        * (at("lambda request") + RESPONDER_SECONDS * RESPONDER_GB * at("lambda GB-second")),
        "storage and logs": STORED_GB * at("s3 GB")
        + starts * S3_READS_PER_START * at("s3 read")
        + runs * S3_WRITES_PER_RUN * at("s3 write")
        + LOGGED_GB * at("logs GB"),
    }


def _analysis(use: Use, runs: float) -> float:
    """Give what jobs cost on Model Monitor, else one call of the analyzer for each run."""
    if use.edition == MODEL_MONITOR:
        return _job_hours(use, runs) * price(use.region, f"processing {use.job_instance}").usd
    second = price(use.region, "lambda GB-second").usd
    return runs * ANALYZER_SECONDS * ANALYZER_GB * second


def _job_hours(use: Use, runs: float) -> float:
    jobs = JOBS_OF_DATA_QUALITY + (JOBS_OF_MODEL_QUALITY if use.model_quality else 0)
    return runs * jobs * MINUTES_PER_JOB / 60


def _metrics(use: Use, runs: float) -> float:
    """Give metric-months: a metric of a daily run is billed for one hour of the day."""
    per_run = METRICS_PER_DATA_QUALITY_RUN
    per_run += METRICS_PER_MODEL_QUALITY_RUN if use.model_quality else 0
    return METRICS_EVERY_TEN_MINUTES + per_run * min(1.0, runs / HOURS_A_MONTH)


def _alarms(use: Use) -> int:
    return ALARMS_WITHOUT_MODEL_QUALITY + (ALARMS_OF_MODEL_QUALITY if use.model_quality else 0)
