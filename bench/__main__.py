"""Runs the measures and prints each figure as one JSON line."""

import json
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module

import bench
from bench import Figure


def measures() -> dict[str, Callable[[], Iterator[Figure]]]:
    """Every measure of this folder by name."""
    names = (module.name for module in pkgutil.iter_modules(bench.__path__))
    modules = {name: import_module(f"bench.{name}") for name in names if name != "__main__"}
    return {name: module.figures for name, module in modules.items() if hasattr(module, "figures")}


def main(wanted: list[str]) -> int:
    """Run what is wanted, or everything; 1 where an aim was missed, 2 where a name is unknown."""
    known = measures()
    if unknown := set(wanted) - known.keys():
        sys.stderr.write(
            f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(known)}\n"
        )
        return 2
    missed = False
    for name in wanted or known:
        for figure in known[name]():
            print(json.dumps(asdict(figure), ensure_ascii=False), flush=True)
            missed |= not figure.met
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
