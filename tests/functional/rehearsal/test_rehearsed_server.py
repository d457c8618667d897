"""The server's life: on loopback alone, and gone afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from monitored import Monitored, eventually, role

from generator.rehearsal import ControlError, EmbeddedAws

ORPHAN = """
import os, sys
from generator.rehearsal import EmbeddedAws
aws = EmbeddedAws().__enter__()
print(aws.port, aws.control.port, aws.log.parent, flush=True)
os._exit(1)
"""


def listens(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def test_it_listens_on_loopback_alone(aws: EmbeddedAws) -> None:
    assert listens(aws.port)
    assert listens(aws.control.port)
    served = [line for line in aws.log.read_text().splitlines() if "hypercorn.error" in line]
    assert [line.count(f"Running on https://127.0.0.1:{aws.port} ") for line in served] == [1]


def test_it_is_gone_after_the_block_with_all_its_files() -> None:
    with EmbeddedAws() as aws:
        folder, ports = aws.log.parent, (aws.port, aws.control.port)
        Monitored(aws).endpoint()
    assert not folder.exists()
    assert not any(listens(port) for port in ports)


def test_it_is_gone_when_its_starter_dies() -> None:
    path = os.pathsep.join(sys.path)
    made = subprocess.run(  # noqa: S603 - this Python, our text
        [sys.executable, "-c", ORPHAN],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    port, control, folder = made.stdout.split()
    assert eventually(lambda: not listens(int(port)) and not listens(int(control)))
    assert eventually(lambda: not Path(folder).exists())


def test_a_port_that_somebody_takes_meanwhile_is_no_hindrance() -> None:
    embedded = EmbeddedAws()
    with socket.socket() as other:
        other.bind(("127.0.0.1", embedded.control.port))
        with embedded as aws:
            assert aws.control.port != other.getsockname()[1]
            assert aws.mailbox() == []


def test_let_go_it_goes_on_until_it_is_told_to_end() -> None:
    with EmbeddedAws() as aws:
        folder, process = aws.log.parent, aws.let_go()
    assert aws.client("sts").get_caller_identity()["Account"] == "123456789012"
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 0
    assert not folder.exists()


def test_a_subprocess_finds_it_by_its_environment(aws: EmbeddedAws) -> None:
    told = aws.environment()
    assert told["AWS_ENDPOINT_URL"] == aws.endpoint_url
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    code = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    made = subprocess.run(  # noqa: S603 - this Python, our text
        [sys.executable, "-c", code],
        env={**clean, **told},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == "123456789012"


def test_without_iam_nothing_is_refused() -> None:
    with EmbeddedAws(iam=False) as aws:
        monitored = Monitored(aws)
        monitored.role = role(aws, "nobody")
        assert monitored.job("baseline", "a\n1")["ProcessingJobStatus"] == "Completed"
        with pytest.raises(ClientError):
            monitored.endpoint(config="none")


def test_a_control_that_cannot_be_done_says_why(aws: EmbeddedAws) -> None:
    with pytest.raises(ControlError, match="Could not find monitoring-schedule"):
        aws.sagemaker.run_monitoring("none")
