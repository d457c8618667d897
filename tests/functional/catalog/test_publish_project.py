"""A version as a template of SageMaker projects: tagged, with Studio's parameters, once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from generator import templates
from generator.catalog import project as unit
from generator.catalog.publish import Wanted
from generator.checks import check
from generator.compare.reading import parsed
from generator.deploy.awsclient import AwsClient
from generator.editions import EDITIONS
from generator.errors import GeneratorError

if TYPE_CHECKING:
    from generator.rehearsal import EmbeddedAws

BUCKET, KEY = "our-templates", "projects/drift-monitor-0.9.0.yaml"


class Account:
    """An account with a bucket."""

    def __init__(self, aws: EmbeddedAws, patch: pytest.MonkeyPatch) -> None:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        self.s3, self.client = aws.client("s3"), AwsClient()
        self.s3.create_bucket(Bucket=BUCKET)
        self.said: list[str] = []

    def offer(self, text: str, *, dry_run: bool = False) -> dict[str, str]:
        asked = Wanted("drift-monitor", "0.9.0", text, BUCKET, "", "")
        self.said.clear()

        def tell(what: str, on: str) -> None:
            self.said.append(f"{what}: {on}")

        return unit.offer(self.client, asked, "projects/", dry_run=dry_run, tell=tell)

    def tags(self) -> Any:
        return self.s3.get_object_tagging(Bucket=BUCKET, Key=KEY)["TagSet"]


@pytest.fixture
def account(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> Account:
    return Account(aws, monkeypatch)


@pytest.fixture(scope="module")
def text() -> str:
    return templates.read("drift-monitor")


def test_a_version_lies_tagged_where_the_domain_looks(account: Account, text: str) -> None:
    found = account.offer(text)
    assert found == {
        "url": f"https://{BUCKET}.s3.us-east-1.amazonaws.com/{KEY}",
        "location": f"s3://{BUCKET}/projects/",
    }
    assert account.tags() == [{"Key": "sagemaker:studio-visibility", "Value": "true"}]
    there = account.s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read().decode()
    assert there == unit.with_project(text)


def test_a_second_time_changes_nothing_and_a_lost_tag_comes_back(
    account: Account, text: str
) -> None:
    account.offer(text)
    account.offer(text)
    assert account.said == [f"is uploaded: {KEY}"]
    other = {"Key": "team", "Value": "ml"}
    account.s3.put_object_tagging(Bucket=BUCKET, Key=KEY, Tagging={"TagSet": [other]})
    account.offer(text)
    assert account.said == [f"tag: {KEY}"]
    assert account.tags() == [other, unit.VISIBLE]


def test_other_bytes_under_an_offered_version_are_refused(account: Account, text: str) -> None:
    account.offer(text)
    with pytest.raises(GeneratorError, match="is another template"):
        account.offer(text.replace("hourly", "daily"))


def test_a_dry_run_changes_nothing(account: Account, text: str) -> None:
    account.offer(text, dry_run=True)
    assert account.said == [f"would upload: {KEY}"]
    assert "Contents" not in account.s3.list_objects_v2(Bucket=BUCKET)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_projects_template_has_two_parameters_and_an_output_more(edition: str) -> None:
    made = unit.with_project(templates.read(edition))
    ours, project = (parsed(each, edition) for each in (templates.read(edition), made))
    more = {"Parameters": {"SageMakerProjectName", "SageMakerProjectId"},
            "Outputs": {"SageMakerProject"}}  # fmt: skip
    for section, names in more.items():
        assert set(project[section]) - set(ours[section]) == names
    for section in {*ours} - {*more}:
        assert project[section] == ours[section]
    assert len(made.encode()) < 1_000_000
    found = check(made.encode(), name="project.yaml", regions=["us-east-1"])
    faults = [each for each in found if each.level != "info"]
    # From S3 more is taken than at the command line.
    assert [each for each in faults if each.rule != "template-body"] == []


def test_what_is_no_emitted_template_is_refused() -> None:
    with pytest.raises(GeneratorError, match="no section Parameters:"):
        unit.with_project("Resources: {}\n")


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ([], 1, "drift-monitor 0.0.1 is not released, only: "),
        (["--prefix", "here"], 2, "it names a folder: end it with a /"),
    ],
)
def test_what_cannot_be_offered_is_said(run: Any, more: list[str], code: int, said: str) -> None:
    asked = ["publish-project", "--version", "0.0.1", "--bucket", BUCKET, *more]
    done = run([sys.executable, "-c", "from generator.cli import main; main()"], *asked)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
