"""Whatever call of AWS fails, once: the analyzer reports it, and each window is reported, once."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from calendar import timegm
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from failing_calls import DENIED, FAULTS, Fault, Wire, places, wired

from lambda_src.analyzer.handler import handler

if TYPE_CHECKING:
    from collections.abc import Iterator

    Json = dict[str, Any]

NOON, HOUR = timegm((2026, 11, 24, 12, 0, 0)), 3600
BASELINES = {
    "Into": "baseline", "Threshold": "0.1", "Problem": "BinaryClassification",
    "data-quality": {"Dataset": "s3://watched/data.csv"},
    "model-quality": {"Dataset": "s3://watched/data.csv", "Attributes": ["p", "s", "label"]},
}  # fmt: skip
ENVIRONMENT = {
    "BUCKET": "watched", "CAPTURED": "watched/capture/demo/AllTraffic", "ENDPOINT": "demo",
    "PREFIX": "demo-1", "STEP": "3600", "DELAY": "0", "QUALITY": "true", "VERDICT": "exact",
    "PROBLEM": "BinaryClassification", "ATTRIBUTES": "0,1", "EXCLUDE": "", "RECORDS": "1",
}  # fmt: skip


class Bucket:
    """A bucket in memory, as far as the analyzer uses it; a body may break off."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, float]] = {}
        self.now = float(NOON + 900)

    def put(self, key: str, text: str) -> None:
        self.objects[key] = text.encode(), self.now

    def serve(self, model: Any, asked: Json) -> Json:
        """Answer one call."""
        answer: Json = getattr(self, f"_{model.name}")(**asked)
        return answer

    def _PutObject(self, Bucket: str, Key: str, Body: str) -> Json:  # noqa: ARG002, N802, N803
        self.put(Key, Body)
        return {}

    def _GetObject(self, Bucket: str, Key: str) -> Json:  # noqa: ARG002, N802, N803
        return {"Body": io.BytesIO(self.objects[Key][0])}

    def _ListObjectsV2(self, Bucket: str, Prefix: str, StartAfter: str) -> Json:  # noqa: ARG002, N802, N803
        return {
            "Contents": [
                {"Key": key, "LastModified": dt.datetime.fromtimestamp(written, dt.UTC)}
                for key, (_, written) in sorted(self.objects.items())
                if key.startswith(Prefix) and key > StartAfter
            ]
        }


