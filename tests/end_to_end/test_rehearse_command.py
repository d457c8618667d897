"""``monitor-stack rehearse`` as a user calls it, wrongly on purpose too."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import tarfile
import time
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from generator import templates

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAIN = "from generator.cli import main; main()"
PROGRAM = [sys.executable, "-c", MAIN]
ROWS = [f"{n % 2},{n},{n / 4},{'week' if n % 3 else 'month'},{n % 2}" for n in range(200)]
MINE = "\n".join(["churn,tenure,fee,contract,member", *ROWS])


def artefact(script: str, name: str = "code/inference.py") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(script)
        tar.addfile(member, io.BytesIO(script.encode()))
    return packed.getvalue()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with a user's own files."""
    (tmp_path / "mine.csv").write_text(MINE)
    (tmp_path / "few.csv").write_text("\n".join(MINE.splitlines()[:10]))
    (tmp_path / "broken.tar.gz").write_bytes(artefact("def model_fn(folder): raise OSError('no')"))
    (tmp_path / "other.tar.gz").write_bytes(artefact("", "readme.txt"))
    (tmp_path / "temporary").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--drift", "age"], 2, "written FEATURE=SHIFT, such as income=2sd"),
        (["--drift", "height=1"], 2, "there is no such feature; there are: age, income, channel"),
        (
            ["--dataset", "mine.csv", "--edition", "model-monitor", "--drift", "member=1"],
            2,
            "member: Model Monitor is nearly blind to few numbers",
        ),
        (["--own-model", "broken.tar.gz"], 2, "--own-model needs --dataset"),
        (["--dataset", "few.csv"], 1, "few.csv: the dataset has 9 rows: a verdict on drift"),
        (
            ["--dataset", "mine.csv", "--own-model", "mine.csv"],
            1,
            "mine.csv is no tar archive, as a model's artefact is",
        ),
        (
            ["--dataset", "mine.csv", "--own-model", "other.tar.gz"],
            1,
            "other.tar.gz has no code/inference.py",
        ),
        (
            ["--prediction-columns", "5", "--dataset", "mine.csv"],
            1,
            "tenure, fee, contract, member",
        ),
        (["--html", "mine.csv/page.html"], 1, "mine.csv/page.html cannot be written: "),
        (["--edition", "own"], 2, "'own' is not one of 'drift-monitor', 'model-monitor'"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_before_anything_starts(
    run: Callable[..., Any], mine: Path, arguments: list[str], code: int, words: str
) -> None:
    said = run(PROGRAM, "rehearse", *arguments, TMPDIR=str(mine / "temporary"))
    assert said.returncode == code
    assert words in said.stderr
    assert said.stdout == ""


def test_without_the_extra_it_says_what_to_install(run: Callable[..., Any]) -> None:
    without = [sys.executable, "-c", f"import sys; sys.modules['ministack'] = None; {MAIN}"]
    said = run(without, "rehearse")
    assert said.returncode == 1
    assert "pip install 'sagemaker-model-monitoring[rehearsal]'" in said.stderr
    assert "Traceback" not in said.stderr


def test_own_data_are_rehearsed_and_kept_until_they_are_not(
    run: Callable[..., Any], mine: Path
) -> None:
    temporary = mine / "temporary"
    asked = ["--dataset", "mine.csv", "--edition", "model-monitor", "--keep", "--json"]
    said = run(PROGRAM, "rehearse", *asked, TMPDIR=str(temporary))
    told = [*map(json.loads, said.stdout.splitlines())]
    (kept,) = [one for one in told if one["type"] == "kept"]
    try:
        broken = [one for one in told if one["type"] == "promise" and not one["kept"]]
        assert (said.returncode, broken) == (0, [])
        mail = next(one for one in told if one["type"] == "mail")
        assert mail["subject"] == "[dev] own: data drift: contract, fee"
        (stack,) = client(kept, "cloudformation").describe_stacks(StackName=kept["stack"])["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"
        outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
        assert captured_at(kept, outputs, "1,0.25,week,1") in hours()
    finally:
        os.kill(kept["process"], signal.SIGTERM)
    assert nothing_is_left(temporary)


def client(kept: dict[str, Any], service: str) -> Any:
    """Give a client of an embedded AWS that goes on."""
    there = kept["environment"]
    return boto3.client(
        service,
        endpoint_url=there["AWS_ENDPOINT_URL"],
        region_name=there["AWS_REGION"],
        aws_access_key_id=there["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=there["AWS_SECRET_ACCESS_KEY"],
        verify=there["AWS_CA_BUNDLE"],
    )


def hours() -> set[str]:
    """Give this machine's hour, and the one before, if it is just over."""
    now = dt.datetime.now(dt.UTC)
    return {f"{now - dt.timedelta(minutes=late):%Y/%m/%d/%H}" for late in (0, 1)}


def captured_at(kept: dict[str, Any], outputs: dict[str, str], body: str) -> str:
    """Ask the endpoint, and give the hour of what is captured of that, once it is written."""
    s3, bucket = client(kept, "s3"), outputs["BucketName"]

    def keys() -> set[str]:
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="capture/")
        return {one["Key"] for one in listed["Contents"]}

    before, until = keys(), time.monotonic() + 20
    client(kept, "sagemaker-runtime").invoke_endpoint(
        EndpointName=outputs["EndpointName"], Body=body, ContentType="text/csv"
    )
    while not (found := keys() - before):
        assert time.monotonic() < until, "it was not captured"
        time.sleep(0.1)
    return "/".join(found.pop().split("/")[-5:-1])


def test_interrupted_it_leaves_nothing(mine: Path) -> None:
    temporary = mine / "temporary"
    with subprocess.Popen(  # noqa: S603 - ours
        [*PROGRAM, "rehearse", "--json"],
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if json.loads(line)["type"] == "event":
                break
        assert [*temporary.iterdir()]
        process.send_signal(signal.SIGINT)
        *_, last = process.stdout
    assert json.loads(last) == {"type": "result", "exit": 130}
    assert process.returncode == 130
    assert nothing_is_left(temporary)


def test_in_a_terminal_a_stack_that_does_not_come_up_says_why_and_is_gone(mine: Path) -> None:
    (mine / "theirs.yaml").write_text(templates.read("model-monitor"))
    asked = ["--dataset=mine.csv", "--own-model=broken.tar.gz", "--template=theirs.yaml"]
    text, code = in_a_terminal(mine, "rehearse", *asked)
    assert code == 1
    assert "\033[" in text
    assert "CREATE_FAILED    Endpoint             AWS::SageMaker::Endpoint" in text
    assert "failed: OSError: no" in text
    assert "left out: the stack is not up" in text
    assert "1 of 2 promises were not seen" in text
    plain = re.sub(r"\033\[[0-9;]*m", "", text)
    table = plain.split("What was promised, and what was seen")[1].split("Real: ")[0]
    assert 70 < max(map(len, table.splitlines())) <= 80
    assert "…" not in table  # what was not seen as promised is told to its end
    assert (
        max(len(line) for line in plain.splitlines() if "NOT SEEN" in line or "  seen:" in line)
        <= 80
    )
    assert "Model Monitor's jobs run" in plain
    assert nothing_is_left(mine / "temporary")


def in_a_terminal(folder: Path, *arguments: str) -> tuple[str, int]:
    """Run the program in a terminal of 80 columns; give what stands there, and the exit code."""
    ours, theirs = pty.openpty()
    variables = {"TERM": "xterm-256color", "COLUMNS": "80", "TMPDIR": str(folder / "temporary")}
    kept = {name: text for name, text in os.environ.items() if name not in ("NO_COLOR", "CI")}
    process = subprocess.Popen(  # noqa: S603 - ours
        [*PROGRAM, *arguments],
        cwd=folder,
        env={**kept, **variables},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    found = b""
    while True:
        try:
            found += os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
    os.close(ours)
    return found.decode(), process.wait()


def nothing_is_left(folder: Path) -> bool:
    """Wait until a folder is empty; an ending server removes what is its own."""
    until = time.monotonic() + 20
    while [*folder.iterdir()] and time.monotonic() < until:
        time.sleep(0.05)
    return not [*folder.iterdir()]
