"""Runs the measures and prints each figure as one JSON line."""

import json
import os
import pkgutil
import signal
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module

import bench
from bench.tools import child

ASKED = "BENCH"
"""The variable that names the measures to run, as in ``make bench BENCH=search``."""

MISSED, UNKNOWN, BROKEN = 1, 2, 3


def measures() -> list[str]:
    """The name of every measure."""
    found = pkgutil.iter_modules(bench.__path__)
    return [each.name for each in found if not each.ispkg and each.name != "__main__"]


def main(arguments: list[str]) -> int:
    """Run what is wanted, or everything.

    Returns 1 where a target was missed, 2 where a name is unknown, 3 where a measure broke.
    """
    wanted = arguments or os.environ.get(ASKED, "").replace(",", " ").split() or measures()
    if unknown := set(wanted) - set(measures()):
        names = ", ".join(sorted(unknown))
        sys.stderr.write(f"no such measure: {names}; there are {', '.join(measures())}\n")
        return UNKNOWN
    if len(wanted) == 1:
        return run(wanted[0])
    # One process each: no measure inherits the memory, the modules or the heat of another.
    codes = [alone(name) for name in wanted]
    return next((code for code in codes if code not in (0, MISSED)), max(codes))


def alone(name: str) -> int:
    """Run one measure in a process of its own; it is stopped where this one is."""
    process = subprocess.Popen([sys.executable, "-m", "bench", name])
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise


def run(name: str) -> int:
    """Run one measure here."""
    missed = False
    try:
        for figure in import_module(f"bench.{name}").figures():
            print(json.dumps(asdict(figure), ensure_ascii=False), flush=True)
            missed |= figure.ok is False
    except Exception as error:  # noqa: BLE001 - the other measures must still be run
        print(json.dumps({"figure": name, "ok": False, "error": repr(error)}), flush=True)
        return BROKEN
    return MISSED if missed else 0


if __name__ == "__main__":
    # A run that is stopped leaves neither processes nor two gigabytes of clauses behind.
    signal.signal(signal.SIGTERM, lambda *_: child.leave(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
