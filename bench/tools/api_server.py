"""Serves the office with so many workers, one thread each: ``api_server PORT WORKERS``."""

import sys

from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from bench.tools.server import HOST
from luoshi import office
from luoshi.cli import serving


def main(port: int, workers: int) -> None:
    office.migrate()
    connections.close_all()  # a forked process must not share them
    Granian(
        serving.APPLICATION,
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
