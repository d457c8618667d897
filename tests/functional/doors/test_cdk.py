"""The CDK's doors as a user runs them: unit tests, ``cdk synth``, and a deployment."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from synthesized import ours, theirs

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Door

    from generator.rehearsal import EmbeddedAws


STACK = "SageMakerModelMonitorStack"
ADDRESS = "someone@example.com"
VALUES: dict[str, Any] = {
    "Environment": "prod",
    "ModelName": "churn",
    "InstanceType": "ml.m5.large",
    "DriftThreshold": "0.25",
    "PeriodsToAlarm": 2,
    "EnableModelQuality": "false",
    "BaselineDatasetUri": "s3://a-bucket/baseline.csv",
    "SubnetIds": ["subnet-1", "subnet-2"],
    "SecurityGroupIds": ["sg-1"],
}


SHOWN = {
    "cdk-typescript": (
        "ts",
        "bin/shown.ts",
        (("npm", "run", "--silent", "build"), ("node", "dist/bin/shown.js")),
    ),
    "cdk-python": ("python", "shown.py", ((sys.executable, "shown.py"),)),
}
"""Door -> language of its README's program, the program's place, and what runs it."""


@pytest.fixture(params=["typescript", "python"])
def door(request: pytest.FixtureRequest) -> Door:
    """Each of the doors."""
    found: Door = request.getfixturevalue(request.param)
    return found


def test_the_typescript_unit_tests_pass(typescript: Door) -> None:
    done = typescript.run("npm", "test", "--silent")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_python_unit_tests_pass(python: Door) -> None:
    done = python.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Door], Path]:
    """Give a function: a door -> the folder with what ``cdk synth`` gives without more."""
    made: dict[Path, Path] = {}

    def assembly(door: Door) -> Path:
        if door.folder not in made:
            made[door.folder] = folder = tmp_path_factory.mktemp("assembly")
            words = ("cdk", "synth", "--quiet", "--output", str(folder))
            done = door.run(*words, EMAIL_ADDRESS=ADDRESS)
            assert done.returncode == 0, done.stderr
            assert "Acknowledge with" not in done.stderr  # so ends each finding of a checker
        return made[door.folder]

    return assembly


def test_cdk_synth_gives_our_template(door: Door, assemblies: Callable[[Door], Path]) -> None:
    folder = assemblies(door)
    assert theirs(folder) == ours("drift-monitor", EmailAddress=ADDRESS)
    stack = json.loads((folder / "manifest.json").read_text())["artifacts"][STACK]
    assert stack["environment"] == "aws://unknown-account/us-east-1"


def test_values_of_the_context_stand_in_place_of_parameters(door: Door, tmp_path: Path) -> None:
    context = {"edition": "model-monitor"} | {
        door.name(name): ",".join(value) if isinstance(value, list) else str(value)
        for name, value in VALUES.items()
    }
    words = [word for pair in context.items() for word in ("-c", "=".join(pair))]
    to = ("--quiet", "--output", str(tmp_path))
    done = door.run("cdk", "synth", *to, *words, EMAIL_ADDRESS=ADDRESS, CDK_VALIDATION="false")

    assert done.returncode == 0, done.stderr
    assert theirs(tmp_path) == ours("model-monitor", EmailAddress=ADDRESS, **VALUES)


def test_the_construct_works_as_its_readme_shows_it(door: Door) -> None:
    language, file, commands = SHOWN[door.folder.name]
    readme = (door.folder / "README.md").read_text("utf-8")
    (shown,) = re.findall(rf"^```{language}\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    frame = (Path(__file__).parent / Path(file).name).read_text("utf-8")
    text = frame.replace("// the README's\n", shown).replace("# the README's\n", shown)
    (door.folder / file).write_text(text.replace('"./lib/', '"../lib/'), "utf-8")

    for command in commands:
        done = door.run(*command, CDK_VALIDATION="false")
        assert done.returncode == 0, done.stdout + done.stderr
    assert "Subnets: VpcPrivateSubnet1Subnet" in done.stdout


def test_without_an_address_the_app_says_what_to_do(door: Door) -> None:
    done = door.run(*door.app)

    said = "error: EMAIL_ADDRESS is not set: export EMAIL_ADDRESS=you@example.com"
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "    at " not in done.stderr


def test_cdk_deploys_and_destroys_the_stack(
    typescript: Door, assemblies: Callable[[Door], Path], aws: EmbeddedAws, tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs.json"
    trusted = {"NODE_EXTRA_CA_CERTS": aws.environment()["AWS_CA_BUNDLE"]}
    made = assemblies(typescript)

    def cdk(verb: str, *words: str) -> None:
        said = typescript.run(
            "cdk", verb, "--app", str(made), *words, **aws.environment(), **trusted
        )
        assert said.returncode == 0, said.stdout + said.stderr

    def stacks() -> set[str]:
        found = aws.client("cloudformation").describe_stacks()["Stacks"]
        return {each["StackName"] for each in found}

    # The embedded AWS has no keys that AWS manages, such as the one the bucket would have.
    cdk("bootstrap", "--bootstrap-customer-key")
    cdk("deploy", STACK, "--require-approval", "never", "--outputs-file", str(outputs))
    there = stacks()
    cdk("destroy", STACK, "--force")

    assert set(json.loads(outputs.read_text())[STACK]) == set(ours("drift-monitor")["Outputs"])
    assert STACK in there
    assert STACK not in stacks()