class World:
    """A bucket with datasets and two hours of labelled traffic, and the analyzer."""

    def __init__(self, wire: Wire) -> None:
        self.wire, self.bucket = wire, Bucket()
        self.watch()

    def copy(self) -> World:
        """Give another that is as this one is now."""
        made = World(self.wire)
        made.bucket.objects, made.bucket.now = {**self.bucket.objects}, self.bucket.now
        return made

    def fill(self) -> None:
        """Put baselines there, two hours of labelled traffic, and a report from before them."""
        rows = [f"{at % 2},0.{at % 9}1,{20 + at},{at % 2}" for at in range(40)]
        self.bucket.put("data.csv", "\n".join(["p,s,age,label", *rows]))
        for hour in (10, 11):
            self.bucket.put(f"capture/demo/AllTraffic/2026/11/24/{hour}/a.jsonl", "\n".join(
                json.dumps({
                    "captureData": {
                        "endpointInput": {"data": ",".join(row.split(",")[2:]), "encoding": "CSV"},
                        "endpointOutput": {"data": row[:6], "encoding": "CSV"},
                    },
                    "eventMetadata": {"eventId": f"{hour}-{at}"},
                })
                for at, row in enumerate(rows)
            ))  # fmt: skip
            self.bucket.put(f"ground-truth/2026/11/24/{hour}/a.jsonl", "\n".join(
                json.dumps({
                    "groundTruthData": {"data": row[-1], "encoding": "CSV"},
                    "eventMetadata": {"eventId": f"{hour}-{at}"},
                })
                for at, row in enumerate(rows)
            ))  # fmt: skip
        self.call(BASELINES)
        self.bucket.now = NOON - 2 * HOUR + 900
        self.call()
        self.bucket.now = NOON + 900

    def watch(self, fault: Fault | None = None, at: int = -1) -> None:
        """Count calls from now on, and let that one fail."""
        self.wire.reset(self.bucket.serve, fault, at)

    def call(self, event: Json | None = None) -> Any:
        """Call the function, in its time."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(time, "time", lambda: self.bucket.now)
            patch.setattr(time, "sleep", lambda _: None)
            return self._called(event)

    def _called(self, event: Json | None) -> Any:
        return handler(event or {}, SimpleNamespace(get_remaining_time_in_millis=lambda: 800_000))

    def files(self, *prefixes: str) -> dict[str, Any]:
        """Give the content of what lies below prefixes, but for the times of writing."""
        found = {
            key: json.loads(text)
            for key, (text, _) in self.bucket.objects.items()
            if key.startswith(prefixes)
        }
        for each in found.values():
            each.pop("made", None)
        return found


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with wired() as (made, patch):
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield made


@pytest.fixture(scope="module")
def filled(wire: Wire) -> World:
    made = World(wire)
    made.fill()
    return made


def test_a_good_run_reports_two_windows_of_either_monitor(filled: World) -> None:
    world = filled.copy()
    assert [run["status"] for run in world.call()] == ["clean"] * 4
    assert {*world.wire.calls} == {"s3.ListObjectsV2", "s3.GetObject", "s3.PutObject"}
    assert world.call() == []


@pytest.mark.parametrize("event", [None, BASELINES], ids=["runs", "baselines"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_whatever_call_fails_it_is_reported_and_made_up_for(
    filled: World, event: Json | None, fault: Fault
) -> None:
    world = filled.copy()
    world.call(event)
    calls, end = [*world.wire.calls], world.files("reports/", "baseline/")
    wrong = {}
    for at in places(fault, calls):
        world = filled.copy()
        world.watch(fault, at)
        code, _ = fault.said("s3")
        try:
            world.call(event)
            said = ""
        except Exception as error:  # noqa: BLE001 - Lambda takes any
            said = str(error)
        if (code in said) == fault.mended or bool(said) == fault.mended:
            wrong[f"{at} {calls[at]} reported"] = said
        whole = [each for each in world.files("reports/") if each.endswith("violations.json")]
        if any(world.files("reports/")[each] != end[each] for each in whole):
            wrong[f"{at} {calls[at]} half"] = world.files("reports/")
        world.bucket.now += 60
        world.call(event)
        if world.files("reports/", "baseline/") != end:
            wrong[f"{at} {calls[at]} made up for"] = world.files("reports/")
    assert wrong == {}


def test_a_window_whose_call_failed_keeps_no_other_from_its_report(filled: World) -> None:
    world = filled.copy()
    world.watch(DENIED, 4)
    with pytest.raises(Exception, match="AccessDenied"):
        world.call()
    reports = [key for key in world.files("reports/") if key.endswith("violations.json")]
    assert len(reports) == 1 * 2 + 3


def test_called_twice_it_reports_each_window_once(filled: World) -> None:
    world = filled.copy()
    assert len(world.call()) == 4
    world.watch()
    assert world.call() == []
    assert "s3.PutObject" not in world.wire.calls


def test_called_twice_at_the_same_moment_the_reports_are_the_same(filled: World) -> None:
    world = filled.copy()
    world.call()
    calls, end = len(world.wire.calls), world.files("reports/")
    for at in range(0, calls, 4):
        world = filled.copy()
        world.watch(at=at)
        world.wire.meanwhile = world.call
        world.call()
        assert world.files("reports/") == end, at


def test_called_hours_late_it_makes_up_for_all_windows(filled: World) -> None:
    world = filled.copy()
    world.bucket.now += 30 * HOUR
    hours = [run["scheduled"][8:13] for run in world.call() if run["monitor"] == "data-quality"]
    assert hours == [f"24T{at:02}" for at in range(11, 24)] + [f"25T{at:02}" for at in range(19)]


@pytest.mark.parametrize("name", ["RECORDS", "DELAY"])
def test_a_fraction_where_a_whole_number_is_meant_keeps_no_run_from_its_report(
    filled: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1.5")
    found = {(run["monitor"], run["status"]) for run in filled.copy().call()}
    # With a delay, the hour before is due, too: it had no traffic.
    assert found - {("model-quality", "no-data")} == {
        ("data-quality", "clean"),
        ("model-quality", "clean"),
    }
