from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from generator.images import accounts, images, repository, tag
from generator.regions import claimed_regions

NAMES = ["model-monitor", "clarify", "sklearn", "xgboost"]
TYPES = [
    "AWS::SageMaker::Model",
    "AWS::SageMaker::EndpointConfig",
    "AWS::SageMaker::Endpoint",
    "AWS::SageMaker::DataQualityJobDefinition",
    "AWS::SageMaker::ModelQualityJobDefinition",
    "AWS::SageMaker::MonitoringSchedule",
]
NEEDED = ["model-monitor", "sklearn"]


@pytest.fixture(scope="module")
def newest(tmp_path_factory) -> dict[str, list[dict]]:
    """Give the newest package's table: image -> its versions, with registries and repository."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", "--dest", str(folder)]
    command.append("sagemaker-core")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our pip
    wheels = list(folder.glob("*.whl"))
    if not wheels and "No matching distribution" in done.stderr:
        pytest.skip("no package registry can be reached, so there is no newer table to compare")
    assert wheels, done.stderr
    with zipfile.ZipFile(wheels[0]) as wheel:
        return {
            name: list(_versions(json.loads(wheel.read(_member(wheel, name))))) for name in NAMES
        }


def _member(wheel: zipfile.ZipFile, name: str) -> str:
    [member] = [
        path for path in wheel.namelist() if path.endswith(f"/image_uri_config/{name}.json")
    ]
    return member


def _versions(node: object):
    """Yield every entry that has registries, whatever scope the file puts it under."""
    if isinstance(node, dict):
        if "registries" in node:
            yield node
        for value in node.values():
            yield from _versions(value)


@pytest.mark.parametrize("name", NAMES)
def test_our_accounts_are_those_of_the_newest_table_wherever_both_know_the_region(newest, name):
    repositories = [entry for entry in newest[name] if entry.get("repository") == repository(name)]
    assert repositories
    for entry in repositories:
        known = {
            where: who for where, who in entry["registries"].items() if where in accounts(name)
        }
        assert known == {where: accounts(name)[where] for where in known}


@pytest.mark.parametrize("name", NAMES)
def test_every_region_of_ours_is_still_in_the_newest_table(newest, name):
    known = {where for entry in newest[name] for where in entry["registries"]}
    assert set(accounts(name)) <= known


def test_no_region_with_both_images_is_missing_from_our_table(newest):
    theirs = set.intersection(
        *({where for entry in newest[name] for where in entry["registries"]} for name in NEEDED)
    )
    ours = set.intersection(*(set(accounts(name)) for name in NEEDED))
    assert sorted(theirs - ours) == []


@pytest.mark.parametrize("name", NAMES)
def test_accounts_are_twelve_digits_and_zeros_at_the_front_are_kept(name):
    assert all(len(who) == 12 and who.isdigit() for who in accounts(name).values())


def test_what_a_caller_does_to_its_copy_leaves_the_table_alone():
    accounts("sklearn").clear()
    assert accounts("sklearn")


def test_the_images_that_a_stack_uses_have_their_names():
    assert sorted(images()) == sorted(NAMES)
    assert repository("model-monitor") == "sagemaker-model-monitor-analyzer"
    assert tag("model-monitor") is None
    assert repository("sklearn") == "sagemaker-scikit-learn"
    assert tag("sklearn") == "1.2-1-cpu-py3"


def test_the_claimed_regions_are_those_with_every_type_and_every_image():
    with_images = set.intersection(*(set(accounts(name)) for name in NEEDED))
    with_types = {
        region
        for region in with_images
        if (PROVIDER_SCHEMA_MANAGER._providers_dir / f"{region}.json").exists()
        and set(TYPES) <= set(PROVIDER_SCHEMA_MANAGER.get_resource_types(region))
    }
    assert claimed_regions() == tuple(sorted(with_types))
