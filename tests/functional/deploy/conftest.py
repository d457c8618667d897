"""The command line against a scripted CloudFormation, in this process or in one of its own."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass

import pytest
from scripted import Cloud, Scripted
from timelines import KEYS

from generator.cli import main


@dataclass
class Said:
    """How a verb ended, and what it said; times of day as hh:mm:ss."""

    code: int
    out: str
    err: str


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Give a function: a cloud, a verb and its arguments -> how it ended."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def go(cloud: Cloud, verb: str, *arguments: str) -> Said:
        with Scripted(cloud) as server:
            monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
            with pytest.raises(SystemExit) as ended:
                main([verb, "--stack-name", "monitor", *arguments])
        gc.enable()  # the command line leaves that to the end of its process
        assert cloud.problems == []
        said = capsys.readouterr()
        out, err = (re.sub(r"(?m)^\d\d:\d\d:\d\d", "hh:mm:ss", text) for text in said)
        return Said(int(ended.value.code or 0), out, err)

    return go
