"""The head of the chain in a file beside the data, so that a cut tail of the journal is noticed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from luoshi import config


@dataclass(frozen=True)
class End:
    """Where a chain ends: the place of its last entry, and the link there."""

    n: int
    link: str


def path() -> Path:
    """The file of the journal in the present database; each database has its own."""
    home = config.home()
    settings = connection.settings_dict
    name = str(settings["NAME"])
    if Path(name).is_relative_to(home):
        name = str(Path(name).relative_to(home))  # a data folder may be moved as a whole
    address = "|".join(
        [connection.vendor, str(settings.get("HOST")), str(settings.get("PORT")), name]
    )
    return home / f"journal-{hashlib.sha256(address.encode()).hexdigest()[:12]}.head"


def read(file: Path) -> End | None:
    """The head that was kept; None where none was.

    Raises:
        ValueError: the file holds something else.
    """
    try:
        told = json.loads(file.read_text("utf-8"))
        return End(int(told["n"]), str(told["link"]))
    except FileNotFoundError:
        return None
    except (KeyError, TypeError) as error:
        raise ValueError("no head of a journal") from error


def write(file: Path, end: End) -> None:
    """Replace the file as a whole: a loss of power leaves the one before or this one.

    Which of the two does not matter: a file that is behind its journal is told, and mended.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as temporary:
            json.dump({"n": end.n, "link": end.link}, temporary)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Alone with the file: two sealers may end their transactions in one order and come here in another."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
