"""Serves the bare page with the server of ``luoshi serve``, as many workers and threads."""

import sys

from granian import Granian
from granian.constants import Interfaces

from bench.tools.server import HOST
from luoshi.cli import serving


def main(port: int) -> None:
    Granian(
        "bench.tools.bare:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=serving.workers(),
        blocking_threads=serving.THREADS,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))
