"""Fresh processes, each with its own data folder, its own time and its own memory."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

LUOSHI = [sys.executable, "-c", "from luoshi.cli import main; main()"]
"""The command ``luoshi``, run by the Python that runs this."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process took and said."""

    output: str
    seconds: float
    """From before it was started to after it ended."""
    processor: float
    """Seconds that it kept a processor busy."""
    mebibytes: float
    """The most memory that it held at once."""


class Failed(Exception):
    """A process that did not end well."""


@contextmanager
def home() -> Iterator[dict[str, str]]:
    """The environment of a fresh, empty data folder, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        environment = {**os.environ, "LUOSHI_HOME": folder}
        # Every figure is one of SQLite and of the office's own settings.
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        yield environment


def tool(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package."""
    return [sys.executable, "-m", f"bench.tools.{name}", *arguments]


def start(
    command: Sequence[str], environment: Mapping[str, str], *, output: int | None = None
) -> "subprocess.Popen[str]":
    """Start a process in the folder that holds this package; it may write to our stderr."""
    return subprocess.Popen(
        command,
        cwd=Path(__file__).resolve().parents[2],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        text=True,
    )


_running: set["subprocess.Popen[str]"] = set()


def leave(code: int) -> NoReturn:
    """End this process and those that it is running, with every data folder removed."""
    for process in list(_running):
        process.kill()
    sys.exit(code)


def run(command: Sequence[str], environment: Mapping[str, str], limit: float) -> Ended:
    """Run a process to its end; raises `Failed` where it fails or takes too long."""
    began = time.perf_counter()
    process = start(command, environment, output=subprocess.PIPE)
    _running.add(process)
    timer = threading.Timer(limit, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        with process.stdout as pipe:
            output = pipe.read()
        # Not process.wait(): only this call tells what this one process used.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        timer.cancel()
        _running.discard(process)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise Failed(f"{' '.join(command[-3:])} ended with {process.returncode} in {seconds:.0f} s")
    held = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Ended(output, seconds, usage.ru_utime + usage.ru_stime, held)
