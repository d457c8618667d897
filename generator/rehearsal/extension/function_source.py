"""The process from which those of functions are forked: it has loaded boto3 for all of them.

    python function_source.py SOCKET

On the socket comes the name of a file that says what to run, with the ends of four pipes: the
standard streams, and one that closes when the process ends. Back goes the process's number.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import socket
import sys
import traceback
from pathlib import Path

import boto3  # noqa: F401 - that is what it is for

LONGEST = 4096  # bytes of a file's name
ENDS = 4


def main() -> None:
    """Fork a process for each request, until nobody is left to ask."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits here for what is forked
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as door:
        while True:
            name, ends, _, _ = socket.recv_fds(door, LONGEST, ENDS)
            if not name:
                return
            number = os.fork()
            if not number:
                door.close()
                _become(Path(os.fsdecode(name)), ends)
            for end in ends:
                os.close(end)
            door.send(str(number).encode())


def _become(request: Path, ends: list[int]) -> None:
    """Run the script as a new Python would, and end with it; ``ends[3]`` stays open until then."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for stream, end in enumerate(ends[:3]):
            os.dup2(end, stream)
            os.close(end)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115
        asked = json.loads(request.read_bytes())
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.argv = [asked["script"]]
        sys.path.insert(0, str(Path(asked["script"]).parent))
        runpy.run_path(asked["script"], run_name="__main__")
        code = 0
    except BaseException:  # noqa: BLE001 - the process ends here, whatever it was
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
