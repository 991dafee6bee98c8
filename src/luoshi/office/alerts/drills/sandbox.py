"""The sandbox of a drill (沙箱): a process of its own with a database of its own, in a folder that is thrown away.

It knows no unit, no person and no gateway of the office that started it, so that it cannot reach anybody.
``python -m luoshi.office.alerts.drills.sandbox`` is the inside; `play` starts it and reads what it says.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from luoshi.office.alerts.errors import AlertError

SPEEDS = (0.0, 100_000.0)
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV", "LUOSHI_GAZETTES")
"""What of the environment goes into the sandbox: nothing that names a database, a key or a gateway."""

AGAIN = "沙箱已清除，真实的办件没有受影响；请再试一次"

Progress = Callable[[Mapping[str, Any]], None]


class DrillFailed(AlertError):
    """A drill could not be run to its end."""


def check_speed(speed: float) -> float:
    """A speed that a drill can be run at.

    Raises:
        AlertError: it is none.
    """
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise AlertError(f"速度 {speed:g} 不能用", "请用 0（尽快）到 100000 倍")
    return speed


@contextmanager
def opened(name: str, speed: float) -> Iterator[subprocess.Popen[str]]:
    """A sandbox that runs a scenario; it is ended and its folder removed when the block ends."""
    with tempfile.TemporaryDirectory(prefix="luoshi-drill-") as folder:
        env = {key: os.environ[key] for key in _KEPT if key in os.environ}
        env |= {
            "LUOSHI_HOME": folder, "DATABASE_URL": f"sqlite:///{folder}/drill.sqlite3",
            "LUOSHI_SANDBOX": "1", "DJANGO_SETTINGS_MODULE": "luoshi.office.settings",
            "HOME": folder, "PYTHONIOENCODING": "utf-8",
        }  # fmt: skip
        wanted = str(Path(name).resolve()) if name.endswith((".yaml", ".yml")) else name
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, wanted, repr(speed)],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def play(name: str, speed: float, progress: Progress = lambda told: None) -> dict[str, Any]:
    """Run a scenario in a sandbox; its report.

    Raises:
        AlertError: there is no such scenario, it cannot be understood, or the drill broke off.
    """
    check_speed(speed)
    with opened(name, speed) as process:
        return follow(process, progress)


def follow(process: subprocess.Popen[str], progress: Progress) -> dict[str, Any]:
    """Read what a sandbox says until its report.

    Raises:
        DrillFailed: it ended without one.
    """
    assert process.stdout is not None
    for line in process.stdout:
        told = json.loads(line)
        if "report" in told:
            return dict(told["report"])
        if "error" in told:
            raise DrillFailed(told["error"], told.get("remedy", ""))
        progress(told)
    code = process.wait()
    raise DrillFailed(f"演练中断，没有报告（退出码 {code}）", AGAIN)


def main(name: str, speed: float) -> None:
    """The inside of the sandbox: make the office, run, say how far it is and what came of it."""
    parent = os.getppid()
    from luoshi import office

    office.setup()
    office.migrate()
    from luoshi.office.alerts.drills import running, scenario

    last = -1.0

    def tell(told: dict[str, Any]) -> None:
        nonlocal last
        if os.getppid() != parent:  # whoever wanted the report was killed
            shutil.rmtree(os.environ["LUOSHI_HOME"], ignore_errors=True)
            raise SystemExit(1)
        if told["share"] - last >= 0.005:
            last = told["share"]
            _say(told)

    try:
        _say({"report": running.run(scenario.scenario(name), speed, tell)})
    except AlertError as error:
        _say({"error": error.what, "remedy": error.remedy})
    except Exception as error:  # noqa: BLE001 - whoever waits for the report must hear of anything
        _say({"error": f"演练中断：{type(error).__name__}：{error}"[:300], "remedy": AGAIN})


def _say(told: Mapping[str, Any]) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
