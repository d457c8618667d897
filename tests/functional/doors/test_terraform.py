"""The Terraform door, with the real Terraform and its AWS provider, on the embedded AWS."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.parameters import specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.rehearsal import EmbeddedAws

ROOT = Path(__file__).parents[3]
TERRAFORM = shutil.which("terraform")
PROVIDER = "registry.terraform.io/hashicorp/aws"
EMAIL = "-var=email_address=someone@example.com"
pytestmark = [
    pytest.mark.skipif(not TERRAFORM, reason="terraform is not on the PATH"),
]


def mirror() -> Path | None:
    """Find a folder of providers: $TERRAFORM_PROVIDERS, Terraform's own places, one below /opt."""
    homes = ["/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"]
    places = [Path.home() / ".terraform.d/plugins", *map(Path, homes), *Path("/opt").glob("*")]
    if "TERRAFORM_PROVIDERS" in os.environ:
        places = [Path(os.environ["TERRAFORM_PROVIDERS"])]
    return next((place for place in places if (place / PROVIDER).is_dir()), None)


def run_terraform(words: list[str], folder: Path, more: dict[str, str], code: int) -> str:
    """Run Terraform, hold its exit code against the wanted one, and give what it said."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    settings = {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(  # noqa: S603 - a program of this machine
        [str(TERRAFORM), *words],
        cwd=folder,
        env={**plain, **settings, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def provider() -> Path:
    found = mirror()
    if not found:
        pytest.skip(
            "Terraform's AWS provider is not on this machine: "
            "set TERRAFORM_PROVIDERS to a filesystem mirror that has it"
        )
    return found


@pytest.fixture
def terraform(aws: EmbeddedAws, tmp_path: Path, provider: Path):
    """Copy the door, init; give a function that runs Terraform in one of its folders."""
    for name in ("terraform", "templates"):
        ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfvars")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)

    def go(*words: str, folder: str = "", code: int = 0) -> str:
        where = tmp_path / "terraform" / folder
        return run_terraform([*words, "-no-color"], where, aws.environment(), code)

    def start(folder: str = "") -> Callable[..., str]:
        go("init", "-input=false", f"-plugin-dir={provider}", folder=folder)
        return lambda *words, **how: go(*words, folder=folder, **how)

    return start


def test_what_is_committed_is_formatted() -> None:
    run_terraform(["fmt", "-check", "-recursive", "-diff"], ROOT / "terraform", {}, 0)


def test_a_stack_comes_up_is_left_alone_by_a_second_plan_and_goes(
    aws: EmbeddedAws, terraform: Callable[..., Any], tmp_path: Path
) -> None:
    go = terraform()
    go("validate")
    tags = '-var=tags={team="scoring"}'
    go("apply", "-auto-approve", EMAIL, tags)

    (stack,) = aws.client("cloudformation").describe_stacks()["Stacks"]
    assert stack["StackName"] == "sagemaker-model-monitor"
    assert stack["Tags"] == [{"Key": "team", "Value": "scoring"}]
    given = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    wanted = {spec.name: spec.default for spec in specs("drift-monitor")}
    assert given == wanted | {"EmailAddress": "someone@example.com"}
    shown = json.loads(go("output", "-json"))
    told = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    assert sorted(each["value"] for each in shown.values()) == sorted(told.values())
    assert shown["endpoint_name"]["value"] == told["EndpointName"]

    # The example is what holds anyway: read, it changes nothing.
    example = tmp_path / "terraform" / "terraform.tfvars.example"
    shutil.copy(example, example.with_suffix(""))
    assert "No changes." in go("plan", "-detailed-exitcode", EMAIL, tags)

    go("destroy", "-auto-approve", EMAIL)
    assert aws.client("cloudformation").describe_stacks()["Stacks"] == []
    assert aws.client("s3").list_buckets()["Buckets"] == []


def test_what_the_template_would_refuse_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    for name in ("variables.tf", "parameters.tf"):  # without a resource they need no provider
        shutil.copy(ROOT / "terraform/modules/model-monitoring" / name, tmp_path)
    (tmp_path / "shown.tf").write_text('output "ignored" {\n  value = local.ignored\n}\n')

    def plan(*given: str, code: int) -> str:
        words = ["plan", *(f"-var={each}" for each in given), "-no-color"]
        return " ".join(run_terraform(words, tmp_path, {}, code).split())

    said = plan(
        "email_address=nobody", "environment=test", "drift_threshold=2", 'subnet_ids=["x"]', code=1
    )
    for words in (
        "email_address does not match. Expected: name@example.com.",
        "environment must be one of dev, staging, prod.",
        "drift_threshold must be at most 1.",
        "subnet_ids does not match.",
    ):
        assert words in said
    foreign = ["edition=model-monitor", "drift_verdict=model-monitor", "analyzer_memory=2048"]
    said = plan("email_address=someone@example.com", *foreign, code=0)
    assert '+ ignored = [ + "analyzer_memory", + "drift_verdict", ]' in said


def test_the_example_plans_a_stack_for_each_model(terraform: Callable[..., Any]) -> None:
    go = terraform("examples/several-models")
    said = go("plan", EMAIL)
    assert "Plan: 3 to add, 0 to change, 0 to destroy." in said
    for name in ("model1", "model2", "model3"):
        assert f'module.monitor["{name}"].aws_cloudformation_stack.monitor' in said
