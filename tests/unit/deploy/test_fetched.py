"""Reports of either edition in one shape, and what a person must see first."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from reports import DATA, QUALITY, baseline, contents, quality, report

from generator.deploy.awsclient import AwsClient, AwsError
from generator.deploy.fetched import fetch, local, recalled, shortened, whole
from generator.deploy.found import findings
from generator.deploy.watching import Watching
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["x", "y", "text"]


def of_model_monitor(made: dict[str, Any]) -> dict[str, Any]:
    """Give the files as Model Monitor writes them, and ``drift.json`` as the responder does."""
    violations = made["constraint_violations"]["violations"]
    drift = {
        "status": "violations" if violations else "clean",
        "records": made["drift"]["records"],
        "window": [],
        "reason": "",
        "violations": violations,
        "features": [
            {"feature": each["feature"], **each["modelMonitor"]}
            for each in made["drift"]["features"]
        ],
    }
    return {**{name: made[name] for name in made if name != "drift"}, "drift": drift}


def test_a_report_of_model_monitor_gets_the_exact_verdict_of_ours() -> None:
    before = baseline(NAMES)
    ours = contents(before, NAMES, {"x": 2.0, "text": 0.5})
    theirs = whole(of_model_monitor(copy.deepcopy(ours)), before, DATA, 100)
    exact, same = (
        {each["feature"]: each for each in one["drift"]["features"]} for one in (ours, theirs)
    )
    assert exact.keys() == same.keys()
    for name, each in exact.items():
        for key in ("distance", "p", "error", "threshold", "drifted", "hidden"):
            assert same[name][key] == each[key], (name, key)
        assert same[name]["modelMonitor"]["distance"] == pytest.approx(
            each["modelMonitor"]["distance"]
        )


def test_a_run_that_is_not_recorded_yet_is_shown_from_its_own_files() -> None:
    before = baseline(NAMES)
    made = of_model_monitor(contents(before, NAMES, {"x": 2.0}))
    del made["drift"]
    shown = whole(made, before, DATA, 100)["drift"]
    assert (shown["status"], shown["records"]) == ("violations", 300)
    assert [each["feature"] for each in shown["features"] if each["drifted"]] == ["x"]


def test_too_few_records_give_no_verdict_on_drift() -> None:
    before = baseline(NAMES)
    made = of_model_monitor(contents(before, NAMES, {"x": 2.0}, count=40))
    del made["drift"]
    made["constraint_violations"]["violations"] = []
    shown = whole(made, before, DATA, 100)["drift"]
    assert shown["status"] == "too-few-records"
    assert not any(each["drifted"] for each in shown["features"])


def test_a_run_without_data_is_whole_too() -> None:
    drift = {"status": "no-data", "records": 0, "features": [], "violations": [], "window": []}
    made = whole({"drift": drift}, baseline(NAMES), DATA, 100)
    assert made["drift"]["status"] == "no-data"
    assert made["drift"]["unread"] == {}
    assert recalled("2026/11/24/10", made).distances == {}


def test_figures_are_shown_in_few_digits_and_the_report_keeps_its_own() -> None:
    made = report(NAMES, {"x": 2.0})
    before = json.dumps(made.contents)
    [said] = [
        each["description"]
        for each in shortened(made.contents)["constraint_violations"]["violations"]
        if each["feature_name"] == "x"
    ]
    assert len(said) < 60
    assert json.dumps(made.contents) == before


@pytest.mark.parametrize("made", [report(NAMES, {"x": 2.0}), quality(wrong=50)])
def test_a_report_is_read_from_a_folder_too(made: Any, tmp_path: Path) -> None:
    for name, content in made.contents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    found = local(tmp_path, None)
    assert found.monitor == made.monitor in (DATA, QUALITY)
    assert findings(found) == findings(made)


def test_without_a_baseline_model_monitors_own_findings_are_told(tmp_path: Path) -> None:
    before = baseline(NAMES)
    made = of_model_monitor(contents(before, NAMES, {"x": 2.0}))
    for name, content in made.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    found = findings(local(tmp_path, None))
    assert ("x", "Baseline drift distance: ") in [(name, words[:25]) for name, words in found]


def test_a_folder_without_a_report_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(GeneratorError, match="holds no report"):
        local(tmp_path, None)


class ReportsAlone(AwsClient):
    """The account of who may list reports, and is denied all but ``drift.json``."""

    def __init__(self, there: list[str]) -> None:
        self.there = there

    def read(self, bucket: str, key: str) -> dict[str, Any]:
        del bucket
        if key.startswith("baseline/"):
            return baseline(NAMES)[key.rpartition("/")[2].removesuffix(".json")]
        if key.endswith("/drift.json"):
            return {"status": "no-data", "records": 0, "features": [], "violations": []}
        said = {"Error": {"Code": "AccessDenied", "Message": "Access Denied"}}
        raise AwsError("s3 get_object", ClientError(said, "GetObject"))

    def call(self, service: str, operation: str, **request: Any) -> dict[str, Any]:
        assert (service, operation) == ("s3", "list_objects_v2")
        found = [{"Key": key} for key in self.there if key.startswith(request["Prefix"])]
        return {"Contents": found, "IsTruncated": False}


WATCHING = Watching(
    "monitor",
    {"MinimumRecords": "100", "DriftVerdict": "exact"},
    {"BucketName": "b", "EndpointName": "e", "DataQualitySchedule": "s"},
)


def test_a_file_that_is_missing_is_missing_to_who_may_not_list_the_bucket_too() -> None:
    found = fetch(ReportsAlone([]), WATCHING, DATA, "2026/11/24/10", [])
    assert (found.status, "statistics" in found.contents) == ("no-data", False)


def test_a_file_that_is_there_and_denied_is_said() -> None:
    there = ["reports/data-quality/e/s/2026/11/24/10/statistics.json"]
    with pytest.raises(AwsError, match="lack the permission s3:GetObject"):
        fetch(ReportsAlone(there), WATCHING, DATA, "2026/11/24/10", [])
